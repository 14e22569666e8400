"""两稿对照表: two texts of a letter side by side, paragraph by paragraph, for whoever reviews it and for the unit that gets it back."""

from tracking.papers import FormSheet, Listing, ListingColumn, Source, Text, paper
from tracking.papers.facts import letter_title_of
from tracking.papers.subjects import TEXTS
from tracking.wording.differences import GONE, NEW, Piece

MARKS = {GONE: "［{}］", NEW: "【{}】"}
"How words that went and came are marked in print, where neither colour nor lines are sure."


def marked(pieces: list[Piece]) -> str:
    """A paragraph with what went and what came between marks."""
    return "".join(MARKS.get(one.kind, "{}").format(one.text.replace("\t", "　")) for one in pieces)


@paper(
    "两稿对照表",
    help="答复的两稿逐段对照，删去和增加的文字分别标出：Word 原稿或上一轮与送审稿，送审稿与审改稿，或任选两稿。",
    about=TEXTS,
    place=58,
    mark=Source.PROPOSED,
    layout=FormSheet(
        title="两稿对照表",
        above="{{ title }}　　原稿：{{ old_label }}　　现稿：{{ new_label }}　　{{ summary }}",
        landscape=True,
        blocks=(
            Listing(
                "rows",
                (
                    ListingColumn("段", "{{ row.number }}", 12, "center"),
                    ListingColumn("原稿", "{{ row.old }}", 108),
                    ListingColumn("现稿", "{{ row.new }}", 108),
                    ListingColumn("改动", "{{ row.what }}", 24, "center"),
                ),
            ),
            Text("［　］内是删去的文字，【　】内是增加的文字。", small=True, indent=False),
        ),
    ),
)
def comparison_sheet(pair):
    found = pair.comparison
    rows = [
        {
            "number": str(one.new_number or one.old_number),
            "old": marked(one.old_side),
            "new": marked(one.new_side),
            "what": one.label,
        }
        for one in found.paragraphs
    ]
    return {
        "title": letter_title_of(pair.part.record),
        "summary": found.in_words,
        "old_label": pair.old.label,
        "new_label": pair.new.label,
        "rows": rows,
    }

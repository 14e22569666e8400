"""两稿对照表: a letter beside what it was before, paragraph by paragraph, for whoever reviews it and for the unit that gets it back."""

from tracking.loop.rounds import word_draft_of
from tracking.models import Reply
from tracking.papers import FormSheet, Listing, ListingColumn, Source, Text, paper
from tracking.papers.facts import letter_title
from tracking.papers.subjects import LETTER
from tracking.wording.differences import GONE, NEW, Piece, is_unchanged
from tracking.wording.paragraphs import compared

MARKS = {GONE: "［{}］", NEW: "【{}】"}
"How words that went and came are marked in print, where neither colour nor lines are sure."


def earlier(reply: Reply) -> tuple[str, str] | None:
    """The text that the letter is laid beside, with its name: the Word file as which it came, else the round before."""
    word = word_draft_of(reply)
    if word is not None and not is_unchanged(word.text, reply.body):
        return f"Word 原稿（{word.file.name}）", word.text
    before = reply.assignment.replies.filter(round__lt=reply.round).order_by("-round").first()
    return (f"第{before.round}轮", before.body) if before is not None else None


def missing(reply: Reply) -> str:
    """Only a letter that has an earlier text can be laid beside it."""
    return "" if earlier(reply) is not None else "这一轮没有可以对照的稿子：既没有改动过的 Word 原稿，也没有上一轮。"


def marked(pieces: list[Piece]) -> str:
    """A paragraph with what went and what came between marks."""
    return "".join(MARKS.get(one.kind, "{}").format(one.text.replace("\t", "　")) for one in pieces)


@paper(
    "两稿对照表",
    help="答复的 Word 原稿或上一轮与本轮送审稿逐段对照，删去和增加的文字分别标出。",
    about=LETTER,
    place=58,
    mark=Source.PROPOSED,
    missing=missing,
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
def comparison_sheet(reply):
    old_label, text = earlier(reply)
    found = compared(text, reply.body)
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
        "title": letter_title(reply),
        "summary": found.in_words,
        "old_label": old_label,
        "new_label": f"第{reply.round}轮送审稿",
        "rows": rows,
    }

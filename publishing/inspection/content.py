"""What a page says (内容): its furniture, terms, personal data, images, tables and headings; and pieces that are there twice."""

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256

from django.utils.translation import gettext as _

from publishing.inspection.findings import Fault
from publishing.inspection.portal import Inspection
from publishing.inspection.reading import PageRead
from publishing.review.screening.findings import shown
from publishing.review.screening.standing import bare
from publishing.screening import Kind, ScreenFinding, screen
from tracking.wording import Severity, mask_personal, personal_numbers, terms, unbalanced_brackets

SHORTEST = 30
"Characters below which two bodies that are alike are no copy of each other."
SURE = frozenset(
    {Kind.MOBILE, Kind.IDENTITY, Kind.BANK_CARD, Kind.PASSPORT, Kind.PERMIT, Kind.DEPUTY, Kind.LOCATION, Kind.MINOR}
)
"Kinds of which there is no doubt what they are; of others a second look is asked for."
SHAPED = ("presentation", "none")
"Roles of what is there for the eye alone."


def check(page: PageRead, inspection: Inspection) -> Iterator[Fault]:
    """Everything that is wrong with what a page says."""
    yield from _structure(page)
    yield from _personal(page, inspection)
    if page.place.piece is not None:
        yield from _furniture(page)
        yield from _terms(page)


def _structure(page: PageRead) -> Iterator[Fault]:
    headings = page.soup.find_all("h1")
    if len(headings) != 1 or not headings[0].get_text(strip=True):
        yield Fault("heading-wrong", page.url, _("页面有%(n)s个一级标题，应有一个。") % {"n": len(headings)})
    for image in page.main.find_all("img"):
        if image.get("role") not in SHAPED and image.get("aria-hidden") != "true" and _is_nothing(image.get("alt")):
            yield Fault(
                "image-without-words", page.url, _("图片 %(src)s 没有替代文字。") % {"src": image.get("src", "")}
            )
    for drawing in page.main.find_all("svg", role="img"):
        if not (drawing.get("aria-label") or drawing.find("title")):
            yield Fault("image-without-words", page.url, _("图形没有标题。"))
    for table in page.main.find_all("table"):
        if table.get("role") not in SHAPED and not any(head.get_text(strip=True) for head in table.find_all("th")):
            yield Fault(
                "table-without-head",
                page.url,
                _("表格“%(words)s”没有表头。") % {"words": table.get_text(" ", strip=True)[:20]},
            )


def _is_nothing(words: str | None) -> bool:
    """Whether an alternative text says nothing: it is empty, or a file's name."""
    words = (words or "").strip().lower()
    return not words or words.endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".bmp"))


def _furniture(page: PageRead) -> Iterator[Fault]:
    for label, rule in (("来源", "source-missing"), ("责任编辑", "editor-missing"), ("发布时间", "time-missing")):
        if not page.facts.get(label):
            yield Fault(rule, page.url, _("没有标明%(label)s。") % {"label": label})


def _terms(page: PageRead) -> Iterator[Fault]:
    words = "\n".join([page.words, page.meta.get("Description", "")])
    for term in terms(words):
        rule = "wrong-term" if term.severity == Severity.CLASH else "doubtful-term"
        yield Fault(rule, page.url, _("“%(quote)s”：%(message)s") % {"quote": term.quote, "message": term.message})
    for line in page.words.splitlines():
        for term in unbalanced_brackets(line):
            said = {"line": line[:30], "message": term.message}
            yield Fault("doubtful-term", page.url, _("“%(line)s”：%(message)s") % said)


def _personal(page: PageRead, inspection: Inspection) -> Iterator[Fault]:
    """What is somebody's own or nobody else's business, wherever a reader or a machine finds it; told masked.

    The very words that a second person answered for before they went out are no finding.
    """
    hidden = [str(tag.get("href")) for tag in page.soup.find_all("a", href=True)]
    hidden += [value for name, value in page.meta.items() if name != "Url"]
    for text in (page.footer, *hidden):
        for number in personal_numbers(text):
            words = text[number.start : number.end]
            if bare(words) not in inspection.answered_wordings:
                said = {"quote": mask_personal(words)}
                yield Fault("personal-data", page.url, _("有没有遮盖的个人信息：%(quote)s。") % said)
    yield from screened(page.words, page.url, inspection)


def screened(text: str, url: str, inspection: Inspection) -> Iterator[Fault]:
    """What screening holds back in a text that is public already, and nobody answered for."""
    for one in screen(text, contacts=inspection.contacts):
        if one.blocks and bare(one.quote) not in inspection.answered_wordings:
            yield from told(one, url)


def told(one: ScreenFinding, url: str) -> Iterator[Fault]:
    """A finding of screening as one of the inspection; what screening only asks about is none."""
    if not one.blocks or one.kind == Kind.TERM:
        return
    said = {"kind": one.kind.label, "quote": shown(one), "where": one.where}
    if one.kind == Kind.SECRECY:
        yield Fault("secrecy", url, _("%(where)s有%(kind)s“%(quote)s”。") % said)
    elif one.kind in SURE:
        yield Fault("personal-data", url, _("%(where)s有没有遮盖的%(kind)s：%(quote)s。") % said)
    elif one.kind in {Kind.SCAN, Kind.HIDDEN}:
        yield Fault("unscreened-file", url, one.sentence())
    else:
        yield Fault("personal-doubtful", url, _("%(where)s疑似有没有遮盖的%(kind)s：%(quote)s。") % said)


class Copies:
    """Pieces with the same words, or the same title in the same column, noted page by page."""

    def __init__(self):
        self._by_body: dict[str, list[str]] = defaultdict(list)
        self._by_title: dict[tuple[str, int], list[str]] = defaultdict(list)

    def note(self, page: PageRead) -> None:
        """Take a piece in."""
        if page.place.piece is None or page.url != page.standard:
            return
        if len(page.text) >= SHORTEST:
            self._by_body[sha256(page.text.encode()).hexdigest()].append(page.url)
        if page.place.page.answered_reply is None:  # items may share their title, each has its reply
            self._by_title[page.meta.get("ArticleTitle", ""), page.place.piece.column].append(page.url)

    def findings(self) -> Iterator[Fault]:
        """The second of each two, and those after."""
        told = set()
        for alike, words in (
            (self._by_body, _("与 %(other)s 的正文相同。")),
            (self._by_title, _("与 %(other)s 的标题相同。")),
        ):
            for first, *others in alike.values():
                for url in others:
                    if url not in told:
                        told.add(url)
                        yield Fault("duplicate-piece", url, words % {"other": first})

"""What a suggestion asks for, found by its own numbering (一、（一）1．一是…): a first split for a person to check."""

import re

from tracking.wording.numerals import to_chinese

_HEADING = re.compile(
    r"^[ \t　]*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)?[^\n。；]{0,12}(?:建议|对策|措施|意见)[^\n。；]{0,12}[：:]?[ \t　]*$"
    r"|(?:为此|因此|鉴于此|据此|综上)[^\n。]{0,20}(?:建议|提出)[^\n。]{0,12}[：:]",
    re.MULTILINE,
)
"The line after which the requests stand: 三、对策建议, 为此，建议："
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
MOST = 50
_START = r"(?:^|\n)[ \t　]*"
_INSIDE = r"(?:^|[\n。；：:;，])[ \t　]*"


def _markers(number: int) -> list[str]:
    """How each style of numbering writes a number, the outermost style first."""
    han = re.escape(to_chinese(number))
    styles = [
        rf"{_START}{han}、",
        rf"{_START}[（(]{han}[）)]",
        rf"{_START}{number}(?:[．、]|\.(?!\d))",
        rf"{_START}[（(]{number}[）)]",
        rf"{_INSIDE}{han}是(?:要)?[，,]?",
        rf"{_INSIDE}第{han}[，,、]",
    ]
    return [*styles, rf"{_INSIDE}{_CIRCLED[number - 1]}"] if number <= len(_CIRCLED) else styles


def split_requests(text: str) -> list[str]:
    """The requests of a text in order, each on one line; empty where the text is not numbered."""
    headings = list(_HEADING.finditer(text))
    for part in [text[heading.end() :] for heading in headings[-1:]] + [text]:
        for style in range(len(_markers(1))):
            if len(found := _numbered(part, style)) > 1:
                return found
    return []


def _numbered(text: str, style: int) -> list[str]:
    """The pieces between consecutive numbers of one style: 1, then 2 after it, and so on."""
    marks, position = [], 0
    for number in range(1, MOST + 1):
        markers = _markers(number)
        mark = re.compile(markers[style]).search(text, position) if style < len(markers) else None
        if mark is None:
            break
        marks.append(mark)
        position = mark.end()
    starts, ends = [mark.end() for mark in marks], [mark.start() for mark in marks[1:]] + [len(text)]
    pieces = [text[start:end] for start, end in zip(starts, ends, strict=False)]
    return [one for piece in pieces if (one := "".join(piece.split()).strip("；;，。"))]

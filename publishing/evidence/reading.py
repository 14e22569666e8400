"""A text in its plain form, as the checker reads it: one width of characters, no white space, each place traceable."""

import re
import unicodedata
from bisect import bisect_right
from functools import cache, cached_property

from tracking.wording import clean, damage
from tracking.wording.simplified import simplified_forms

LONGEST = 200_000
"Characters that are read of one text; a summary has some thousand."

_MARKS = dict(zip("，：；（）！？．％﹪［］｛｝～｡", ",:;()!?.%%[]{}~。", strict=True))
_KEPT = "…—“”‘’《》〈〉、。〔〕【】「」『』·①②③④⑤⑥⑦⑧⑨⑩"
NOTHING = frozenset({*map(chr, damage.NOTHING), "\u200c", "\u200d"})
"Characters that show nothing and stand anywhere in copied text."
_ENUMERATED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}(?:、|是)|[（(](?:[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2})[)）]"
    r"|[0-9０-９]{1,2}[.、)）．](?!\s*[0-9０-９])|第[一二三四五六七八九十]{1,3}[,，、])"
)
_QUOTED = re.compile('《[^《》\n]{0,120}》|“[^“”\n]{0,120}”|「[^「」\n]{0,120}」|(?<![0-9])"[^"\n]{1,60}"')
_ENDS = "。!?\n"
_TITLES = ("报告", "情况", "总结", "通报", "汇报", "说明", "公告", "公示", "动态")
_HEADS = (*_TITLES, "做法", "措施", "成效", "打算", "安排", "特点", "成绩", "结果", "问题", "进展")
"Ends of a heading that is numbered and stands on a line of its own."
_SAYS_ON = ("报告", "汇报", "通报", "说明", "公布", "公示", "如下", "的", "进行", "及", "和", "与", "、", "，", ",")
"Words with which a line goes on, so that the line before them is no title: …办理情况 / 报告如下."
_HEADING = 20
"Characters of the longest such heading."
_GOES_ON = ";,、"
"Marks behind which a point on a line of its own still belongs to the sentence."
_OPENING, _CLOSING = "([{【〔", ")]}】〕"


class Reading:
    """A text and its plain form (`text`): positions of the plain form lead back to the text as given."""

    def __init__(self, raw: str):
        self.raw = raw
        text, self._places = _plain(raw[:LONGEST])
        self.text = text.replace("答覆", "答复").replace("回覆", "回复")

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in the text as given, for a place in the plain form."""
        return self._places[start], self._places[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        """The words as given."""
        first, last = self.span(start, end)
        return self.raw[first:last]

    @cached_property
    def ends(self) -> list[int]:
        """Where sentences end."""
        text = self.text
        return [n for n, char in enumerate(text) if char in _ENDS and (n + 1 == len(text) or text[n + 1] not in _ENDS)]

    def sentence(self, place: int) -> int:
        """The number of the sentence that a place stands in."""
        return bisect_right(self.ends, place - 1)

    def sentence_span(self, number: int) -> tuple[int, int]:
        """Start and end of a sentence, its mark left out."""
        start = self.ends[number - 1] + 1 if number else 0
        return start, self.ends[number] if number < len(self.ends) else len(self.text)

    @cached_property
    def quoted(self) -> list[tuple[int, int]]:
        """Titles and quotations: no figure is read in them."""
        return [found.span() for found in _QUOTED.finditer(self.text)]

    def quoted_span(self, place: int) -> tuple[int, int] | None:
        """The title or quotation that a place stands in; None outside."""
        if not self.quoted:
            return None
        number = bisect_right(self.quoted, (place, len(self.text))) - 1
        return self.quoted[number] if number >= 0 and place < self.quoted[number][1] else None

    def is_quoted(self, place: int) -> bool:
        """Whether a place stands inside a title or quotation."""
        return self.quoted_span(place) is not None

    @cached_property
    def brackets(self) -> list[tuple[int, int]]:
        """Pairs of brackets by their opening place."""
        opened: list[int] = []
        pairs = []
        for place, char in enumerate(self.text):
            if char in _OPENING:
                opened.append(place)
            elif char in _CLOSING and opened:
                pairs.append((opened.pop(), place))
            elif char in "。\n":
                opened.clear()
        return sorted(pairs)


def one_width(words: str) -> str:
    """Some words as they are read: one width of characters, and none that shows nothing."""
    return "".join(_narrow(char) for char in words if char not in NOTHING)


def last(words: str, marks: str = ",。;:!?\n") -> str:
    """The words behind the last of some marks."""
    return words[max(map(words.rfind, marks)) + 1 :]


def _plain(raw: str) -> tuple[str, list[int]]:
    """The plain form and the place of each of its characters.

    A line break inside a sentence is typing, not meaning; one before an enumerated point, or after a full stop, ends
    a sentence, but not where the line before it goes on (4件;); so does one behind a title: the first line, or one with
    an empty line behind it. White space between two digits stays as one space: it may join a number or part two cells.
    """
    chars: list[str] = []
    places: list[int] = []
    place, length, line = 0, len(raw), 0
    while place < length:
        char = raw[place]
        if char in NOTHING:
            place += 1
            continue
        if char.isspace():
            first = place
            while place < length and (raw[place].isspace() or raw[place] in NOTHING):
                place += 1
            breaks = len(f"{raw[first:place]}.".splitlines()) - 1
            if not chars or place >= length:
                continue
            ends = chars[-1] in _ENDS or chars[-1] not in _GOES_ON and _ENUMERATED.match(raw, place)
            apart = breaks > 1 or not line
            heads = breaks and _is_heading("".join(chars[line:]))
            if breaks and (ends or heads or apart and _is_title(chars[line:], raw, place)):
                chars.append("\n")
                places.append(first)
            elif _is_digit(chars[-1]) and _is_digit(_narrow(raw[place])):
                chars.append(" ")
                places.append(first)
            line = len(chars) if breaks else line
            continue
        chars.append(_narrow(char))
        places.append(place)
        place += 1
    return "".join(chars), places


def _is_title(line: list[str], raw: str, behind: int) -> bool:
    """Whether a line ends as a title does and does not go on behind the break."""
    if len(line) > 60 or raw.startswith(_SAYS_ON, behind):
        return False
    return "".join(line[-2:]) in _TITLES and not set(line) & set("。,;:!?")


def _is_heading(line: str) -> bool:
    """Whether a line is a numbered heading: 二、主要做法."""
    numbered = _ENUMERATED.match(line)
    return (
        numbered is not None
        and len(line) <= _HEADING
        and line.endswith(_HEADS)
        and not set(line[numbered.end() :]) & set("。,;:!?")
    )


@cache
def _narrow(char: str) -> str:
    if char in _MARKS:
        return _MARKS[char]
    if "\u4e00" <= char <= "\u9fff":
        return simplified_forms().get(ord(char), char)
    if char.isascii() or char in _KEPT:
        return char
    plain = unicodedata.normalize("NFKC", clean(char))
    return plain if len(plain) == 1 else char


def _is_digit(char: str) -> bool:
    return char.isascii() and char.isdigit()

"""The persons and bodies that a cell of a ledger names (领衔代表、联名人), however offices set them apart."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tracking.wording.characters import normalise, says_nothing
from tracking.wording.listed import bare, parts
from tracking.wording.names import with_middle_dots
from tracking.wording.numerals import chinese_number
from tracking.wording.scripts import HAN
from tracking.wording.surnames import is_surname, is_whole_name

_TOTAL = re.compile(
    r"[（(]?(?:等\s*共?|共)\s*([0-9０-９〇零一二三四五六七八九十百两]+)\s*[人名位][^、，,;；（()）]{0,6}[)）]?\s*$"
)
_AND_MORE = re.compile(rf"(?<=[{HAN}]{{2}})[（(]?等[)）]?\s*$")
_AND = re.compile(r"\s*(?:以及|和|及|与|暨)\s*")
_LONGEST_OF_HAN = 4
"Characters of a person's name without a middle dot, where “和” is to be told from a name's own character."


@dataclass(frozen=True, slots=True)
class Names:
    """The persons a cell names (联名人), and how many more it announces without naming them."""

    names: tuple[str, ...]
    others: int | None = None
    "Persons announced beyond the named ones (张三等5人: four others); None where no number is given."
    cut: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    "Names from which a title or a remark was cut off (张三代表（领衔）), each with what was cut."
    unclear: tuple[str, ...] = field(default=(), compare=False)
    "Pieces that may be one person or several (买买提 艾力): the clerk is asked."

    @property
    def total(self) -> int:
        """Named and unnamed persons together."""
        return len(self.names) + (self.others or 0)

    @property
    def problem(self) -> str:
        """The question to whoever typed an unclear name; empty where all names are clear."""
        if not self.unclear:
            return ""
        return _(
            "“%(text)s”看不清是哪几位：几位的请用顿号隔开；一位的请写全姓名，去掉中间的空格（或写“·”）和其他文字。"
        ) % {"text": "”“".join(self.unclear)}

    @property
    def remark(self) -> str:
        """The note on titles and remarks that were cut off from names; empty where none were."""
        told = [_("“%(name)s”旁的“%(cut)s”") % {"name": name, "cut": cut} for name, cut in self.cut]
        return _("姓名只取人名，%(what)s没有读取。") % {"what": "、".join(told)} if told else ""


def split_names(text: str) -> Names:
    """The names in one cell, however they are set apart, with “等5人” understood as the total."""
    listed, total = _announced(text)
    found = _Found()
    if not says_nothing(listed):
        for piece in parts(_NEXT_LABEL.sub("\n", _BROKEN.sub(r"\1\2", listed.strip()))):
            found.take(piece)
    others = None if total is None else max(0, total - len(found.names))
    return Names(tuple(found.names), others, tuple(found.cut), tuple(found.unclear))


def _announced(text: str) -> tuple[str, int | None]:
    """A cell without its closing “等5人” or “等”, and the number of persons it announces."""
    if found := _TOTAL.search(text):
        try:
            return text[: found.start()], chinese_number(found[1])
        except ValueError:
            return text, None
    return _AND_MORE.sub("", text), None


# One piece of a cell ---------------------------------------------------------------------------
_TITLE = (
    "(?:(?:全国|自治区|自治州|自治县|[省市区县州])?(?:人大常委会|人大|政协)?"
    "(?:常委会委员|常委|代表|委员|副主席|主席|副主任|主任委员|主任|书记|局长)|同志|先生|女士|领衔人?|联名人?|附议人?|提案人)"
)
_LABEL = rf"(?:第一提案人|领衔代表|领衔委员|联名代表|联名委员|附议代表|附议委员|提出人|{_TITLE})\s*[:：]\s*"
_LABELLED = re.compile(rf"^{_LABEL}")
_NEXT_LABEL = re.compile(rf"\s+(?={_LABEL})")
_BRACKETED = re.compile(r"[（(【\[〔]([^（）()【】\[\]〔〕]*)[)）】\]〕]?")
_BEFORE = re.compile(rf"^(?:已故|原|{_TITLE})+\s*")
_BEHIND = re.compile(rf"(?:\s*(?:已故|{_TITLE}))+$")
_NAMES_OTHERS = re.compile("[、，,；;]|联名|附议")
_BROKEN = re.compile(rf"^([{HAN}])\s*\n\s*([{HAN}]{{1,2}})$")
"A name that a narrow cell breaks into two lines."
_PARTIES = "民革|民盟|民建|民进|农工党|致公党|九三学社|台盟"
_COLLECTIVE = re.compile(
    r"(委员会|工委|市委|区委|县委|省委|州委|县委会|市委会|区委会|省委会|支部|总支|支社|总社|小组|工商联|联合会|联谊会|妇联|侨联|台联|青联|科协|文联"
    r"|残联|团委|工会|协会|商会|学会|代表团|代表组|联络组|界|党派|社团)$"
    rf"|^(?:{_PARTIES}).{{2,}}"
)

_COMMITTEE = re.compile(r"(?:专委会|关工委|(?:文史|社法|经济|提案|农业|民宗|人资环|教科.{0,4})委)$")


def is_collective(name: str) -> bool:
    """Whether a name is that of a body that puts proposals forward (民盟县委会、区工商联), not of a person."""
    if len(name) < 3:
        return False
    return bool(_COMMITTEE.search(name) or (_COLLECTIVE.search(name) and not is_whole_name(name)))


class _Found:
    """Collects the names that the pieces of a cell hold."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.cut: list[tuple[str, str]] = []
        self.unclear: list[str] = []

    def take(self, piece: str) -> None:
        """Add what one piece between separators names."""
        text, before = bare(with_middle_dots(piece).strip("· "))
        if is_collective(text) and " " not in text and not _AND.search(text):
            self._add(text, before)
            return
        text, label = _without(_LABELLED, text)
        before += label
        for core, remark in _segments(text):
            persons = _persons(core)
            if persons is None or _NAMES_OTHERS.search(remark):
                self.unclear.append(normalise(piece))
                return
            for one in persons:
                name, title = _without_titles(one)
                self._add(name, f"{before}{title}{remark}")
                before = ""

    def _add(self, name: str, cut: str) -> None:
        if name:
            self.names.append(name)
            if cut:
                self.cut.append((name, cut))


def _without(pattern: re.Pattern, text: str) -> tuple[str, str]:
    match = pattern.match(text)
    return (text[match.end() :].strip(), match[0].strip()) if match else (text, "")


def _segments(text: str) -> list[tuple[str, str]]:
    """A piece as names, each with the remark in brackets behind it: 张三（男）李四（已故）; a body keeps its brackets."""
    if is_collective(text):
        return [(text, "")]
    found: list[tuple[str, str]] = []
    end, waiting = 0, ""
    for match in [*_BRACKETED.finditer(text), None]:
        core = text[end : match.start() if match else len(text)].strip("· ")
        remark = match[0] if match else ""
        end = match.end() if match else len(text)
        if core and not (found and _BEHIND.fullmatch(core)):
            found.append((core, waiting + remark))
            waiting = ""
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}{core}{remark}")
        else:
            waiting += remark
    return found


def _without_titles(name: str) -> tuple[str, str]:
    """A person's name without titles before or behind it (县人大代表张三, 王五委员), and these."""
    if is_collective(name):
        return name, ""
    core = _BEHIND.sub("", name)
    behind = name[len(core) :].strip()
    if len(core) < 2:
        return name, ""
    rest = _BEFORE.sub("", core)
    if rest != core and is_whole_name(rest):
        return rest, core[: len(core) - len(rest)].strip() + behind
    return core, behind


def _persons(text: str) -> list[str] | None:
    """The persons or bodies in a piece, set apart by spaces or 和; None where it can't be told."""
    found: list[str] = []
    for piece in _at_and(text):
        if (names := _at_spaces(piece)) is None:
            return None
        found += names
    return found


def _at_and(text: str) -> list[str]:
    """Cut at 和, 及 and 与 where whole names or bodies stand on both sides; they are characters of names, too."""
    for match in _AND.finditer(text):
        left, others = text[: match.start()], _at_and(text[match.end() :])
        if all(_may_stand_alone(one) for one in (left, *others)):
            return [left, *others]
    return [text]


def _may_stand_alone(text: str) -> bool:
    words = text.split()
    if not words:
        return False
    last = _without_titles(words[-1])[0]
    return is_collective(last) or "·" in last or (len("".join(words)) >= 2 and 2 <= len(last) <= _LONGEST_OF_HAN)


def _at_spaces(text: str) -> list[str] | None:
    """Spaces between characters are padding (张　三), between whole names they set people apart (张三 李四)."""
    pieces = _AT_SPACE.split(text)
    if len(pieces) == 1:
        return None if len(_BEHIND.sub("", text)) == 1 < len(text) else [text] if text else []
    if _is_padded(pieces):
        return ["".join(pieces)]
    joined: list[str] = []
    before = ""
    for piece in pieces:
        core = _without_titles(piece)[0]
        if joined and _BEHIND.fullmatch(piece):
            joined[-1] += piece
            continue
        if joined and is_collective(core) and not (is_whole_name(before) or is_collective(before)):
            joined[-1] += piece
        elif (joined and not (_sure(before) or _sure(core))) or (len(core) < 2 and core not in "区县市省"):
            return None
        else:
            joined.append(piece)
        before = core
    return joined


_AT_SPACE = re.compile(rf"(?<=[{HAN}·A-Za-z0-9])\s+(?=[{HAN}])|(?<=[{HAN}])\s+(?=[A-Za-z])")


def _is_padded(pieces: list[str]) -> bool:
    """Whether the pieces make up one name set over a column: 张 三, 欧 阳 某, 欧阳 某某, 张 三丰."""
    whole = "".join(pieces)
    if all(len(piece) == 1 for piece in pieces):
        return len(pieces) <= 3 or (len(pieces) == 4 and is_surname(whole[:2]))
    return len(pieces) == 2 and len(whole) <= 4 and is_surname(pieces[0]) and not is_whole_name(pieces[0])


def _sure(text: str) -> bool:
    """Whether a piece is a name for certain, so that the space beside it sets it apart."""
    return is_whole_name(text) or is_collective(text) or len(text) >= 4

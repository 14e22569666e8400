"""Names of minors and of patients (未成年人、患者姓名), where the words say that they are such (R107)."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from publishing.screening.kinds import Kind, ScreenFinding
from publishing.screening.reading import ScreenedText
from publishing.screening.vocabulary import any_of, words
from tracking.wording.surnames import is_surname, is_whole_name

_HAN = r"\u4e00-\u9fff"
_LINK = re.compile(r"者?(?:姓名|名单)?[:是为叫“\"(]{0,2}\n?")
_RUN = re.compile(rf"[{_HAN}·]{{2,12}}")
_AGE = re.compile(
    r"(?:[,，(]\s?)?(?:系|现年|今年|年仅|年龄)?[:]?(?P<sex>[男女][孩童生]?[,，]?)?(?:现年|今年|年仅|年龄)?[:]?(?P<age>[0-9]{1,3}|[一二三四五六七八九十]{1,3})周?岁"
)
_BORN = re.compile(
    r"(?:[,，(][男女]?[,，]?)?(?P<year>(?:19|20)[0-9]{2})年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?出?生(?![态活产效命长])"
)
_BRACKET = re.compile(
    rf"\((?P<who>[{_HAN}]{{0,12}}(?:患者|病人|感染者|学生)|[初高小大中][一二三四五六](?:年级)?\(?[0-9一二三四五六七八九十]*\)?班|[一二三四五六七八九]年级\(?[0-9一二三四五六七八九十]*\)?班?)[,，)]"
)
_IN_HOSPITAL = re.compile(rf"因[{_HAN}]{{1,8}}?(?:住院|入院|手术|去世|离世|截肢|卧床|就医|透析)")
_WHO_IS_SICK = re.compile(rf"(?:患有?|身患|罹患|确诊)[{_HAN}]{{2,8}}?的")
_IN_CLASS = re.compile(
    r"(?:(?:[一二三四五六七八九]年级|[初高][一二三])[(]?[0-9一二三四五六七八九十]{1,2}[)]?|[一二三四五六七八九][(][0-9]{1,2}[)])班(?:学生|的)?"
)
_CLASS = re.compile("(?:同学|小朋友|小同学)")
_ADULT = 18
_MASKED = re.compile("某|\\*|×|X")
_ENDS = re.compile(
    r"$|[\s，,。、;:()“”\"!?《》]|[的在因于被患等和与及系是为家已不经到从住确就读]|(?:同学|小朋友|反映|今年|现年|父|母|监护)"
)
_LEADS = re.compile(
    "(?:学生|患者|病人|儿子|女儿|之子|之女|其子|其女|长子|长女|次子|次女|村民|居民|群众|儿童|幼儿|孩子|[和与及是叫为的名班])$"
)
_NAMES, _LONGEST_NAME = {"nr", "nrt", "nrfg"}, 4
_PLACES = "省市县区州盟旗乡镇村山河湖江岛路"
"Ends of places' names, which the dictionary mixes up with names of people."
_NUMERALS = "一二三四五六七八九"


def find_people(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """Names behind or before the words for a minor or a patient; a name that only may be one is asked about."""
    dense = reading.dense
    for kind, list_of_words in ((Kind.MINOR, "minor"), (Kind.PATIENT, "patient")):
        for found in any_of(list_of_words).finditer(dense):
            yield from _behind(reading, kind, found.end())
    for found in _AGE.finditer(dense):
        if _years(found["age"]) < _ADULT and dense[found.end() : found.end() + 1] == "的":
            yield from _behind(reading, Kind.MINOR, found.end() + 1)
        if _years(found["age"]) < _ADULT:
            yield from _before(reading, Kind.MINOR, found.start())
    for found in _BORN.finditer(dense):
        if date.today().year - int(found["year"]) < _ADULT:
            yield from _before(reading, Kind.MINOR, found.start())
    for found in _CLASS.finditer(dense):
        yield from _before(reading, Kind.MINOR, found.start())
    for found in _BRACKET.finditer(dense):
        kind = Kind.PATIENT if found["who"].endswith(("患者", "病人", "感染者")) else Kind.MINOR
        yield from _before(reading, kind, found.start())
    for found in any_of("sick", before="(?:被|已|因|经|曾|不幸){0,2}").finditer(dense):
        yield from _before(reading, Kind.PATIENT, found.start())
    for found in _IN_HOSPITAL.finditer(dense):
        yield from _before(reading, Kind.PATIENT, found.start())
    for found in _WHO_IS_SICK.finditer(dense):
        yield from _behind(reading, Kind.PATIENT, found.end())
    for found in any_of("disease", before="[,(](?:系|患有?|为)?(?:[男女],)?").finditer(dense):
        yield from _before(reading, Kind.PATIENT, found.start())
    for found in _IN_CLASS.finditer(dense):
        yield from _behind(reading, Kind.MINOR, found.end())
    for found in any_of("at_school").finditer(dense):
        yield from _before(reading, Kind.MINOR, found.start(), within=16)


def _years(told: str) -> int:
    if told.isdecimal():
        return int(told)
    if "十" not in told:
        return _NUMERALS.index(told[0]) + 1
    tens, _ten, ones = told.partition("十")
    return (_NUMERALS.index(tens[0]) + 1 if tens else 1) * 10 + (_NUMERALS.index(ones[0]) + 1 if ones else 0)


def _behind(reading: ScreenedText, kind: Kind, at: int) -> Iterator[ScreenFinding]:
    """Names that follow the word, one or several joined by 、."""
    dense = reading.dense
    link = _LINK.match(dense, at)
    at = link.end() if link else at
    while run := _RUN.match(dense, at):
        name = name_at_start(run[0])
        if not name:
            return
        yield _finding(reading, kind, at, at + len(name), bool(_ENDS.match(dense, at + len(name))))
        at += len(name)
        if dense[at : at + 1] not in {"、", ",", "和"}:
            return
        at += 1


def _before(reading: ScreenedText, kind: Kind, at: int, within: int = 0) -> Iterator[ScreenFinding]:
    """The name that ends where the word begins, or a little before it."""
    dense = reading.dense
    head = dense[max(0, at - 14 - within) : at]
    if within:
        for found in re.finditer(rf"(?:^|[，,。、;:(\n]|[是系])(?P<run>[{_HAN}·]{{2,8}})", head):
            name = name_at_start(found["run"])
            if name and re.match(
                "[现就在系是,，上读]|同学" + ("|$" if dense[at] in "就在上读" else ""),
                head[found.start("run") + len(name) :],
            ):
                start = at - len(head) + found.start("run")
                yield _finding(reading, kind, start, start + len(name), blocks=True)
        return
    if (run := re.search(rf"[{_HAN}·]{{2,14}}$", head)) and (name := _name_at_end(run[0])):
        yield _finding(reading, kind, at - len(name), at, blocks=True)


def _finding(reading: ScreenedText, kind: Kind, start: int, end: int, blocks: bool) -> ScreenFinding:
    quote, first, last = reading.quote(*reading.from_dense(start, end))
    name = reading.dense[start:end]
    shown = 2 if is_surname(name[:2]) and len(name) > 2 else 1
    return ScreenFinding(kind, quote, first, last, name[:shown] + "某" * min(2, len(name) - shown), blocks)


def name_at_start(run: str) -> str:
    """The name with which a run of characters begins; empty where it begins with none."""
    if dotted := re.match(rf"[{_HAN}]{{1,6}}(?:·[{_HAN}]{{1,6}})+", run):
        return dotted[0]
    parts = words("tibetan", "names")
    if run[0] == "小" and run[1:3] in parts:
        return run[:3]
    if run[:2] in parts:
        return run[:4] if run[2:4] in parts else run[:2]
    first = _tagged(run)[0]
    if _is_named(*first):
        return first[0]
    whole = (run[:length] for length in (3, 2, 4) if len(run) >= length and _ENDS.match(run, length))
    return next((one for one in whole if _is_shaped(one)), "")


def ends_a_name(text: str, at: int) -> bool:
    """Whether what stands there may follow a whole name."""
    return bool(_ENDS.match(text, at))


def _name_at_end(run: str) -> str:
    """The name with which a run ends."""
    if dotted := re.search(rf"[{_HAN}]{{1,6}}(?:·[{_HAN}]{{1,6}})+$", run):
        return dotted[0]
    parts = words("tibetan", "names")
    if run[-2:] in parts:
        return run[-4:] if run[-4:-2] in parts else run[-2:]
    last = _tagged(run)[-1]
    if _is_named(*last):
        return last[0]
    whole = (run[-length:] for length in (3, 2, 4) if len(run) == length or _LEADS.search(run[:-length]))
    return next((one for one in whole if _is_shaped(one)), "")


@lru_cache(maxsize=4096)
def _tagged(run: str) -> list[tuple[str, str]]:
    import rjieba  # its dictionary is loaded for texts that may hold a name, not for every command

    return rjieba.tag(run)


def _is_named(word: str, tag: str) -> bool:
    """Whether the dictionary takes a word for a name, and it has the shape of one."""
    return tag in _NAMES and _is_shaped(word)


def _is_shaped(word: str) -> bool:
    """Whether a word has the shape of a whole name and is no word of the language that only looks so."""
    told = _tagged(word)
    return (
        2 <= len(word) <= _LONGEST_NAME
        and is_whole_name(word)
        and not _MASKED.search(word)
        and not any(word.startswith(one) for one in words("no_names", "names"))
        and (
            len(told) > 1 or told[0][1] in _NAMES or (told[0][1] == "ns" and len(word) > 2 and word[-1] not in _PLACES)
        )
    )

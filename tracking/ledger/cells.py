"""Reading one cell: from how offices write it to the value that the ledger keeps, or a sentence why not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracking import wording
from tracking.ledger.opening import Cell
from tracking.ledger.text import folded, text_of
from tracking.models import (
    ContactMethod,
    ContactPhase,
    Duty,
    Kind,
    Origin,
    Publicity,
    Satisfaction,
    Session,
    is_web_address,
)
from tracking.wording.local import localised

_MOST_NUMBER = 2_147_483_647


class Misread(Exception):
    """A cell that can't be read; its text is a sentence that says why and how to write it."""


# Words -----------------------------------------------------------------------------------------
def read_number(cell: Cell) -> wording.ItemNumber:
    """An item's number: 12, “012”, “第12号”, “市人大第12号”, “2024-012”, and the kind and year that are written with it."""
    try:
        found = wording.read_item_number(cell)
    except ValueError as problem:
        raise Misread(str(problem)) from problem
    if found is None or not 1 <= found.number <= _MOST_NUMBER:
        raise Misread(_("“%(text)s”不是编号，请写成 12 这样的数字。") % {"text": text_of(cell)})
    return found


def read_count(cell: Cell) -> int:
    """How many people: 3, “3人”, “三名”."""
    try:
        return wording.chinese_number(re.sub(r"[人名位]$", "", folded(text_of(cell))))
    except ValueError as problem:
        raise Misread(_("“%(text)s”不是人数，请写成 3 这样的数字。") % {"text": text_of(cell)}) from problem


def read_kind(text: str) -> Kind:
    """建议 or 提案."""
    found = [kind for kind, word in ((Kind.SUGGESTION, "建议"), (Kind.PROPOSAL, "提案")) if word in folded(text)]
    if len(found) != 1:
        raise Misread(_("类别“%(text)s”不是建议或提案；议案、社情民意不在本台账办理。") % {"text": text})
    return found[0]


_ORIGINS = {
    "自治区": Origin.REGION, "省": Origin.REGION,
    "市": Origin.CITY, "地市": Origin.CITY, "地级市": Origin.CITY, "州": Origin.CITY, "盟": Origin.CITY, "地区": Origin.CITY,
    "区": Origin.DISTRICT, "县": Origin.DISTRICT, "区县": Origin.DISTRICT, "本区": Origin.DISTRICT, "本": Origin.DISTRICT,
    "本县": Origin.DISTRICT, "本市": Origin.DISTRICT, "旗": Origin.DISTRICT, "特区": Origin.DISTRICT, "林区": Origin.DISTRICT,
}  # fmt: skip


def read_origin(text: str) -> Origin:
    """自治区、市 or 区; the city of a 县级市 is 地级市, and its own items are marked 本市."""
    found = _ORIGINS.get(re.sub(r"(级|一级)?(交办)?$", "", folded(text)))
    if found is None:
        raise Misread(localised("来源层级“%(text)s”应为自治区、{upper}或{own_origin}。") % {"text": text})
    return found


_DUTIES = {
    "主办": Duty.LEAD, "会办": Duty.JOINT, "协办": Duty.JOINT, "分办": Duty.SEPARATE, "分别办理": Duty.SEPARATE,
    "独办": Duty.SOLE, "单办": Duty.SOLE, "单独办理": Duty.SOLE,
}  # fmt: skip


def read_duty(text: str) -> Duty:
    """主办、会办（协办）、分办 or 独办."""
    plain = re.sub(r"\([^)]*\)|件$|单位$", "", folded(text))
    if plain not in _DUTIES:
        raise Misread(_("承办方式“%(text)s”应为主办、会办、分办或独办。") % {"text": text})
    return _DUTIES[plain]


_YES = frozenset("是 √ ✓ ✔ ☑ ★ y yes 1 重点 重点件 重点督办 true".split())
_NO = frozenset("否 × ✗ x n no 0 非重点 不是 false".split())


def read_flag(text: str) -> bool:
    """是 or 否, and the signs that offices use for them."""
    plain = folded(text).lower()
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise Misread(_("“%(text)s”应为是或否。") % {"text": text})


_OPINIONS = {
    "满意": Satisfaction.SATISFIED, "非常满意": Satisfaction.SATISFIED, "很满意": Satisfaction.SATISFIED,
    "基本满意": Satisfaction.BASIC, "不满意": Satisfaction.UNSATISFIED,
}  # fmt: skip
_NOT_YET = frozenset("未反馈 尚未反馈 待反馈 未征询 尚未征询".split())
_OPINION = re.compile(r"^(满意|非常满意|很满意|基本满意|不满意)(?![\u4e00-\u9fff])[\s,，;；。、:：]*(.*)$", re.DOTALL)


def read_opinion(text: str) -> tuple[Satisfaction, str] | None:
    """满意、基本满意 or 不满意, and what was said besides; None for “未反馈”."""
    if folded(text) in _NOT_YET:
        return None
    match = _OPINION.match(text.strip())
    if match is None:
        raise Misread(_("“%(text)s”应为满意、基本满意或不满意，其他意见写在后面，用逗号隔开。") % {"text": text})
    return _OPINIONS[match[1]], match[2].strip()


_PUBLICITIES = {
    "是": Publicity.FULL, "公开": Publicity.FULL, "主动公开": Publicity.FULL, "全文公开": Publicity.FULL,
    "主动公开(全文)": Publicity.FULL, "已公开": Publicity.FULL, "拟公开": Publicity.FULL, "√": Publicity.FULL,
    "摘要公开": Publicity.SUMMARY, "主动公开(摘要)": Publicity.SUMMARY, "部分公开": Publicity.SUMMARY,
    "依申请公开": Publicity.ON_REQUEST, "依申请": Publicity.ON_REQUEST,
    "否": Publicity.WITHHELD, "不公开": Publicity.WITHHELD, "不予公开": Publicity.WITHHELD, "×": Publicity.WITHHELD,
}  # fmt: skip
_WITH_REASON = re.compile(r"^(依申请公开|依申请|不公开|不予公开|否)[(:,，;](.*?)\)?$")


def read_publicity(text: str) -> tuple[Publicity, str]:
    """How a reply may be published, and the reason where the cell names one: “不予公开（涉及商业秘密）”."""
    plain = folded(text)
    if plain in _PUBLICITIES:
        return _PUBLICITIES[plain], ""
    if (match := _WITH_REASON.match(plain)) and match[2]:
        return _PUBLICITIES[match[1]], match[2]
    raise Misread(_("“%(text)s”应为主动公开（全文）、主动公开（摘要）、依申请公开或不予公开。") % {"text": text})


def read_class(text: str, session: Session) -> str:
    """The code of a reply class: “A”, “A类”, “A 已解决”, or its label."""
    plain = folded(text).upper()
    for one in session.reply_classes:
        code, label = folded(one["code"]).upper(), folded(one["label"]).upper()
        rest = plain.removeprefix(code).lstrip("类级、.．-—:(（)")
        if plain == label or (plain.startswith(code) and (not rest or label.startswith(rest.rstrip(")）")))):
            return one["code"]
    named = [one["code"] for one in session.reply_classes if folded(one["label"]).upper().startswith(plain)]
    if len(plain) >= 3 and len(named) == 1:
        return named[0]
    known = "、".join(one["code"] for one in session.reply_classes)
    raise Misread(_("答复类别“%(text)s”不在本届的类别（%(known)s）中。") % {"text": text, "known": known})


_DOC_NUMBER = re.compile(r"^(.+?)[〔\[(【](\d{4})[〕\])】]第?0*(\d+)号?$")


def read_doc_number(text: str) -> str:
    """A 发文字号 in its proper form, whatever brackets and zeros were typed: 巴政办函〔2024〕12号."""
    plain = folded(text)
    if match := _DOC_NUMBER.match(plain):
        plain = f"{match[1]}〔{match[2]}〕{match[3]}号"
    if problem := wording.doc_number_problem(plain):
        raise Misread(problem)
    return plain


def read_url(text: str) -> str:
    """An address of the web."""
    url = text.strip()
    try:
        is_web_address(url)
    except ValidationError as problem:
        raise Misread(_("网址“%(text)s”不完整，应以 http:// 或 https:// 开头。") % {"text": text}) from problem
    return url


# Days ------------------------------------------------------------------------------------------
_FULL = r"(?:19|20)\d{2}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?"
_SHORT = r"\d{1,2}\s*月\s*\d{1,2}\s*日"
_DAY = re.compile(f"({_FULL}|{_SHORT})")
_STARTS_WITH_DAY = re.compile(rf"^[ \t]*[(（]?({_FULL}|{_SHORT})[)）]?[\s:：,，、]*")


def read_day(cell: Cell, year: int) -> date:
    """A day, from a date, an Excel serial number or text; a year that is not written is the session's."""
    try:
        found = _day_of_text(cell, year) if isinstance(cell, str) else wording.read_date(cell, year=year)
    except (ValueError, OverflowError) as problem:
        raise Misread(str(problem)) from problem
    if found is None:
        raise Misread(_("“%(text)s”不是一个日期，请写成 2024-08-05 这样的形式。") % {"text": text_of(cell)})
    return found


@lru_cache(maxsize=10_000)
def _day_of_text(text: str, year: int) -> date | None:
    return wording.read_date(text, year=year)


def is_at_once(cell: Cell) -> bool:
    """“即办”: at once, instead of a day."""
    return isinstance(cell, str) and wording.is_at_once(cell)


# Contacts and notes ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Talk:
    """A contact as a cell names it (沟通)."""

    on: date
    method: ContactMethod
    phase: ContactPhase | None
    summary: str


_METHODS: Mapping[ContactMethod, re.Pattern] = {
    ContactMethod.MEETING: re.compile("座谈|见面会|协商会|会议|会商"),
    ContactMethod.FACE: re.compile("走访|面商|面谈|当面|上门|登门|见面|拜访|面对面|面复|实地"),
    ContactMethod.PHONE: re.compile("电话|通话|致电|手机"),
    ContactMethod.LETTER: re.compile("书面|信函|函|邮寄|寄送|来信|去信"),
    ContactMethod.ONLINE: re.compile("微信|网络|网上|邮件|邮箱|线上|视频|短信|QQ"),
}
_PHASES = {
    ContactPhase.BEFORE: re.compile("办理?前"),
    ContactPhase.DURING: re.compile("办理?中"),
    ContactPhase.AFTER: re.compile("办理?后"),
}


def read_talks(text: str, year: int) -> list[Talk]:
    """Every contact that a cell names: “电话 5月10日；6月3日当面走访：听取意见”. Each needs its day and its way."""
    return [_talk(piece, year) for piece in _pieces(text)]


def _pieces(text: str) -> list[str]:
    """The cell cut at lines and semicolons, so that each piece has a day; what has none belongs to the one before."""
    pieces: list[str] = []
    for part in re.split(r"[\n；;]+", text):
        part = part.strip()
        if not part:
            continue
        if pieces and not (_DAY.search(part) and _DAY.search(pieces[-1])):
            pieces[-1] += f"；{part}"
        else:
            pieces.append(part)
    return pieces


def _talk(piece: str, year: int) -> Talk:
    day = _DAY.search(piece)
    if day is None:
        raise Misread(_("“%(text)s”没有写明沟通日期，请写成“电话 2024-05-10”。") % {"text": piece})
    head, colon, rest = piece.partition("：") if "：" in piece else piece.partition(":")
    said = rest.strip() if colon and _DAY.search(head) and _method(head) else ""
    method = _method(head if said else piece)
    if method is None:
        raise Misread(
            _("“%(text)s”没有写明沟通方式（当面走访、座谈、电话、书面、网络），请写成“电话 2024-05-10”。")
            % {"text": piece}
        )
    phase = next((phase for phase, words in _PHASES.items() if words.search(head)), None)
    return Talk(read_day(day[1], year), method, phase, said or piece)


def read_method(text: str) -> ContactMethod:
    """当面走访、座谈会、电话、书面 or 网络, and the words that offices use for them."""
    found = next((method for method in ContactMethod if method.label == text), None) or _method(text)
    if found is None:
        known = "、".join(str(label) for label in ContactMethod.labels)
        raise Misread(_("沟通方式“%(text)s”应为%(known)s。") % {"text": text, "known": known})
    return found


def _method(text: str) -> ContactMethod | None:
    found = {method: match.start() for method, words in _METHODS.items() if (match := words.search(text))}
    return min(found, key=lambda method: found[method], default=None)


def write_talk(talk: Talk) -> str:
    """A contact as one line that reads back the same."""
    phase = f"{talk.phase.label} " if talk.phase else ""
    return f"{talk.on.isoformat()} {phase}{talk.method.label}：{_in_one_piece(talk.summary)}"


def _in_one_piece(text: str) -> str:
    return re.sub(r"[\n；;]+", "，", text.strip())


def read_notes(text: str, year: int, fits: Callable[[date], bool]) -> list[tuple[date | None, str]]:
    """The notes in a cell (办理进展): a line that begins with a fitting day begins a new one."""
    notes: list[tuple[date | None, str]] = []
    for line in text.split("\n"):
        match = _STARTS_WITH_DAY.match(line)
        day = _day_or_none(match[1], year) if match else None
        if match and day is not None and fits(day):
            notes.append((day, line[match.end() :].strip()))
        elif notes:
            day, before = notes[-1]
            notes[-1] = (day, f"{before}\n{_unprotected(line)}".strip("\n"))
        elif line.strip():
            notes.append((None, line.strip()))
    return [(day, said.strip() or _only_a_day(day)) for day, said in notes]


def _only_a_day(day: date | None) -> str:
    """Keep a line that holds a day and no word as it stands."""
    return _("（只填了日期）%(day)s") % {"day": day.isoformat()} if day is not None else ""


def _day_or_none(text: str, year: int) -> date | None:
    try:
        return read_day(text, year)
    except Misread:
        return None


_PROTECTED = re.compile(r"^\u3000+")


def _unprotected(line: str) -> str:
    inner = line.removeprefix("\u3000")
    return inner if _STARTS_WITH_DAY.match(_PROTECTED.sub("", line)) else line


def write_note(on: date, text: str) -> str:
    """A note as lines that read back the same: only the first begins with a day."""
    first, *others = text.strip().split("\n")
    safe = [f"\u3000{line}" if _STARTS_WITH_DAY.match(_PROTECTED.sub("", line)) else line for line in others]
    return "\n".join([f"{on.isoformat()}：{first}", *safe])

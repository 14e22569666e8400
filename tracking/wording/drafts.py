"""Hints on a draft (自动提示) for its reviewer, who decides: what its form, words and content may lack; pure.

The rules are those of the office's own review: the letter's form (R80, R81), its words (R1, R9, R84), and whether what
it says fits its class, its promise and the requests it answers (R82, R83).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.wording.characters import half_width_between_han
from tracking.wording.cleaning import said_unknown
from tracking.wording.numerals import item_number
from tracking.wording.scripts import HAN
from tracking.wording.terms import doc_number_problem, terms, unbalanced_brackets
from tracking.wording.titles import clip_title, strip_boilerplate

SOLVED, PROMISING, DEFERRED = frozenset("A甲"), frozenset("B乙"), frozenset("CD丙丁")
"Classes of replies that are solved, that promise something for later, and that must say why nothing can be done yet."


MOST_OF_A_RULE = 10
"Hints by one rule on one draft; further ones would say the same."


class Heading(TextChoices):
    """The three headings of a review."""

    FORM = "form", gettext_lazy("格式")
    WORDING = "wording", gettext_lazy("文字")
    CONTENT = "content", gettext_lazy("内容")


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A draft and the facts of the ledger that it is read beside."""

    text: str
    number: int
    "The item's number; 第12号建议 is 12."
    title: str
    to_deputies: bool
    "To a deputy (代表，建议) rather than a member (委员，提案)."
    is_opinion: bool = False
    "A 会办意见, which has no salutation to a proposer, no class and no promise."
    reply_class: str = ""
    promise_due_on: date | None = None
    promise_unit: str = ""
    has_contact: bool = True
    unanswered: tuple[str, ...] = ()
    "Requests of the item (所提事项) to which the draft gives neither an answer nor a reason."


@dataclass(frozen=True, slots=True)
class Hint:
    """One finding: which heading it concerns, where it stands, what stands there, and one sentence about it."""

    heading: Heading
    message: str
    start: int = 0
    end: int = 0
    quote: str = ""

    @property
    def sentence(self) -> str:
        """The finding as it may be taken over into a review's comment: what stands there, and what to do about it."""
        said = clip_title(self.quote.strip(' “”"'), 30)
        return f"“{said}”：{self.message}" if said and said not in self.message else self.message


def hints(draft: LetterDraft) -> list[Hint]:
    """Everything found in a draft, heading by heading and in the order of the text."""
    rules = _OF_EVERY_DRAFT if draft.is_opinion else _OF_EVERY_DRAFT + _OF_ANSWERS
    found = [hint for rule in rules for hint in islice(rule(draft), MOST_OF_A_RULE)]
    order = list(Heading)
    return sorted(dict.fromkeys(found), key=lambda hint: (order.index(hint.heading), hint.start, hint.end))


_QUOTED = re.compile("《[^《》\n]{0,100}》|“[^“”\n]{0,100}”")


def _own_words(text: str) -> str:
    """The text with what it only quotes blotted out, every place kept."""
    return _QUOTED.sub(lambda found: "□" * len(found[0]), text)


def _at(heading: Heading, found: re.Match, message: str, group: int = 0) -> Hint:
    return Hint(heading, message, *found.span(group), found[group])


# 格式 ------------------------------------------------------------------------------------------
_SALUTATION = re.compile(r"\s*([^\n。：:]{1,60})[：:][ \t\u3000\r]*(?:\n|$)")
_RECEIVED = re.compile("[^。\n]{0,200}(?:收悉|已收到|收到)")
_NUMBER = re.compile(r"第?\s*([0-9０-９〇零一二三四五六七八九十百]{1,5})\s*号")
_TITLE = re.compile(r"《([^《》\n]{1,120})》")
_BARE_TITLE = re.compile(r"提出?的?\s*([“\"【\[「〈<（(]\s*关于[^”\"】\]」〉>）)\n]{2,80}[”\"】\]」〉>）)])")
_DOC_NUMBER = re.compile(
    rf"[{HAN}]{{1,10}}?[字函发文办]\s*[〔\[［(（【{{][0-9０-９]{{4}}[〕\]］)）】}}]\s*第?\s*[0-9０-９]{{1,5}}\s*号"
)


def _salutation(draft: LetterDraft) -> Iterator[Hint]:
    if not _SALUTATION.match(draft.text):
        yield Hint(Heading.FORM, _("开头没有主送（称谓），请在第一行写明答复给谁，以冒号结尾。"))


def _opening(draft: LetterDraft) -> Iterator[Hint]:
    found = _RECEIVED.search(draft.text[:400])
    if found is None:
        words = _("开头没有写明收到的是哪一件，请写成“您提出的《…》（第%(n)s号）收悉”。")
        yield Hint(Heading.FORM, words % {"n": draft.number})
        return
    numbers = _NUMBER.findall(found[0])
    if not numbers:
        yield _at(Heading.FORM, found, _("开头没有写编号，请写明“第%(n)s号”。") % {"n": draft.number})
    elif draft.number not in {_number(one) for one in numbers}:
        said = {"said": "、".join(numbers), "n": draft.number}
        yield _at(Heading.FORM, found, _("开头写的是第%(said)s号，台账上本件是第%(n)s号。") % said)
    titles = _TITLE.findall(found[0])
    if not titles and not _BARE_TITLE.search(found[0]):
        yield _at(Heading.FORM, found, _("开头没有写案由，请用书名号写明《%(title)s》。") % {"title": draft.title})
    elif titles and not any(_is_alike(one, draft.title) for one in titles):
        yield _at(Heading.FORM, found, _("开头写的案由与台账上的“%(title)s”不一致。") % {"title": draft.title})


def _number(typed: str) -> int | None:
    try:
        return item_number(typed)
    except ValueError:
        return None


def _is_alike(one: str, other: str) -> bool:
    one, other = strip_boilerplate(one), strip_boilerplate(other)
    return one in other or other in one


def _bare_title(draft: LetterDraft) -> Iterator[Hint]:
    for found in _BARE_TITLE.finditer(draft.text):
        yield _at(Heading.FORM, found, _("案由要用书名号《》。"), 1)


def _doc_numbers(draft: LetterDraft) -> Iterator[Hint]:
    for found in _DOC_NUMBER.finditer(draft.text):
        if problem := doc_number_problem(found[0].strip()):
            yield _at(Heading.FORM, found, problem)


# 文字 ------------------------------------------------------------------------------------------
_TWICE = re.compile(rf"(?!一)([{HAN}]{{2,4}})\1")
_PARTICLE_TWICE = re.compile("的的(?!确)|了了(?![解断结却])|是是(?!非)|在在|及及|被被|与与")
_MARK_TWICE = re.compile("([，。、；：！？])\\1")
_MEMBER = re.compile("(?<![党团成评常专编委])(?<!常务)委员(?![会长]|、?代表)")
_PROPOSAL = re.compile("(?<!建议)(?<!建议[、和])提案(?!委|人|者|[、和]?建议)")
_DEPUTY = re.compile("(?<=[与和向])代表(?=沟通|座谈|汇报|征求|见面|通报)|代表(?=同志|您|[：:])|(?<=您)代表|人大代表")
_SUGGESTION = re.compile("您们?所?提(?:出)?的□*[^□。\n，]{0,12}?(建议)")


def _terms(draft: LetterDraft) -> Iterator[Hint]:
    for term in terms(draft.text):
        yield Hint(Heading.WORDING, term.message, term.start, term.end, term.quote)


def _brackets(draft: LetterDraft) -> Iterator[Hint]:
    for term in unbalanced_brackets(draft.text):
        yield Hint(Heading.WORDING, term.message, term.start, term.end, term.quote)


def _mixed(draft: LetterDraft) -> Iterator[Hint]:
    """代表 of a 建议, 委员 of a 提案."""
    text = _own_words(draft.text)
    if draft.to_deputies:
        patterns = [
            (_MEMBER, 0, _("本件是人大代表建议，“委员”应为“代表”。")),
            (_PROPOSAL, 0, _("本件是人大代表建议，“提案”应为“建议”。")),
        ]
    else:
        patterns = [
            (_DEPUTY, 0, _("本件是政协提案，“代表”应为“委员”。")),
            (_SUGGESTION, 1, _("本件是政协提案，“建议”应为“提案”。")),
        ]
    for pattern, group, message in patterns:
        if found := pattern.search(text):
            yield _at(Heading.WORDING, found, message, group)


def _twice(draft: LetterDraft) -> Iterator[Hint]:
    for pattern in (_TWICE, _PARTICLE_TWICE, _MARK_TWICE):
        for found in pattern.finditer(draft.text):
            yield _at(Heading.WORDING, found, _("“%(words)s”重复，请核对。") % {"words": found[0]})


def _half_width(draft: LetterDraft) -> Iterator[Hint]:
    """One hint for all of them: a letter typed with a narrow keyboard has dozens."""
    places = half_width_between_han(draft.text)
    if places:
        (start, end), *_others = places
        words = _("汉字之间用了半角标点（共%(n)s处），请改为全角。") % {"n": len(places)}
        yield Hint(Heading.WORDING, words, start, end, draft.text[start:end])


# 内容 ------------------------------------------------------------------------------------------
_NOT_YET = re.compile(
    r"正在(?!使用|运行|运营)[^。；，,\n]{0,10}?(?:推进|办理|实施|建设|研究|协调|争取|制定|编制|筹措|筹备|施工|解决|落实|申请|走[^。；，,\n]{0,8}流程)"
    r"|(?<=[我们局委办区县市乡镇位])(?:还|也)?将(?!继续|一如既往|进一步|持续|不断|始终|按|一并|以此)[^。；，,\n]{0,8}"
    r"|下一步[，,]?[^。；，,\n]{0,8}?(?:拟|计划|打算)"
    r"|(?:已|拟|正|将)?(?:列入|纳入)[^。；，,\n]{0,16}?(?:规划|计划)"
    r"|(?<![虚模草])拟(?=于|在|定于|建|新建|实施|安排|争取|投资|投入)"
)
_TIME = re.compile(
    r"[0-9〇一二三四五六七八九十]{1,4}年|[0-9一二三四五六七八九十]{1,2}月|年(?:内|底|末)|季度|上半年|下半年"
    r"|个工作日|待[^。；\n]{2,30}[后时]"
)
_RESPONSIBLE = re.compile(
    "由[^。；，,\n]{2,30}?(?:负责|牵头|实施|组织|承办|落实|办理|推进)|责任单位|我(?:局|委|办|院|乡|镇|街道|区)"
)
_BECAUSE = re.compile(
    "因|由于|鉴于|受[^。；，\n]{1,20}(?:限制|制约|影响)|限制|制约|不具备|不符合|不在[^。；，\n]{0,12}范围|超出|无权|没有权限|权限|资金(?:紧张|不足|缺口)"
    "|条件(?:不|尚|还)|尚不|尚未|暂不|暂未|难以|无法|留作参考|供[^。；，\n]{0,8}参考|规定|目前(?:还)?(?:不|没有|无)|不宜|不能"
)
_TALKED = re.compile(
    "沟通|面商|座谈|走访|拜访|当面|见面|(?:征求|征询|听取|吸纳)[^。；，\n]{0,8}意见|电话联系|登门|邀请您|与您|向您(?:汇报|通报|说明|反馈)"
)


def _class_against_wording(draft: LetterDraft) -> Iterator[Hint]:
    text, code = _own_words(draft.text), draft.reply_class
    if code in SOLVED:
        for found in _NOT_YET.finditer(text):
            words = _("答复类别是%(code)s类（已解决），正文却写“%(said)s”，请核对类别。")
            yield _at(Heading.CONTENT, found, words % {"code": code, "said": clip_title(found[0], 16)})
    elif code in PROMISING:
        if draft.promise_due_on is None:
            yield Hint(Heading.CONTENT, _("%(code)s类答复没有写明何时办成，请写出时限。") % {"code": code})
        elif not _TIME.search(text):
            words = _("正文没有写明何时办成，请把承诺的时限%(on)s写进正文。")
            yield Hint(Heading.CONTENT, words % {"on": draft.promise_due_on})
        if not draft.promise_unit and not _RESPONSIBLE.search(text):
            yield Hint(Heading.CONTENT, _("%(code)s类答复没有写明由哪个单位负责。") % {"code": code})
    elif code in DEFERRED and not _BECAUSE.search(text):
        yield Hint(Heading.CONTENT, _("%(code)s类答复没有说明暂不能解决或留作参考的原因。") % {"code": code})


def _contact(draft: LetterDraft) -> Iterator[Hint]:
    """未与代表沟通 is a reason for sending back (R20)."""
    found = _TALKED.search(draft.text)
    who = _("代表") if draft.to_deputies else _("委员")
    if not draft.has_contact and found is None:
        yield Hint(Heading.CONTENT, _("正文没有写与%(who)s的沟通情况，台账上也没有沟通登记。") % {"who": who})
    elif not draft.has_contact and found is not None:
        words = _("正文说到与%(who)s沟通，台账上却没有沟通登记。") % {"who": who}
        yield _at(Heading.CONTENT, found, words)


def _asks(draft: LetterDraft) -> Iterator[Hint]:
    for text in draft.unanswered:
        words = _("所提事项“%(ask)s”没有答复要点，也没有写明理由。") % {"ask": clip_title(text, 40)}
        yield Hint(Heading.CONTENT, words)


def _unknown(draft: LetterDraft) -> Iterator[Hint]:
    if words := said_unknown(draft.text):
        yield Hint(Heading.WORDING, words)


_OF_EVERY_DRAFT = (
    _unknown,
    _doc_numbers,
    _bare_title,
    _terms,
    _brackets,
    _mixed,
    _twice,
    _half_width,
    _asks,
)
_OF_ANSWERS = (_salutation, _opening, _class_against_wording, _contact)


def by_heading(found: Iterable[Hint]) -> list[tuple[Heading, list[Hint]]]:
    """The findings in their three groups, an empty group too: it says that nothing was found there."""
    found = list(found)
    return [(heading, [hint for hint in found if hint.heading == heading]) for heading in Heading]

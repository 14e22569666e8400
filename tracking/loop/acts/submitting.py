"""The unit sends its draft to the office (送审): what the draft must say, and what must be done before."""

from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.acts.cosigning import cosigned_text_problem, is_cosigned
from tracking.loop.acts.handling import after_it_came_to_the_unit, contact, is_answering
from tracking.loop.bulk.planned import planned_classes
from tracking.loop.drafting import desk_of
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import ChosenFilesField, DayField, FilesField, NameField, StepForm, TextField
from tracking.loop.heads import head_problem
from tracking.loop.opening_lines import framed
from tracking.loop.screening import DraftText, answer_text, goes_public, letter_fields
from tracking.models import (
    AskAnswer,
    Assignment,
    AssignmentDuty,
    HandlingRecord,
    Partner,
    Publicity,
    Reply,
    ReplyFile,
    ReplyKind,
    Role,
)
from tracking.stages import APART, Stage
from tracking.wording import PROMISING, clip_title
from tracking.wording.consulted import with_consulted, with_opinion
from tracking.wording.differences import is_unchanged

PLACE = 60


def needs_contact(assignment: Assignment, *, decider=None) -> str:
    """Refuse a reply to a proposer before at least one contact is registered (R16)."""
    if assignment.record.is_joint or assignment.is_talked_about:
        return ""
    return _("还没有与提出人沟通的登记，不能送审；请先“登记沟通”。")


def needs_opinions(assignment: Assignment, *, decider=None) -> str:
    """Refuse a draft before every joint unit gave its opinion or let its time pass (R17)."""
    today = timezone.localdate()
    waiting = [
        str(part.unit)
        for part in assignment.record.assignments.all()
        if part.duty == AssignmentDuty.SUPPORT
        and part.stage not in APART
        and part.opinion_on is None
        and (part.due_on is None or part.due_on >= today)
    ]
    waiting += [
        str(partner.unit)
        for partner in assignment.record.partners.all()
        if partner.opinion_on is None and (partner.due_on is None or partner.due_on >= today)
    ]
    return _("%(units)s的意见还没有收到，也未到期限。") % {"units": "、".join(waiting)} if waiting else ""


MOST_FILES = 10
"Attachments of one letter."
ALL = "all"
"What a button sends that names every unit consulted in the opening of the letter."


def opinions_given(record: HandlingRecord) -> dict[str, tuple[str, str]]:
    """The opinions that came in for a letter (配合意见、会办意见), by a key: the unit's name and its words."""
    read_units_along(record)
    parts = [one for one in record.assignments.all() if one.duty == AssignmentDuty.SUPPORT and one.opinion]
    found = {f"part-{one.pk}": (one.unit.name, one.opinion) for one in parts if one.stage not in APART}
    partners = [one for one in record.partners.all() if one.opinion]
    return found | {f"partner-{one.pk}": (one.unit.name, one.opinion) for one in partners}


def read_units_along(record: HandlingRecord) -> None:
    """Read once, with their units, the parts and partners of an item that whoever answers it looks at again and again."""
    near = [
        Prefetch("assignments", Assignment.objects.select_related("unit").order_by("pk")),
        Prefetch("partners", Partner.objects.select_related("unit")),
    ]
    prefetch_related_objects([record], *near)


NOT_PUBLIC = frozenset({Publicity.ON_REQUEST, Publicity.WITHHELD})
"The publicities that need a legal reason: on request, and not public."


def make_public(reply: Reply, publicity: str, reason: str, summary: str) -> None:
    """Set how a letter may be published; a reason or a summary that does not belong to it falls away."""
    reply.publicity = publicity
    reply.publicity_reason = reason if publicity in NOT_PUBLIC else ""
    reply.public_summary = summary if publicity == Publicity.SUMMARY else ""


def publicity_problems(reply: Reply) -> dict[str, str]:
    """What is missing for a letter's publicity (公开属性), by field: the legal reason, or the summary (R91)."""
    if reply.publicity in NOT_PUBLIC and not reply.publicity_reason:
        return {"publicity_reason": _("依申请公开、不予公开的，须写明法定理由。")}
    if reply.publicity == Publicity.SUMMARY and not reply.public_summary:
        return {"public_summary": _("选择公开摘要时，须写出摘要。")}
    return {}


def letter_problems(reply: Reply) -> dict[str, str]:
    """What is missing in a draft that is to be sent in, by field: class, promise, publicity, the head's signature (R18, R28)."""
    problems = publicity_problems(reply)
    if reply.kind == ReplyKind.ANSWER:
        if reply.reply_class not in dict(reply.assignment.record.session.class_choices()):
            problems["reply_class"] = _("请从本届的答复类别中选择。")
        elif reply.reply_class in PROMISING:
            for name in ("promise", "promise_due_on", "promise_unit"):
                if not getattr(reply, name):
                    problems[name] = _("%(code)s类答复须写明承诺、时限和责任单位。") % {"code": reply.reply_class}
    if problem := head_problem(reply.assignment.unit, reply.unit_head):
        problems["unit_head"] = problem
    if reply.unit_head_on > reply.submitted_on:
        problems["unit_head_on"] = _("单位负责人签字日期不能晚于送审日期。")
    return problems


def answers_to_asks(record: HandlingRecord, answers: dict[int, tuple[str, str]]) -> list[AskAnswer]:
    """The draft's answer to each request of the item (逐条答复), given as request key → answer and reason; not yet saved."""
    said = [(ask, *answers.get(ask.pk, ("", ""))) for ask in record.asks.all()]
    return [AskAnswer(ask=ask, text=text, reason=reason) for ask, text, reason in said]


def ask_problems(answers: list[AskAnswer]) -> dict[str, str]:
    """The requests without an answer and without a reason for it (R83), by field."""
    words = _("第%(n)s条“%(ask)s”须写明答复要点，或未答复的理由。")
    return {
        f"ask_{one.ask.pk}": words % {"n": one.ask.number, "ask": clip_title(one.ask.text, 30)}
        for one in answers
        if not one.text and not one.reason
    }


NOT_DRAFTED = frozenset({"on", "version", "unchanged", "seen", "attached", "attachments", "decider", "wording", "scan"})
"Fields that a saving of the draft (暂存) leaves out: they belong to the moment of sending it in, or are files."


class SubmitForm(StepForm):
    """答复送审; a 会办 record's opinion has neither class nor publicity."""

    body = TextField(
        label=gettext_lazy("正文"),
        rows=14,
        help_text=gettext_lazy(
            "一行一段。标题、落款、日期和抄送不用写，文书会按台账印上；表格一行一排，格与格之间用制表符隔开。"
        ),
    )
    unchanged = forms.BooleanField(label=gettext_lazy("正文没有改动，仍要送审"), required=False)
    seen = forms.BooleanField(label=gettext_lazy("已看过公开前须处理的内容，仍按这样送审"), required=False)
    reply_class = forms.ChoiceField(label=gettext_lazy("答复类别"))
    promise = TextField(
        label=gettext_lazy("承诺事项"),
        required=False,
        rows=2,
        help_text=gettext_lazy("B类答复须写明承诺、时限和责任单位。"),
    )
    promise_due_on = DayField(label=gettext_lazy("承诺时限"), required=False)
    promise_unit = forms.CharField(label=gettext_lazy("承诺责任单位"), max_length=100, required=False)
    publicity = forms.ChoiceField(label=gettext_lazy("建议公开属性"), choices=Publicity.choices)
    publicity_reason = forms.CharField(
        label=gettext_lazy("不公开的理由"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("依申请公开、不予公开的，写明法定理由。"),
    )
    public_summary = TextField(
        label=gettext_lazy("公开摘要"), required=False, rows=3, help_text=gettext_lazy("只公开摘要时填写。")
    )
    unit_head = NameField(label=gettext_lazy("单位负责人签字"), max_length=50)
    unit_head_on = DayField(label=gettext_lazy("单位负责人签字日期"))
    attached = ChosenFilesField(
        label=gettext_lazy("已附的文件"), help_text=gettext_lazy("去掉勾选，就不再随答复附上。")
    )
    attachments = FilesField(
        label=gettext_lazy("添加附件"),
        most=MOST_FILES,
        required=False,
        help_text=gettext_lazy("随答复送审、存入本件，不自动公开。可以一次选几个文件，每个不超过 20 MB。"),
    )

    of_answers = ("reply_class", "promise", "promise_due_on", "promise_unit", "publicity", "publicity_reason")
    of_answers += ("public_summary",)

    def prepare(self) -> None:
        self.last = self.subject.reply
        self.fields["unit_head"].initial = self.subject.unit.head
        for name in ("body", *self.of_answers) if self.last is not None else ():
            self.fields[name].initial = getattr(self.last, name)
        if self.subject.cosigning is not None:
            self.fields["body"].initial = self.subject.cosigning.body
        elif self.last is None:
            self.fields["body"].initial = framed(self.subject)
        if self.record.is_joint:
            for name in self.of_answers:
                del self.fields[name]
            self.fields["body"].label = _("会办意见")
        else:
            self.fields["reply_class"].choices = self.record.session.class_choices()
            planned = {} if self._is_begun else planned_classes([self.subject])
            if planned := planned.get(self.subject.pk):
                self.fields["reply_class"].initial = planned
                self.fields["reply_class"].help_text = _("回填表中的拟答复类别是%(code)s，请核对。") % {"code": planned}
        if not self.is_bound or not self._repeats(self.data.get(self.add_prefix("body"), "")):
            del self.fields["unchanged"]
        self._ask_for_answers()
        self._offer_files()
        if not self.is_bound or not any(one.must and not one.is_own for one in self.concerns):
            del self.fields["seen"]

    @property
    def _is_begun(self) -> bool:
        """Whether the draft was saved once: then it has a class of its own."""
        return desk_of(self.subject, on_paper=self.on_paper).current is not None

    def _repeats(self, body: str) -> bool:
        """Whether the text of this draft is that of the round before."""
        return self.last is not None and is_unchanged(self.last.body, body)

    def _offer_files(self) -> None:
        """The files that were put with the draft, or went with the round before, to go with the letter or not."""
        self.at_hand = desk_of(self.subject, on_paper=self.on_paper).files(whole=self.is_bound)
        if not self.at_hand:
            del self.fields["attached"]
            return
        self.fields["attached"].choices = [(pk, file.name) for pk, file in self.at_hand.items()]
        if self.last is not None:
            self.fields["attached"].initial = [one.file_id for one in self.last.files.all()]

    @property
    def letter_files(self) -> list:
        """The attachments chosen by now, each once."""
        said = getattr(self, "cleaned_data", {})
        chosen = [self.at_hand[pk] for pk in said.get("attached", ()) if pk in self.at_hand]
        return list({one.pk: one for one in [*chosen, *said.get("attachments", ())]}.values())

    def said(self) -> dict[str, str]:
        """The words of every field as they stand now, which a saving of the draft keeps."""
        drafted = (name for name in self.fields if name not in NOT_DRAFTED)
        values = {name: self[name].value() for name in drafted}
        return {name: str(value) for name, value in values.items() if value not in (None, "")}

    def _ask_for_answers(self) -> None:
        """Add the fields of answer and reason for every request, right below the text."""
        self.asks = list(self.record.asks.all())
        before = {one.ask_id: one for one in self.last.ask_answers.all()} if self.last is not None else {}
        for ask in self.asks:
            answer = TextField(
                label=_("第%(n)s条：%(ask)s") % {"n": ask.number, "ask": ask.text}, required=False, rows=2
            )
            reason = forms.CharField(
                label=_("第%(n)s条未答复的理由") % {"n": ask.number}, max_length=300, required=False
            )
            if ask.pk in before:
                answer.initial, reason.initial = before[ask.pk].text, before[ask.pk].reason
            self.fields[f"ask_{ask.pk}"], self.fields[f"ask_{ask.pk}_reason"] = answer, reason
        of_asks = [name for ask in self.asks for name in (f"ask_{ask.pk}", f"ask_{ask.pk}_reason")]
        self.order_fields(["on", "version", "body", "unchanged", "seen", *of_asks])

    def texts(self) -> list[DraftText]:
        fields = [(name, label) for name, label in letter_fields().items() if name in self.fields]
        own = [DraftText(name, label, self[name].value() or "") for name, label in fields]
        return own + [answer_text(ask.pk, ask.number, self[f"ask_{ask.pk}"].value() or "") for ask in self.asks]

    def goes_public(self) -> bool:
        return "publicity" in self.fields and goes_public(self["publicity"].value() or "")

    @cached_property
    def given(self) -> dict[str, tuple[str, str]]:
        """The opinions that came in, which the letter may quote."""
        return opinions_given(self.record)

    @cached_property
    def quotes(self) -> list[tuple[str, str]]:
        given = self.given
        if not given:
            return []
        names = "、".join(name for name, _text in given.values())
        whole = [(ALL, _("写明“经商%(units)s”") % {"units": names})]
        return whole + [(key, _("引用%(unit)s的意见") % {"unit": name}) for key, (name, _text) in given.items()]

    def quoted(self, key: str, typed: dict) -> dict:
        given, body = self.given, typed.get("body") or ""
        if key in given:
            body = with_opinion(body, *given[key])
        elif key == ALL:
            opening = _("现提出意见如下：") if self.record.is_joint else _("现答复如下：")
            body = with_consulted(body, [name for name, _text in given.values()], opening)
        return typed | {"body": body}

    def clean(self) -> dict:
        """Ask for a second press where a returned draft is sent in unchanged, or one with what may not be public."""
        data = super().clean()
        if is_unchanged(data.get("body") or "", framed(self.subject)):
            self.add_error("body", _("正文只有开头和结尾，还没有写答复的内容。"))
        if len(self.letter_files) > MOST_FILES:
            self.add_error("attachments", _("一份答复最多附 %(most)s 个文件。") % {"most": MOST_FILES})
        if "unchanged" in self.fields and not data.get("unchanged"):
            words = _("正文与第%(round)s轮相同，没有改动。请先按退回的要求修改；确实不用改的，勾选后再送审。")
            self.add_error("unchanged", words % {"round": self.last.round})
        if "seen" in self.fields and not data.get("seen"):
            words = _(
                "这一稿里有公开前须处理的内容（见上方）。可以先遮盖；信函确需保留的，勾选后再送审，公开前再处理。"
            )
            self.add_error("seen", words)
        return data

    def moves(self) -> dict:
        data = super().moves()
        for asked in ("unchanged", "seen", "attached", "attachments"):
            data.pop(asked, None)
        data["files"] = self.letter_files
        data["answers"] = {ask.pk: (data.pop(f"ask_{ask.pk}"), data.pop(f"ask_{ask.pk}_reason")) for ask in self.asks}
        return data


@step(
    "送审",
    help="Send the draft to the office for review (答复送审), signed by the unit's head: a new round.",
    sources=[Stage.HANDLING],
    target=Stage.SUBMITTED,
    role=Role.UNIT_HANDLER,
    form=SubmitForm,
    day=gettext_lazy("送审日期"),
    applies=is_answering,
    guards=[needs_contact, needs_opinions, is_cosigned],
    first={needs_contact: contact},
    not_before=after_it_came_to_the_unit,
)
def submit(
    assignment,
    move,
    *,
    body,
    unit_head,
    unit_head_on,
    reply_class="",
    promise="",
    promise_due_on=None,
    promise_unit="",
    publicity="",
    publicity_reason="",
    public_summary="",
    answers=None,
    files=(),
):
    last = assignment.reply
    reply = Reply(
        assignment=assignment,
        round=last.round + 1 if last else 1,
        kind=ReplyKind.OPINION if assignment.record.is_joint else ReplyKind.ANSWER,
        body=body,
        unit_head=unit_head,
        unit_head_on=unit_head_on,
        drafted_by=move.decider,
        submitted_on=move.on,
    )
    if reply.kind == ReplyKind.ANSWER:
        reply.reply_class = reply_class
        if reply_class in PROMISING:
            reply.promise, reply.promise_due_on, reply.promise_unit = promise, promise_due_on, promise_unit
        make_public(reply, publicity or Publicity.FULL, publicity_reason, public_summary)
    answered = answers_to_asks(assignment.record, answers or {})
    if problem := cosigned_text_problem(assignment, body):
        raise ValidationError({"body": problem})
    reply.cosigning = assignment.cosigning
    if problems := letter_problems(reply) | ask_problems(answered):
        raise ValidationError(problems)
    move.keep(reply)
    for answer in answered:
        answer.reply = reply
        move.keep(answer)
    for number, file in enumerate(files, start=1):
        move.keep(ReplyFile(reply=reply, file=file, number=number))
    move.files += files
    said = _("第%(round)s轮%(kind)s") % {"round": reply.round, "kind": reply.get_kind_display()}
    if files:
        said += _("，附件%(n)s个") % {"n": len(files)}
    if last is not None and is_unchanged(last.body, body):
        move.data["unchanged"] = True
        said += _("，正文与上一轮相同")
    elif (edited := getattr(last, "edited", None)) is not None and is_unchanged(edited.text, body):
        said += _("，正文与审改稿相同")
    return said

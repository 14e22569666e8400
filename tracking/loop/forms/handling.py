"""Forms of the unit's work: 签收、沟通、进展、配合意见、会办意见、送审."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracking.loop.bulk.planned import planned_classes
from tracking.loop.engine.fields import DayField, NameField, StepForm, TextField
from tracking.models import Ask, ContactMethod, ContactPhase, Publicity, Signature
from tracking.stages import ANSWERED
from tracking.wording.differences import is_unchanged


def together_field() -> forms.BooleanField:
    """The box that notes the same on every item handled together (并案)."""
    return forms.BooleanField(label=_("并案各件一并登记"), required=False)


def drop_unless_grouped(form: StepForm) -> None:
    """No box where the item is handled on its own."""
    if form.record.group_id is None:
        del form.fields["together"]


class SignForForm(StepForm):
    """签收: the four fields (R13)."""

    on_label = _("签收日期")
    department = forms.CharField(label=_("具体部门"), max_length=100)
    unit_leader = NameField(label=_("分管领导"), max_length=50, help_text=_("单位分管负责人。"))
    handler = NameField(label=_("具体负责人"), max_length=50)
    due_on = DayField(label=_("办结时限"), help_text=_("不能晚于本件的办理期限。"))

    def prepare(self) -> None:
        for name in ("department", "unit_leader", "handler", "due_on"):
            self.fields[name].initial = getattr(self.subject, name)
        self.fields["department"].initial = self.subject.department or self.subject.unit.name


class ContactForm(StepForm):
    """沟通."""

    on_label = _("沟通日期")
    phase = forms.ChoiceField(label=_("阶段"), choices=ContactPhase.choices)
    method = forms.ChoiceField(label=_("方式"), choices=ContactMethod.choices)
    signature = forms.ModelChoiceField(Signature.objects.none(), label=_("沟通对象"), required=False)
    summary = TextField(label=_("沟通情况"))
    together = together_field()

    def prepare(self) -> None:
        drop_unless_grouped(self)
        self.fields["phase"].initial = self._phase()
        signatures = self.record.signatures.select_related("proposer")
        self.fields["signature"].queryset = signatures
        self.fields["signature"].initial = signatures.first()

    def _phase(self) -> ContactPhase:
        """The likely one: 办后 once delivered, 办前 for the first talk."""
        if self.subject.stage in ANSWERED:
            return ContactPhase.AFTER
        talked = self.subject.contacts.exists() or self.subject.replies.exists()
        return ContactPhase.DURING if talked else ContactPhase.BEFORE


class ProgressForm(StepForm):
    """办理进展."""

    ask = forms.ModelChoiceField(Ask.objects.none(), label=_("所提事项"), required=False, empty_label="———")
    text = TextField(label=_("进展情况"))
    difficulty = TextField(label=_("困难和问题"), required=False, rows=2)
    cleared_by = forms.CharField(label=_("由谁协调解决"), max_length=100, required=False)
    together = together_field()

    def prepare(self) -> None:
        drop_unless_grouped(self)
        asks = self.record.asks.all()
        if asks:
            self.fields["ask"].queryset = asks
        else:
            del self.fields["ask"]


class ClearDifficultyForm(StepForm):
    """解决困难."""

    on_label = _("解决日期")
    note = forms.ModelChoiceField(None, label=_("困难和问题"), empty_label=None)
    text = TextField(label=_("解决情况"), required=False, rows=2)

    def prepare(self) -> None:
        notes = self.subject.notes.exclude(difficulty="").filter(cleared_on=None)
        self.fields["note"].queryset = notes
        self.fields["note"].label_from_instance = lambda note: f"{note.on:%Y-%m-%d} {note.difficulty}"


class HandOnForm(StepForm):
    """交接: one name gives way to another wherever it stands on this part."""

    on_label = _("交接日期")
    leaving = forms.ChoiceField(label=_("移交人"))
    coming = NameField(label=_("接收人"), max_length=50)
    reason = forms.CharField(label=_("交接原因"), max_length=200, help_text=_("例如：岗位调整、休假。"))

    def prepare(self) -> None:
        names = dict.fromkeys((self.subject.handler, self.subject.unit_leader, self.subject.district_leader))
        self.fields["leaving"].choices = [(name, name) for name in names if name]


class SupportOpinionForm(StepForm):
    """配合意见."""

    opinion = TextField(label=_("配合意见"))


class PartnerOpinionForm(StepForm):
    """外部会办意见."""

    on_label = _("收到日期")
    partner = forms.ModelChoiceField(None, label=_("会办单位"), empty_label=None)
    opinion = TextField(label=_("会办意见"))

    def prepare(self) -> None:
        self.fields["partner"].queryset = self.record.partners.filter(opinion_on=None)


class SubmitForm(StepForm):
    """答复送审; a 会办 record's opinion has neither class nor publicity."""

    on_label = _("送审日期")
    body = TextField(label=_("正文"), rows=14)
    unchanged = forms.BooleanField(label=_("正文没有改动，仍要送审"), required=False)
    reply_class = forms.ChoiceField(label=_("答复类别"))
    promise = TextField(label=_("承诺事项"), required=False, rows=2, help_text=_("B类答复须写明承诺、时限和责任单位。"))
    promise_due_on = DayField(label=_("承诺时限"), required=False)
    promise_unit = forms.CharField(label=_("承诺责任单位"), max_length=100, required=False)
    publicity = forms.ChoiceField(label=_("建议公开属性"), choices=Publicity.choices)
    publicity_reason = forms.CharField(
        label=_("不公开的理由"), max_length=300, required=False, help_text=_("依申请公开、不予公开的，写明法定理由。")
    )
    public_summary = TextField(label=_("公开摘要"), required=False, rows=3, help_text=_("只公开摘要时填写。"))
    unit_head = NameField(label=_("单位负责人签字"), max_length=50)
    unit_head_on = DayField(label=_("单位负责人签字日期"))

    of_answers = ("reply_class", "promise", "promise_due_on", "promise_unit", "publicity", "publicity_reason")
    of_answers += ("public_summary",)

    def prepare(self) -> None:
        self.last = self.subject.reply
        for name in ("body", *self.of_answers) if self.last is not None else ():
            self.fields[name].initial = getattr(self.last, name)
        if self.record.is_joint:
            for name in self.of_answers:
                del self.fields[name]
            self.fields["body"].label = _("会办意见")
        else:
            self.fields["reply_class"].choices = self.record.session.class_choices()
            if planned := planned_classes([self.subject]).get(self.subject.pk):
                self.fields["reply_class"].initial = planned
                self.fields["reply_class"].help_text = _("回填表中的拟答复类别是%(code)s，请核对。") % {"code": planned}
        if not self.is_bound or not self._repeats(self.data.get(self.add_prefix("body"), "")):
            del self.fields["unchanged"]
        self._ask_for_answers()

    def _repeats(self, body: str) -> bool:
        """Whether this draft says no more than the round before."""
        return self.last is not None and is_unchanged(self.last.body, body)

    def _ask_for_answers(self) -> None:
        """An answer or a reason for every request of the item, right below the text."""
        self.asks = list(self.record.asks.all())
        before = {one.ask_id: one for one in self.last.ask_answers.all()} if self.last is not None else {}
        for ask in self.asks:
            answer = TextField(
                label=_("第%(n)s条：%(ask)s") % {"n": ask.number, "ask": ask.text}, required=False, rows=2
            )
            reason = forms.CharField(
                label=_("第%(n)s条未答复的理由") % {"n": ask.number}, max_length=300, required=False
            )
            answer.help_text = _("写答复要点；这一轮不答复的，在下面写明理由。")
            if ask.pk in before:
                answer.initial, reason.initial = before[ask.pk].text, before[ask.pk].reason
            self.fields[f"ask_{ask.pk}"], self.fields[f"ask_{ask.pk}_reason"] = answer, reason
        of_asks = [name for ask in self.asks for name in (f"ask_{ask.pk}", f"ask_{ask.pk}_reason")]
        self.order_fields(["on", "version", "body", "unchanged", *of_asks])

    def clean(self) -> dict:
        """A draft that came back and is sent in unchanged is sent in knowingly."""
        data = super().clean()
        if "unchanged" in self.fields and not data.get("unchanged"):
            words = _("正文与第%(round)s轮相同，没有改动。请先按退回的要求修改；确实不用改的，勾选后再送审。")
            self.add_error("unchanged", words % {"round": self.last.round})
        return data

    def moves(self) -> dict:
        data = super().moves()
        data.pop("unchanged", None)
        data["answers"] = {ask.pk: (data.pop(f"ask_{ask.pk}"), data.pop(f"ask_{ask.pk}_reason")) for ask in self.asks}
        return data

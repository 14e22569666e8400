"""What is asked when a signed 审核表 is recorded (登记审核表): its scan, the check values and the signatures on it."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.admin.forms import SCANS, PlainForm
from publishing.models import Level, Submission
from publishing.review.paper import Written
from tracking.loop.engine.fields import DayField, ScanField

NOBODY = "———"


class RecordForm(PlainForm):
    """One signed form as its recorder copies it: nothing that the paper should say is filled in beforehand."""

    scan = ScanField(label=gettext_lazy("审核表扫描件"), help_text=SCANS)

    def __init__(self, *args, submissions: list[Submission], chosen: set[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.submissions, self.chosen = submissions, chosen
        for one in submissions:
            self.fields[f"check-{one.pk}"] = forms.CharField(label=str(one), required=False, max_length=20)
        for level in self.levels:
            name = {"level": level.label}
            self.fields[f"decider-{level.value}"] = forms.ModelChoiceField(
                level.signers(), label=_("%(level)s签名人") % name, required=False, empty_label=NOBODY
            )
            self.fields[f"on-{level.value}"] = DayField(label=_("%(level)s日期") % name, required=False)
            self.fields[f"comment-{level.value}"] = forms.CharField(
                label=_("%(level)s签批原话") % name, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    @cached_property
    def levels(self) -> list[Level]:
        """The levels that any of the pages needs, in their order."""
        needed = {level for one in self.submissions for level in one.needed}
        return [level for level in Level if level in needed]

    def clean(self):
        """Refuse a signature without its day."""
        data = super().clean()
        for level in self.levels:
            on = f"on-{level.value}"
            if data.get(f"decider-{level.value}") and not data.get(on) and on not in self.errors:
                self.add_error(on, _("请填写纸上的审签日期。"))
        return data

    @property
    def pages(self) -> list[tuple[Submission, str]]:
        """The pages that the paper bears: those with a check value typed."""
        typed = ((one, self.cleaned_data.get(f"check-{one.pk}", "").strip()) for one in self.submissions)
        return [(one, value) for one, value in typed if value]

    @property
    def written(self) -> list[Written]:
        """The signatures that the paper bears."""
        found = []
        for level in self.levels:
            decider, on = (self.cleaned_data.get(f"{name}-{level.value}") for name in ("decider", "on"))
            if decider is not None:
                found.append(Written(level, decider, on, self.cleaned_data[f"comment-{level.value}"].strip()))
        return found

    # How it is laid out ------------------------------------------------------------------------
    @property
    def chosen_fields(self) -> list:
        """The pages from which the recorder came."""
        return [self[f"check-{one.pk}"] for one in self.submissions if one.page_id in self.chosen]

    @property
    def other_fields(self) -> list:
        """Every other page under review."""
        return [self[f"check-{one.pk}"] for one in self.submissions if one.page_id not in self.chosen]

    @property
    def signature_fields(self) -> list:
        """By level: who, when, in what words."""
        return [
            (level.label, [self[f"{name}-{level.value}"] for name in ("decider", "on", "comment")])
            for level in self.levels
        ]

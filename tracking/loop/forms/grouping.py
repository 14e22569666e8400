"""The form of handling items together: 并案."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracking.loop.engine.fields import StepForm
from tracking.models import HandlingRecord


class GroupForm(StepForm):
    """并案办理."""

    title = forms.CharField(label=_("并案事由"), max_length=200)
    others = forms.ModelMultipleChoiceField(
        HandlingRecord.objects.none(),
        label=_("一并办理的承办件"),
        help_text=_("只列本届还没有并案的在办件；沟通和进展可一并登记，答复各件分别行文。"),
    )

    def prepare(self) -> None:
        free = HandlingRecord.objects.open().filter(session=self.record.session, group=None)
        self.fields["others"].queryset = free.exclude(pk=self.record.pk).order_by("kind", "origin", "number")
        self.fields["title"].initial = self.record.group.title if self.record.group else self.record.topic

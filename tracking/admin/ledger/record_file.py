"""The page of an item's file (一件一档): its stage, the time left, the steps that the reader may take, and its events."""

from dataclasses import dataclass

from django.contrib.admin.utils import quote, unquote
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton
from wagtail_modeladmin.views import InspectView, InstanceSpecificView

from tracking import permissions, versions
from tracking.admin.frame import frame, ledger_crumb, step_url
from tracking.admin.ledger.dossier import OF_RECORD, Dossier
from tracking.admin.ledger.like_items import similar_to
from tracking.loop import Opening, openings, vouching, what_first
from tracking.loop.acts.submitting import submit
from tracking.models import HandlingRecord
from tracking.models.reading import read_when_looked_at, reading_once
from tracking.stages import BEFORE_HAND_OVER


@dataclass(frozen=True, slots=True)
class StepButton:
    """A step as a button on the item's file."""

    opening: Opening
    unit: str
    "The unit's name, where the item has several parts."

    @property
    def label(self) -> str:
        """The text of the button."""
        return str(self.opening.step.label)

    @property
    def url(self) -> str:
        """The address of the step's page."""
        return step_url(self.opening.step, self.opening.subject, on_paper=self.opening.on_paper)

    @property
    def draft_url(self) -> str:
        """Where its letter can be written already (写草稿), though something else is missing before it is sent in; else empty."""
        step, subject = self.opening.step, self.opening.subject
        is_written = step is submit and step.applies(subject) and subject.stage in step.sources
        return self.url if is_written and not self.opening.is_open else ""

    @property
    def moves(self) -> bool:
        """Whether the step is a next move in the loop: its button stands before those of notes and corrections."""
        step, subject = self.opening.step, self.opening.subject
        return step.leads_on and (not self.opening.is_open or step.is_next(subject))

    @property
    def is_due(self) -> bool:
        """Whether the step fits the stage and something else is missing: then the page shows the reason."""
        return self.opening.subject.stage in self.opening.step.sources


class Buttons:
    """The buttons of the steps that concern a user, grouped as the file shows them."""

    def __init__(self, dossier: Dossier):
        record, user = dossier.record, dossier.user
        found = openings(record, user, dossier.parts)
        parts = {opening.subject.pk for opening in found if opening.step.is_of_assignment}
        named = len(parts) > 1
        buttons = [
            StepButton(one, str(one.subject.unit) if named and one.step.is_of_assignment else "") for one in found
        ]
        buttons.sort(key=lambda button: not button.moves)
        may_hand_over = permissions.may_enter(user) and record.stage in BEFORE_HAND_OVER
        self.hand_over_url = reverse("loop_hand_over", args=[record.pk]) if may_hand_over else ""
        self.main = None if may_hand_over else main_of(buttons)
        buttons = [one for one in buttons if one is not self.main]
        mine = [one for one in buttons if one.opening.is_open and not one.opening.on_paper]
        self.aside = [one for one in mine if one.opening.step.aside and not one.opening.step.is_of_assignment]
        self.open = [one for one in mine if one not in self.aside]
        self.on_paper = [one for one in buttons if one.opening.is_open and one.opening.on_paper]
        closed = [one for one in buttons if not one.opening.is_open]
        self.blocked = [one for one in closed if one.is_due]
        self.later = [one for one in closed if not one.is_due]

    def __bool__(self) -> bool:
        return bool(self.main or self.open or self.aside or self.on_paper or self.blocked or self.later)


def main_of(buttons: list[StepButton]) -> StepButton | None:
    """The button that stands out: the next move in one's own name or else from paper, or the step needed before it."""
    may = [one for one in buttons if one.opening.is_open]
    moves = sorted((one for one in may if one.moves), key=lambda one: one.opening.on_paper)
    if moves:
        return moves[0]
    waiting = [one.opening for one in buttons if one.moves and one.is_due and not one.opening.is_open]
    first = {(found.code, one.subject.pk) for one in waiting if (found := what_first(one.step, one.subject))}
    return next((one for one in may if (one.opening.step.code, one.opening.subject.pk) in first), None)


class RecordFileView(InspectView):
    """The page of one item's file."""

    def __init__(self, model_admin, instance_pk):
        """Read the item together with its session."""
        super(InstanceSpecificView, self).__init__(model_admin)
        self.instance_pk = unquote(instance_pk)
        self.pk_quoted = quote(self.instance_pk)
        self.instance = get_object_or_404(HandlingRecord.objects.select_related("session"), pk=self.instance_pk)

    def get_context_data(self, **kwargs):
        record, user = self.instance, self.request.user
        read_when_looked_at([record], OF_RECORD)
        dossier = Dossier(record, user)
        with reading_once():
            buttons_of_steps, _same = Buttons(dossier), dossier.calendar
        context = {
            "view": self,
            "record": record,
            "dossier": dossier,
            "buttons": buttons_of_steps,
            "class_label": record.session.class_label(record.reply_class),
        } | similar_to(record, user)
        buttons = []
        if dossier.inside:
            context["problems"] = versions.check_events(dossier.events)
            context["vouched"] = vouching.worth_of(dossier.events, user)
            context["versions_url"] = reverse("ledger_modeladmin_history", args=[record.pk])
            buttons = [HeaderButton(_("版本"), url=context["versions_url"], icon_name="history")]
            papers_url = reverse("papers_of_item", args=[record.pk])
            buttons.append(HeaderButton(_("文书"), url=papers_url, icon_name="doc-full"))
        return context | frame(record.number_label, ledger_crumb(), icon="doc-full", buttons=buttons) | kwargs

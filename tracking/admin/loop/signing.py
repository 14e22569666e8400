"""The signing pages (签批页): a leader reads one item a screen, agrees or sends back with a reason, and goes on to the next."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracking import permissions
from tracking.admin.loop.step_pages import StepView
from tracking.admin.loop.waiting import Waiting, WaitingSubject
from tracking.loop import STEPS, codes
from tracking.models import Role


def questions() -> list[str]:
    """The questions that a leader answers, each by the step that says yes: letters before proposals."""
    return codes(lambda step: step.role is Role.LEADER and step is step.question)[::-1]


def to_sign(user) -> list[tuple[str, WaitingSubject]]:
    """What waits for this leader as pairs of step and item: letters before proposals, the most urgent first."""
    groups = Waiting(user).mine
    return [(code, item) for code in questions() if code in groups for item in groups[code].items]


def signing_url(code: str, item: WaitingSubject) -> str:
    """The address of one item's page."""
    args = [item.record.pk, code, *([item.part_id] if item.part_id else [])]
    return reverse("loop_signing", args=args)


@never_cache
@require_safe
def signing(request):
    """Go to the first of what waits, or home when nothing does."""
    if not permissions.has_role(request.user, Role.LEADER):
        raise PermissionDenied
    first = next(((code, item) for code, item in to_sign(request.user) if not item.why_not), None)
    if first is None:
        messages.success(request, _("没有等您签批的事项。"))
        return redirect("wagtailadmin_home")
    return redirect(signing_url(*first))


class SigningView(StepView):
    """One item on one screen."""

    template_name = "tracking/admin/signing.html"
    place = "loop_signing"

    def dispatch(self, request, record_id: int, code: str, assignment_id: int | None = None):
        """Let in leaders alone, for the steps that are theirs."""
        is_signed_here = code in STEPS and STEPS[code].role is Role.LEADER
        if not is_signed_here or not permissions.has_role(request.user, Role.LEADER):
            raise PermissionDenied
        return super().dispatch(request, record_id, code, assignment_id)

    def next_url(self) -> str:
        """On to the next item that waits."""
        return reverse("loop_signing_next")

    def more_context(self) -> dict:
        """Which one of how many this is, and the address of the next."""
        question = self.asked.step.question.code
        here = (question, self.record.pk, self.subject.pk if self.asked.step.is_of_assignment else None)
        waiting = [(code, item) for code, item in to_sign(self.request.user) if not item.why_not]
        keys = [(code, item.record.pk, item.part_id) for code, item in waiting]
        place = keys.index(here) if here in keys else 0
        following = waiting[(place + 1) % len(waiting)] if len(waiting) > 1 else None
        return {
            "question": question,
            "place": place + 1,
            "count": len(waiting),
            "following": signing_url(*following) if following else "",
            "yes_label": STEPS[question].label,
        }

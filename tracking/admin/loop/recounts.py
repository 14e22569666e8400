"""期限复核: open items whose stored dates a recount does not come to, listed for a clerk who confirms them together."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from tracking import permissions
from tracking.admin.frame import frame, key_in, shown
from tracking.admin.loop.together import Reason, all_or_none
from tracking.loop import take
from tracking.loop.acts.recounting import recount_all, recount_due
from tracking.models import Role

AT_ONCE = 400
"How many open items one page recounts."


class RecountView(View):
    """The differences that a recount finds, and their confirmation: all that is ticked, or nothing."""

    def dispatch(self, request):
        """Let in clerks alone."""
        if not permissions.has_role(request.user, Role.OFFICE_CLERK):
            raise PermissionDenied
        self.start = key_in(request.GET.get("after", ""), otherwise=0)
        different, self.uncertain, self.rest = recount_all(self.start, AT_ONCE)
        found = groupby(different, key=lambda one: one.record)
        self.proposals = [(record, list(differences)) for record, differences in found]
        return super().dispatch(request)

    def get(self, request):
        """Show the list, with everything ticked."""
        return self._page({record.pk for record, _differences in self.proposals})

    def post(self, request):
        """Change every ticked item, each with its event, or none with the reasons."""
        wanted = {key_in(pk) for pk in request.POST.getlist("record")}
        chosen = [record for record, _differences in self.proposals if record.pk in wanted]
        if not chosen:
            return self._page(wanted, [_("请勾选要调整的承办件。")])
        refused: list[str] = []

        def refuse(record, reason: Reason) -> None:
            said = reason.messages[0] if isinstance(reason, ValidationError) else reason
            refused.append(_("%(record)s：%(reason)s") % {"record": record, "reason": said})

        if not all_or_none(chosen, [record.pk for record in chosen], self._change, refuse):
            return self._page(wanted, refused)
        messages.success(request, _("已调整 %(n)s 件的期限，每件都有办理记录。") % {"n": len(chosen)})
        return redirect(self.request.get_full_path())

    def _change(self, record) -> None:
        version = self.request.POST.get(f"version-{record.pk}", "")
        seen = key_in(version)
        take(recount_due, record, account=self.request.user, version=seen)

    def _page(self, ticked: set[int], refused: list[str] | None = None):
        crumb = (_("地方节假日"), reverse("holidays_modeladmin_index"))
        context = {"proposals": self.proposals, "ticked": ticked, "refused": refused or []}
        context |= {"uncertain": self.uncertain, "start": self.start, "rest": self.rest, "at_once": AT_ONCE}
        context |= frame(_("期限复核"), crumb, icon="date")
        return shown(self.request, "tracking/admin/recount.html", context, bool(refused))

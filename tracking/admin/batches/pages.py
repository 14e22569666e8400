"""The pages of a batch (批量办理): which step, its form for many items, and what happened to each."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracking import permissions
from tracking.admin.batches.declared import BATCHES, MOST_AT_ONCE, batch_url, may_take, takes_many
from tracking.admin.batches.following_up import follow_up, not_at_once
from tracking.admin.batches.items import SINCE, ManyItems, why_not
from tracking.admin.frame import frame, key_in, ledger_crumb, shown
from tracking.admin.ledger.dossier import OF_PART
from tracking.admin.ledger.selection import (
    address_of,
    chosen,
    in_list_order,
    list_address,
    list_filters,
    selected,
    too_many,
)
from tracking.loop.acts.intake import assign
from tracking.loop.engine.asking import may_record
from tracking.models import Assignment, Event, Role, Signature
from tracking.models.reading import Along, read_when_looked_at, reading_once
from tracking.stages import BEFORE_HAND_OVER

AGAIN = 1
"After how many seconds the page is asked for again while something is left to be done."
OF_RECORD = {"signatures": Along(Signature.objects.select_related("proposer")), "asks": Along()}
"What the conditions of these steps and their rows look at in an item."


def ordered(parts) -> list[Assignment]:
    """Units' parts in the order of lists; what the steps' conditions and the rows look at is read for all at once."""
    keys = ("-record__session__year", "-record__kind", "record__origin", "record__number", "pk")
    whole = Assignment.objects.select_related("record__session", "unit").filter(pk__in=parts.values("pk"))
    found = list(whole.order_by(*keys))
    read_when_looked_at(found, OF_PART)
    read_when_looked_at([one.record for one in found], OF_RECORD)
    return found


class BatchView(View):
    """The page of one step for the parts in the address, or for the items ticked in the list."""

    def dispatch(self, request, batch: str):
        """Let in those whose step it is, with items that they see; too many, or none, lead back to the list as it was."""
        self.batch = BATCHES.get(batch)
        if self.batch is None:
            raise Http404
        person = permissions.person_of(request.user)
        may_on_paper = not self.batch.step.role.is_of_a_unit and may_record(self.batch.step, person)
        self.on_paper = may_on_paper and bool(request.GET.get("paper"))
        if not (may_take(self.batch, request.user) or self.on_paper):
            raise PermissionDenied
        back, self.subjects = self._subjects(request)
        return back or super().dispatch(request)

    def _subjects(self, request):
        """What the address chooses: parts, or items with those of their parts to which the step applies."""
        visible, records = permissions.visible_parts(request.user), []
        if "part" in request.GET:
            keys = request.GET.getlist("part")
            found, count = chosen(visible, keys), len(set(keys))
        else:
            wanted = selected(request.GET, request.user)
            count = wanted.count()
            found = visible.filter(record__in=wanted.values("pk"))
            records = wanted if 0 < count <= MOST_AT_ONCE else []
        if (back := too_many(request, count, MOST_AT_ONCE)) is not None:
            return back, []
        parts = ordered(found)
        if "part" not in request.GET:
            parts = [part for part in parts if self.batch.step.applies(part)]
        with_parts = {part.record_id for part in parts}
        others = in_list_order(records.exclude(pk__in=with_parts).prefetch_related("assignments")) if records else []
        return None, [*((part.record, part) for part in parts), *((record, None) for record in others)]

    def get(self, request):
        """Show what will happen to each item."""
        return self._page(self._together())

    def post(self, request):
        """Take the step for all ticked items, or for none with the reasons; a second press of the same button does nothing."""
        together = self._together(request.POST, request.FILES)
        if "number" in request.POST:
            together.number_rows()
            return self._page(together, looked=True)
        if "match" in request.POST:
            together.look()
            return self._page(together, looked=True)
        with not_at_once(self.batch.step):
            # The second press may have come while the first was still at work.
            is_done = together.was_done_already or together.take() or together.was_done_already
        if is_done:
            return redirect(self._done_url(together))
        return self._page(together, refused=True)

    def _together(self, data=None, files=None) -> ManyItems:
        return ManyItems(self.batch, self.subjects, self.request.user, on_paper=self.on_paper, data=data, files=files)

    def _done_url(self, together: ManyItems) -> str:
        parts = [row.part.pk for row in together.rows if row.part is not None and row.is_ticked]
        query = {"part": parts, SINCE: together.since} | list_filters(self.request.GET)
        return f"{reverse('loop_many_done', args=[self.batch.code])}?{urlencode(query, doseq=True)}"

    def _page(self, together: ManyItems, refused: bool = False, looked: bool = False):
        context = {
            "looked": looked,
            "together": together,
            "step": self.batch.step,
            "on_paper": self.on_paper,
            "back": list_address(self.request.GET),
            "address": f"?{self.request.GET.urlencode()}",
            "since_name": SINCE,
        }
        context |= frame(_("批量办理：%(step)s") % {"step": self.batch.step.label}, ledger_crumb(), icon="tasks")
        return shown(self.request, "tracking/admin/batches/step.html", context, refused)


@dataclass(slots=True)
class Next:
    """A step that is open for some of the chosen items."""

    label: str
    url: str
    count: int = 0
    parts: list[int] = field(default_factory=list)


def next_steps(parts: list[Assignment], user, data=None, *, anytime: bool = False) -> list[Next]:
    """Which steps the user may take now for several of these parts at once, in the order of the loop: the next moves, or others."""
    found = defaultdict(list)
    with reading_once():
        for code, batch in BATCHES.items():
            may = may_take(batch, user) if anytime else permissions.has_role(user, batch.step.role)
            if batch.is_anytime is not anytime or not may or batch.closed():
                continue
            for part in parts:
                if (anytime or batch.step.is_next(part)) and not why_not(batch.step, part, user):
                    found[code].append(part.pk)
    return [
        Next(str(BATCHES[code].step.label), batch_url(code, keys, list_filters(data)), len(keys), keys)
        for code, keys in found.items()
    ]


@never_cache
@require_safe
def done(request, batch: str):
    """What the step did to each item, and which step they can take together next."""
    declared = BATCHES.get(batch)
    if declared is None:
        raise Http404
    if not permissions.may_open_ledger(request.user):
        raise PermissionDenied
    parts = ordered(chosen(permissions.visible_parts(request.user), request.GET.getlist("part")))
    since = key_in(request.GET.get(SINCE, ""), otherwise=0)
    events = Event.objects.filter(
        assignment__in=[part.pk for part in parts], what=declared.code, account=request.user, number__gt=since
    )
    by_part = {event.assignment_id: event for event in events.order_by("number")}
    rows = [(part, by_part[part.pk]) for part in parts if part.pk in by_part]
    progress = follow_up(declared.step, by_part.values())
    context = {
        "rows": rows,
        "progress": progress,
        "address": f"?{request.GET.urlencode()}",
        "step": declared.step,
        "following": next_steps([part for part, _event in rows], request.user, request.GET),
        "back": list_address(request.GET),
    }
    context |= frame(_("已办理：%(step)s") % {"step": declared.step.label}, ledger_crumb(), icon="tasks")
    response = render(request, "tracking/admin/batches/done.html", context)
    if progress is not None and progress.goes_on:
        response.headers["Refresh"] = str(AGAIN)
    return response


@never_cache
@require_safe
def choose(request):
    """Which steps the items ticked in the list can take together; where there is but one, its page at once."""
    if not takes_many(request.user):
        raise PermissionDenied
    found = selected(request.GET, request.user)
    back = too_many(request, found.count(), MOST_AT_ONCE)
    if back is not None:
        return back
    records = in_list_order(found)
    visible = permissions.visible_parts(request.user).filter(record__in=[one.pk for one in records])
    parts = ordered(visible)
    following = next_steps(parts, request.user, request.GET)
    before = [one for one in records if one.stage in BEFORE_HAND_OVER]
    if before and permissions.has_role(request.user, Role.OFFICE_CLERK):
        keys = [one.pk for one in before]
        url = address_of("loop_hand_over_many", keys, request.GET)
        following.insert(0, Next(_("拟办、批示、%(assign)s") % {"assign": assign.label}, url, len(keys)))
    following = following or next_steps(parts, request.user, request.GET, anytime=True)
    moved = {key for one in following for key in one.parts}
    with_a_step = {part.record_id for part in parts if part.pk in moved} | {one.pk for one in before if following}
    rest = [one for one in records if one.pk not in with_a_step]
    if len(following) == 1 and not rest:
        return redirect(following[0].url)
    context = {"following": following, "rest": rest, "count": len(records), "back": list_address(request.GET)}
    context |= frame(_("批量办理"), ledger_crumb(), icon="tasks")
    return render(request, "tracking/admin/batches/choose.html", context)

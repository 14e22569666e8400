"""The pages on which steps are taken: the form beside the item, with the form of the opposite answer (通过、退回) if there is one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from tracking import permissions
from tracking.admin.frame import frame, key_in, ledger_crumb, record_crumb, record_url, shown
from tracking.admin.ledger.dossier import Dossier
from tracking.admin.ledger.like_items import Likeness, similar_to, suggestion
from tracking.admin.ledger.selection import address_of
from tracking.admin.loop.edits import READ_IN, with_word_read
from tracking.admin.loop.hand_over import MOST_AT_ONCE
from tracking.admin.loop.link_slips import link_slip
from tracking.admin.loop.step_forms import KeptScan, StepEntry
from tracking.loop import STEPS, Step, why_not_now
from tracking.loop.acts.intake import RegisterForm, register
from tracking.loop.acts.opinions import issue_link
from tracking.loop.editing import WORD
from tracking.loop.engine.asking import may_record
from tracking.models import HandlingRecord, Role
from tracking.stages import BEFORE_HAND_OVER
from tracking.wording import clean_line, name_item


class Asked:
    """Whether an account may take a step on a subject, in its own name or recording from paper (代录)."""

    def __init__(self, step: Step, subject, account, *, wants_paper: bool):
        person = permissions.person_of(account)
        self.step, self.subject = step, subject
        self.own = permissions.has_any_role(person, step.roles, getattr(subject, "unit", None))
        self.paper = may_record(step, person)
        self.is_allowed = self.own or self.paper
        self.on_paper = self.paper and (wants_paper or not self.own)
        self.why_not = why_not_now(step, subject, None if self.on_paper else person)


class StepView(View):
    """The page of one step on one item or one unit's part of it."""

    template_name = "tracking/admin/step.html"
    place = "loop_step"
    "The name of the URL to which the forms are sent."

    def dispatch(self, request, record_id: int, code: str, assignment_id: int | None = None):
        """Find the subject among what the user may see; raise PermissionDenied where they may not take the step."""
        step = STEPS.get(code)
        if step is None or step.subject == "new" or step.is_of_assignment == (assignment_id is None):
            raise Http404
        if not permissions.may_open_ledger(request.user):
            raise PermissionDenied
        records = permissions.visible_records(request.user).select_related("session", "lead_unit", "original")
        self.record = records.filter(pk=record_id).first()
        if self.record is None:
            raise PermissionDenied
        self.subject = self.find_subject(assignment_id)
        self.asked = self._asked(step)
        if not self.asked.is_allowed:
            raise PermissionDenied
        return super().dispatch(request)

    def find_subject(self, assignment_id: int | None):
        """What the step moves: the item, or one of its parts that the user may see."""
        if assignment_id is None:
            return self.record
        part = next((one for one in self.dossier.parts if one.pk == assignment_id), None)
        if part is None:
            raise Http404
        return part

    @cached_property
    def dossier(self) -> Dossier:
        """The item's file, of which the page shows some."""
        return Dossier(self.record, self.request.user)

    def _asked(self, step: Step) -> Asked:
        wants_paper = bool(self.request.GET.get("paper") or self.request.POST.get("paper"))
        return Asked(step, self.subject, self.request.user, wants_paper=wants_paper)

    def get(self, request):
        """Show the page; where the step can't be taken now, go back to the item's file with the reason."""
        if self.asked.why_not:
            messages.warning(request, self.asked.why_not)
            return redirect(record_url(self.record))
        return self._page(self._entry(self.asked))

    def post(self, request):
        """Take the step, or show the form again with the reasons; or look at it, mask or quote in it, without taking the step."""
        read = with_word_read(self.asked.step, request.user, request.POST, request.FILES)
        entry = self._entry(self.asked, read.data, read.files)
        if read.problem:
            entry.form.add_error(WORD, read.problem)
            return self._page(entry, refused=True)
        if request.POST.keys() & {"mask", "look", "quote", READ_IN}:
            return self._page(entry.as_typed(request.POST.get("mask", ""), request.POST.get("quote", "")))
        if entry.take():
            return self.done(entry)
        self.__dict__.pop("dossier", None)  # it is shown as it stands now: somebody else may have changed it
        return self._page(entry, refused=True)

    def done(self, entry: StepEntry):
        """Report that the step was taken and what follows, and go on to the item's file or a link's printed slip."""
        if entry.step is issue_link:
            return link_slip(self.request, entry)
        said = _("%(step)s已办理。") % {"step": f"“{self.asked.step.label}”"}
        messages.success(self.request, said + entry.event.data.get("hint", ""))
        return redirect(self.next_url())

    def next_url(self) -> str:
        """Where the account goes after the step."""
        return record_url(self.record)

    def _entry(self, asked: Asked, data=None, files=None) -> StepEntry:
        restore = self.request.GET.get("restore")
        entry = StepEntry(asked, self.request.user, data, files, restore=restore, place=self.place)
        if data is None and self.typed_again and self.typed_again["action"] == entry.url.partition("?")[0]:
            entry.fill_in(self.typed_again["fields"])
        return entry

    @property
    def typed_again(self) -> dict | None:
        """What was typed here before the session ended: the project keeps it (`request.typed_again`); None where nothing."""
        return getattr(self.request, "typed_again", None)

    def _page(self, entry: StepEntry, refused: bool = False):
        entries = [entry]
        if (opposite := entry.step.opposite) is not None:
            other = self._asked(opposite)
            if other.is_allowed and not other.why_not:
                entries.append(self._entry(other))
        entries.sort(key=lambda one: one.step is not one.step.question)
        dossier = self.dossier
        part = self.subject if self.asked.step.is_of_assignment else None
        whole = next((one for one in dossier.parts if part is not None and one.pk == part.pk), None)
        context = {
            "record": self.record,
            "dossier": dossier,
            "part": whole,
            "rounds": dossier.rounds(whole) if whole is not None else [],
            "entries": entries,
            "before_hand_over": self.record.stage in BEFORE_HAND_OVER,
            "typed_again": self.typed_again,
        } | similar_to(self.record, self.request.user)
        title = " / ".join(str(one.step.label) for one in entries)
        context |= frame(title, ledger_crumb(), record_crumb(self.record), icon="edit") | self.more_context()
        return shown(self.request, self.template_name, context, refused)

    def more_context(self) -> dict:
        """What a page that extends this one shows besides."""
        return {}


class RegisterView(View):
    """The page of 收文登记; the next item may follow at once, with the values that they share filled in."""

    BATCH = "batch"
    "The parameter that carries the keys of the items registered one after another (登记，继续下一件)."

    def dispatch(self, request):
        """Let in clerks alone."""
        if not permissions.has_role(request.user, Role.OFFICE_CLERK):
            raise PermissionDenied
        self.asked = Asked(register, None, request.user, wants_paper=False)
        return super().dispatch(request)

    def get(self, request):
        """Show the form, filled with the shared values that the address carries."""
        entry = StepEntry(self.asked, request.user)
        for name in RegisterForm.shared:
            if name in request.GET:
                entry.form.initial[name] = request.GET[name]
        return self._page(entry)

    def post(self, request):
        """Register the item, then go to its file, the next one or the hand-over; or look for similar items without registering."""
        entry = StepEntry(self.asked, request.user, request.POST, request.FILES)
        if "similar" in request.POST:
            return self._with_similar(entry)
        if not entry.take():
            return self._page(entry, refused=True)
        record = HandlingRecord.objects.get(pk=entry.event.record_id)
        messages.success(request, _("%(record)s已登记。") % {"record": name_item(record.number_label, record.title)})
        batch = [*self.batch(), record.pk]
        if "another" in request.POST:
            query = request.POST.copy()
            for name in set(query) - set(RegisterForm.shared):
                del query[name]
            query[self.BATCH] = ",".join(map(str, batch))
            return redirect(f"{reverse('loop_register')}?{query.urlencode()}")
        if "hand_over" in request.POST:
            return redirect(self._hand_over(batch))
        return redirect(record_url(record))

    def batch(self) -> list[int]:
        """The items registered just before this one that are still to be handed over."""
        said = (self.request.POST if self.request.method == "POST" else self.request.GET).get(self.BATCH, "")
        keys = [key for one in said.split(",") if (key := key_in(one)) is not None][-MOST_AT_ONCE:]
        waiting = permissions.visible_records(self.request.user).filter(pk__in=keys, stage__in=BEFORE_HAND_OVER)
        return sorted(waiting.values_list("pk", flat=True))

    def _hand_over(self, batch: list[int]) -> str:
        """The address of 一并办理 for everything just registered."""
        if len(batch) == 1:
            return reverse("loop_hand_over", args=batch)
        return address_of("loop_hand_over_many", batch)

    def _with_similar(self, typed: StepEntry):
        """Show the form as typed, without errors, with the items of similar titles; nothing is registered."""
        typed.form.is_valid()
        entry = StepEntry(self.asked, self.request.user)
        entry.form.initial |= {name: typed.form[name].value() for name in typed.form.fields if name != "original"}
        title = clean_line(self.request.POST.get("title", ""))
        found = Likeness(self.request.user).of({"title": title})["title"]
        about = {"similar": found, "suggestion": suggestion(found), "looked_for": title}
        return self._page(entry, kept=typed.kept, **about)

    def _page(self, entry: StepEntry, refused: bool = False, kept: dict[str, KeptScan] | None = None, **about):
        groups = [(label, [entry.form[name] for name in names]) for label, names in RegisterForm.groups.items()]
        context = {"entry": entry, "groups": groups, "kept": entry.kept if kept is None else kept} | about
        waiting = self.batch()
        context |= {"batch": ",".join(map(str, waiting)), "batch_size": len(waiting)}
        context |= frame(_("收文登记"), ledger_crumb(), icon="plus")
        return shown(self.request, "tracking/admin/register.html", context, refused)

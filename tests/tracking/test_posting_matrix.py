"""Every step's form, filled in whole and sent by everybody to whom it is not open: turned away, and nothing is written.

The forms are filled from their fields, at a moment when those who may take the step can; so that a new step is tried by
itself. That the same form is accepted from them shows that it was whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

import pytest
import time_machine
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.test import override_settings
from django.urls import reverse

from tests.posting import browser, is_logged_in, posted
from tests.thorough import share
from tests.tracking.admin.pages import is_denied, soup
from tests.tracking.factories import PDF, make_account, make_office, make_person, make_unit
from tests.tracking.specimens import DAY, SPECIMENS, Walker, make_walker
from tracking import permissions
from tracking.loop import STEPS, Step, why_not_now
from tracking.loop.engine.fields import ScanField
from tracking.models import Assignment, Person, Role

pytestmark = pytest.mark.django_db
MOVES = [step for step in STEPS.values() if step.subject != "new"]
TODAY = datetime.fromisoformat(DAY).date()
KNOWN = {
    "doc_number": "示政办函〔2024〕9100号",
    "url": "https://example.org/9100",
    "number": "9100",
    "until": "2025-04-30",
    "due_on": "2025-02-05",
    "support_units": [],
    "texts": "修路\n装灯",
    "body": "已完成示例事项，另稿。",
    "leaving": "示例经办人",
    "reply_class": "A",
    "told_on": TODAY.isoformat(),
    "edited_file": "",
}
"What fields want that have a rule of their own."


def filled(form: forms.Form) -> dict:
    """A value for every field of a form, by what the field takes."""
    found = {}
    for name, box in form.fields.items():
        first = form.get_initial_for_field(box, name)
        if name in KNOWN:
            found[name] = KNOWN[name]
        elif isinstance(box, ScanField):
            found[name] = SimpleUploadedFile("扫描件.pdf", PDF)
        elif isinstance(box, ModelMultipleChoiceField):
            found[name] = [str(row.pk) for row in box.queryset[:1]]
        elif isinstance(box, ModelChoiceField):
            found[name] = next((str(row.pk) for row in box.queryset[:1]), "")
        elif isinstance(box, forms.MultipleChoiceField):
            found[name] = [key for key, _label in box.choices][:1]
        elif isinstance(box, forms.ChoiceField):
            found[name] = next((str(key) for key, _label in box.choices if key), "")
        elif isinstance(box, forms.DateField):
            found[name] = (first if isinstance(first, date) else TODAY).isoformat()
        elif isinstance(box, forms.BooleanField):
            found[name] = "on"
        else:
            found[name] = str(first) if first not in (None, "") else "示例内容"
    return found


def address(step: Step, subject) -> str:
    keys = [subject.record_id, step.code, subject.pk] if step.is_of_assignment else [subject.pk, step.code]
    return reverse("loop_step", args=keys)


def strangers(walker: Walker) -> dict[str, Callable]:
    """An account of each role, and those who may nothing here; a unit's is of another unit."""
    elsewhere = make_unit("区第三局")
    found = {role.value: make_person(f"示例{role.label}二", role, login=f"other-{role.value}").user for role in Role
             if role not in {Role.PROPOSER, Role.UNIT_HANDLER}}  # fmt: skip
    found["another unit"] = walker.office.handler_of(elsewhere)
    found["superuser"] = make_account("root", is_superuser=True, is_staff=True)
    found["nobody"] = make_person("示例无职", login="nobody").user
    return found | {"anonymous": None}


def who_may(step: Step, walker: Walker, subject):
    """An account that may take a step in its own name."""
    unit = getattr(subject, "unit", walker.office.unit)
    for role in step.roles:
        if role.is_of_a_unit:
            return walker.office.handler_of(unit)
        if (person := holder_of(role)) is not None:
            return Person.objects.select_related("user").get(pk=person).user
    return None


@cache
def holder_of(role: Role) -> int | None:
    """The key of somebody in this role, where anybody is: the office's people stay the same all along."""
    return permissions.holders(role).exclude(user=None).values_list("pk", flat=True).first()


def turned_away(step: Step, account) -> bool:
    """Whether this account has no business with a step, on paper neither."""
    if account is None:
        return True
    person = permissions.person_of(account)
    on_paper = step.role.may_decide_on_paper and permissions.has_role(person, Role.OFFICE_CLERK)
    return not (on_paper or permissions.has_any_role(person, step.roles, None))


@dataclass
class Sent:
    """What was heard: strangers that got through, and of each step why its form was refused those who may, if it was."""

    got_through: list[tuple] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=lambda: {step.code: "never open" for step in MOVES})


def send(step: Step, subject, walker: Walker, people: dict, sent: Sent) -> None:
    """A step's whole form, where it may be taken now: by somebody who may, then by everybody else."""
    account = who_may(step, walker, subject)
    if account is None or why_not_now(step, subject, permissions.person_of(account)):
        return
    fresh = type(subject).objects.get(pk=subject.pk)
    data = filled(step.form(step=step, subject=fresh, account=account, auto_id="%s"))
    answer, written = posted(browser(account), address(step, subject), data)
    if not any("tracking_event" in one for one in written):
        sent.refused[step.code] = " ".join(one.text for one in soup(answer).select(".errorlist li, .refused li"))
        return
    del sent.refused[step.code]
    paper = {"paper": "1", "wording": "同意", "scan": SimpleUploadedFile("签批单.pdf", PDF)}
    for who, (stranger, client) in people.items():
        for more in share([{}, paper], 1, step.code, who) if turned_away(step, stranger) else ():
            answer, written = posted(client, address(step, subject), data | more)
            if written or not (is_denied(answer) or answer.status_code == 404):
                sent.got_through.append((step.code, who, answer.status_code, written))


@pytest.fixture(scope="module")
def sent(django_db_setup, django_db_blocker, tmp_path_factory) -> Sent:
    """Every step's form, sent at the first moment of the specimens' ways at which it may be."""
    files = override_settings(PRIVATE_ROOT=tmp_path_factory.mktemp("private"), TRACKING_FEEDBACK_LINKS=True)
    heard = Sent()
    with django_db_blocker.unblock(), files, time_machine.travel(DAY, tick=False), transaction.atomic():
        walker = make_walker(make_office())
        people = {who: (account, browser(account)) for who, account in strangers(walker).items()}
        for record in (record for specimen in SPECIMENS for record in specimen(walker)):
            parts = Assignment.objects.filter(record=record).select_related("record__session", "unit")
            for subject in (record, *parts):
                of_part = isinstance(subject, Assignment)
                for step in [STEPS[code] for code in heard.refused if STEPS[code].is_of_assignment == of_part]:
                    send(step, subject, walker, people, heard)
        assert [who for who, (_account, client) in people.items() if not is_logged_in(client)] == ["anonymous"]
        connection.set_rollback(True)
    return heard


def test_nobody_writes_by_a_form_that_is_not_theirs(sent):
    assert sent.got_through == []


def test_every_form_was_whole(sent):
    assert sent.refused == {}

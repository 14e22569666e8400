"""An administrator alone: whoever makes accounts publishes nothing with them, however many they make."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from publishing import review
from publishing.models import Level, Submission
from publishing.review import Refused
from tests.tracking.factories import PASSWORD, make_person, make_scan
from tracking import permissions, versions
from tracking.loop import Refused as StepRefused
from tracking.models import Person, Role
from tracking.people import powers

pytestmark = pytest.mark.django_db
OWN = "自己的-example-pass"
MADE = {"editor": "editor2", "first_reviewer": "first2", "second_reviewer": "second2", "final_reviewer": "final2"}
LEVELS = {Level.FIRST: "first2", Level.SECOND: "second2", Level.FINAL: "final2"}


@pytest.fixture
def admin(newsroom):
    """An administrator of an office that has signed before, in a browser of their own."""
    newsroom.published(newsroom.article())
    browser = Client()
    browser.force_login(make_person("示例管理", Role.ADMIN, login="admin").user)
    return browser


def make(admin, role: str, username: str):
    """Make somebody with a role and an account, as the list of people does, and take the account over."""
    data = {"name": f"化名{username}", "is_active": "on", "roles": [role], "username": username, "password": PASSWORD}
    assert admin.post("/admin/people/create/", data).status_code == 302
    return take_over(username)


def take_over(username: str):
    """Log in with the password that one has set, and change it as one must."""
    browser = Client()
    assert browser.login(username=username, password=PASSWORD)
    new = {"old_password": PASSWORD, "new_password1": OWN, "new_password2": OWN}
    assert browser.post("/admin/account/password/", new).url == "/admin/"
    return get_user_model().objects.get(username=username)


def reset(admin, person: Person) -> None:
    """Set somebody's password, their row staying as it is."""
    data = {
        "name": person.name, "is_active": "on", "seen_version": person.version, "username": person.user.get_username(),
        "roles": [one.role for one in person.memberships.all()], "password": PASSWORD,
    }  # fmt: skip
    assert admin.post(f"/admin/people/edit/{person.pk}/", data).status_code == 302


def test_three_reviewers_made_by_one_administrator_sign_nothing(newsroom, admin):
    accounts = {username: make(admin, role, username) for role, username in MADE.items()}
    submission = newsroom.submit(newsroom.article("第二条"))
    for level, username in LEVELS.items():
        account = accounts[username]
        with pytest.raises(Refused):
            review.sign(submission, level, account=account)
        with pytest.raises(Refused):  # nor on paper
            review.sign(submission, level, account=newsroom.office.clerk, decider=account.person, scan=make_scan())
    assert not Submission.objects.get(pk=submission.pk).signoffs.exists()
    assert not type(submission.page).objects.get(pk=submission.page_id).live


def test_an_administrator_made_for_it_confirms_nothing(newsroom, admin):
    puppet, signer = make(admin, "admin", "puppet"), make(admin, "final_reviewer", "final2")
    power = signer.person.memberships.get()
    for account in (puppet, signer, get_user_model().objects.get(username="admin")):
        with pytest.raises(StepRefused):
            powers.confirm(power, account=account)


def test_a_signers_account_that_was_taken_over_signs_nothing_and_confirms_nothing(newsroom, admin):
    submission = newsroom.submit(newsroom.article("第二条"))
    for level, username in ((Level.FIRST, "first"), (Level.SECOND, "second"), (Level.FINAL, "final")):
        reset(admin, Person.objects.get(user__username=username))
        with pytest.raises(Refused):
            review.sign(submission, level, account=take_over(username))
    power = make(admin, "final_reviewer", "final2").person.memberships.get()
    with pytest.raises(StepRefused):
        powers.confirm(power, account=get_user_model().objects.get(username="final"))
    assert not Submission.objects.get(pk=submission.pk).signoffs.exists()


def test_a_second_person_makes_them_reviewers(newsroom, admin):
    account = make(admin, "first_reviewer", "first2")
    powers.confirm(account.person.memberships.get(), account=newsroom.final)
    submission = newsroom.submit(newsroom.article("第二条"))
    review.sign(submission, Level.FIRST, account=get_user_model().objects.get(pk=account.pk))
    assert Submission.objects.get(pk=submission.pk).signoffs.count() == 1
    assert versions.verify().ok


def test_a_superuser_alone_gives_no_signature_either(newsroom, admin):
    admin.force_login(newsroom.superuser)
    account = make(admin, "final_reviewer", "final2")
    with pytest.raises(StepRefused, match="授予人不能确认"):
        powers.confirm(account.person.memberships.get(), account=newsroom.superuser)
    assert not permissions.has_role(Person.objects.get(user=account), Role.FINAL_REVIEWER)

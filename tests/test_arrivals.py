"""What is posted to Wagtail's own pages against a rule of ours is answered in words, and nothing is done."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db.models import ProtectedError
from django.test import Client, RequestFactory

from huiyin.arrivals import FormsOfTheAdmin
from tests.publishing.newsroom import make_newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom(db):
    return make_newsroom()


@pytest.fixture
def root(newsroom) -> Client:
    client = Client()
    client.force_login(newsroom.superuser)
    return client


def said(response) -> str:
    return " ".join(str(one) for one in get_messages(response.wsgi_request))


@pytest.mark.parametrize("way", ["delete", "bulk"])
def test_an_account_with_events_is_not_deleted(newsroom, root, way):
    newsroom.office.register()
    clerk = newsroom.office.clerk
    where = {
        "delete": f"/admin/users/{clerk.pk}/delete/",
        "bulk": f"/admin/bulk/auth/user/delete/?id={clerk.pk}",
    }[way]
    answer = root.post(where, headers={"referer": "http://testserver/admin/users/"})
    assert answer.status_code < 500
    assert get_user_model().objects.filter(pk=clerk.pk).exists()


def test_a_page_against_its_own_rules_is_not_unlocked_and_the_reason_is_said(newsroom, root):
    page, other = newsroom.article("制度"), newsroom.article("另一制度")
    type(page).objects.filter(pk=page.pk).update(slug=other.slug, locked=True, locked_by=newsroom.superuser)
    answer = root.post(f"/admin/pages/{page.pk}/unlock/")
    assert answer.status_code == 302
    assert "没有保存：" in said(answer)
    assert type(page).objects.get(pk=page.pk).locked


def test_what_is_still_needed_is_named(newsroom):
    record = newsroom.office.register()
    refused = FormsOfTheAdmin(lambda request: None)
    request = RequestFactory().post("/admin/somewhere/", headers={"referer": "http://testserver/admin/ledger/"})
    request.session = {}
    request._messages = FallbackStorage(request)
    with pytest.raises(ProtectedError) as needed:
        newsroom.office.session.delete()
    answer = refused.process_exception(request, needed.value)
    assert (answer.status_code, answer.url) == (302, "http://testserver/admin/ledger/")
    assert f"没有删除：仍被{record._meta.verbose_name}引用" in " ".join(str(one) for one in request._messages)

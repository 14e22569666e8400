"""The options of `huiyin load_example` that are refused, and that a refresh touches nothing but a demonstration."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from huiyin.example.living import refresh
from huiyin.keeping.troubles import Trouble
from publishing.tree import build_portal
from tests.tracking.factories import make_session

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("other", [{"large": True}, {"refresh": True}, {"today": timezone.localdate()}])
def test_the_items_of_2024_alone_go_with_no_option_of_the_living_session(other):
    with pytest.raises(CommandError, match="--seed-only"):
        call_command("load_example", seed_only=True, **other)


def test_dates_in_the_future_are_refused():
    with pytest.raises(CommandError, match="将来"):
        call_command("load_example", today=timezone.localdate() + timedelta(days=1))


@pytest.fixture
def here(monkeypatch):
    """A database that is there; nothing new is ever made or moved."""
    monkeypatch.setattr(refresh, "database_of", lambda place: type("Kept", (), {"contents": lambda self: object()})())
    for name in ("swap", "_load"):
        monkeypatch.setattr(refresh, name, lambda *given, **more: pytest.fail("something was put in the place of it"))


def test_an_office_of_its_own_is_not_refreshed(here):
    make_session(is_example=False)
    build_portal("示例区人民政府", is_demonstration=False)
    with pytest.raises(Trouble, match="不是演示"):
        refresh.refresh(print)


def test_a_demonstration_in_which_somebody_made_a_session_is_not_refreshed(here):
    build_portal("示例区人民政府", is_demonstration=True)
    make_session("2024", is_example=True)
    make_session("2025", is_example=False)
    with pytest.raises(Trouble, match="自己的届次"):
        refresh.refresh(print)


def test_nothing_is_refreshed_under_a_running_server(here, monkeypatch):
    build_portal("示例区人民政府", is_demonstration=True)
    make_session("2024", is_example=True)
    monkeypatch.setattr("huiyin.keeping.turns.is_running", lambda what: what == "serve")
    with pytest.raises(Trouble, match="正在运行"):
        refresh.refresh(print)

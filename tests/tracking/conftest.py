"""People and things of the office, for every test of the ledger."""

import pytest

from tests.tracking.factories import NOTED_KIND, Office, make_account, make_office, make_person, make_unit
from tracking import outbox
from tracking.models import Role
from tracking.stages import Stage


@pytest.fixture(autouse=True)
def _own_private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def office(db) -> Office:
    """The office: one account a role, one session, one unit; `office.make_record(Stage.…)` reaches any state."""
    return make_office()


@pytest.fixture
def noted(monkeypatch):
    """A kind of jobs whose doing is noted: key and payloads."""
    done = []
    monkeypatch.setitem(outbox.HANDLERS, NOTED_KIND, lambda key, payloads: done.append((key, payloads)))
    return done


@pytest.fixture
def session(office):
    """The session 2024."""
    return office.session


@pytest.fixture
def unit(office):
    """区示例局."""
    return office.unit


@pytest.fixture
def clerk(office):
    """政府办经办."""
    return office.clerk


@pytest.fixture
def reviewer(office):
    """政府办审核."""
    return office.reviewer


@pytest.fixture
def leader(office):
    """区领导."""
    return office.leader


@pytest.fixture
def unit_handler(office):
    """The handler of 区示例局."""
    return office.unit_handler


@pytest.fixture
def other_unit(office):
    """区另例局."""
    return make_unit("区另例局")


@pytest.fixture
def other_handler(other_unit):
    """The handler of another unit."""
    return make_person("另例承办", Role.UNIT_HANDLER, other_unit, login="other").user


@pytest.fixture
def supervisor(office):
    """督查室."""
    return make_person("示例督查", Role.SUPERVISOR, login="supervisor").user


@pytest.fixture
def editor(office):
    """信息公开编辑."""
    return make_person("示例编辑", Role.EDITOR, login="editor").user


@pytest.fixture
def admin_user(office):
    """系统管理员."""
    return make_person("示例管理", Role.ADMIN, login="administrator").user


@pytest.fixture
def superuser(db):
    """A superuser of the software who holds no role in the office."""
    return make_account("root", is_superuser=True, is_staff=True)


@pytest.fixture
def make_record(office):
    """`make_record(Stage.HANDLING, duty="joint", …)`: an item that got there through real steps."""
    return office.make_record


@pytest.fixture
def record(make_record):
    """An item that the unit is handling."""
    return make_record(Stage.HANDLING)

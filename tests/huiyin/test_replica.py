"""Which database is asked: the replica for lists of an account that wrote nothing lately, the primary for everything else."""

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from huiyin import replica
from huiyin.replica import PRIMARY, REPLICA, WROTE, Fitness, ReadsFromReplica, Router, reading
from huiyin.sessions import SessionStore
from huiyin.watching.machines import replica as check
from tracking.models import HandlingRecord, Person

ROUTER = Router()
LIST = "ledger_modeladmin_index"


@pytest.fixture
def fit(monkeypatch) -> Fitness:
    """A replica that keeps up, as far as anybody knows."""
    found = Fitness()
    monkeypatch.setattr(found, "look", lambda: "")
    monkeypatch.setattr(replica, "fitness", found)
    return found


def asked(method: str = "get", name: str = LIST, cookie: str = "", fails: bool = False):
    """Which databases a view of this name is answered from, in the order in which it was called."""
    request = getattr(RequestFactory(), method)(reverse(name))
    request.resolver_match = resolve(request.path)
    request.COOKIES = {WROTE: cookie} if cookie else {}
    found = []

    def view(_request):
        found.append(ROUTER.db_for_read(HandlingRecord))
        if fails and found[-1] == REPLICA:
            raise OperationalError("the replica is gone")
        return HttpResponse("answered")

    def respond(_request):
        return door.process_view(request, view, (), {}) or view(request)

    door = ReadsFromReplica(respond)
    answer = door(request)
    assert answer.content == b"answered"
    return found, answer


def test_a_list_is_read_from_the_replica(fit):
    assert asked()[0] == [REPLICA]
    assert asked(name="supervision_due")[0] == [REPLICA]


@pytest.mark.parametrize("name", ["loop_register", "notices", "settings_check", "hand_on"])
def test_pages_of_steps_and_duties_are_read_from_the_primary(fit, name):
    assert asked(name=name)[0] == [PRIMARY]


def test_whoever_just_wrote_reads_the_primary_for_a_while(fit):
    found, answer = asked("post")
    assert found == [PRIMARY]
    assert answer.cookies[WROTE]["max-age"] == replica.OWN_WRITES > replica.LONGEST_LAG + replica.LOOKED_AT_EVERY
    assert asked(cookie="1")[0] == [PRIMARY]


def test_a_replica_that_fails_is_answered_for_by_the_primary_and_not_asked_again(fit, caplog):
    assert asked(fails=True)[0] == [REPLICA, PRIMARY]
    assert "只读副本没有应答，改读主库" in caplog.text
    assert asked()[0] == [PRIMARY]


def test_a_command_reads_the_primary():
    assert ROUTER.db_for_read(HandlingRecord) == PRIMARY


def test_who_may_do_what_is_always_fresh():
    with reading():
        assert ROUTER.db_for_read(Person) == ROUTER.db_for_read(get_user_model()) == PRIMARY


def test_from_its_first_write_on_a_request_reads_the_primary():
    with reading():
        assert ROUTER.db_for_write(HandlingRecord) == PRIMARY
        assert ROUTER.db_for_read(HandlingRecord) == PRIMARY


def test_within_a_transaction_the_primary_is_read(db):
    with reading(), transaction.atomic():
        assert ROUTER.db_for_read(HandlingRecord) == PRIMARY


def test_the_replica_is_never_migrated():
    assert not ROUTER.allow_migrate(REPLICA, "tracking")
    assert ROUTER.allow_migrate(PRIMARY, "tracking")


@pytest.mark.parametrize(
    ("primary", "there", "said"),
    [((10, 20), 20, ""), ((10, 20), 15, "落后超过"), ((10, 10), 10, ""), ((10, 20), 5, "落后超过")],
)
def test_how_far_it_is_behind_is_told_by_how_far_the_primary_was_and_when(
    monkeypatch, time_machine, primary, there, said
):
    looking, place, clock = Fitness(), iter(primary), iter((100.0, 110.0))
    monkeypatch.setattr(replica, "monotonic", lambda: next(clock))
    monkeypatch.setattr(replica, "_position", lambda alias, _function: next(place) if alias == PRIMARY else there)
    looking.look()
    assert said in looking.look() if said else looking.look() == ""


def test_without_a_replica_there_is_nothing_to_check():
    assert check().level == "green"


# Sessions where there is Redis -------------------------------------------------------------------
def test_a_redis_that_is_down_logs_nobody_out(db, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    begun = SessionStore()
    begun["acted"] = 5
    begun.save()
    again = SessionStore(begun.session_key)
    assert again["acted"] == 5
    assert again.exists(begun.session_key)
    again.flush()
    assert "acted" not in SessionStore(begun.session_key)

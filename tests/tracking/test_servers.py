"""Several servers on one database: each has jobs about its own files, nothing is done twice, and one that is given up keeps nothing waiting."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests.tracking.factories import NOTED_KIND as KIND
from tracking import outbox, servers
from tracking.models import Job, Server
from tracking.turns import in_turn


@pytest.fixture
def one_of_two(db, settings):
    settings.TRACKING_SERVER = "web1"
    assert servers.join()
    assert not servers.join()
    Server.objects.create(name="web2")
    return settings


def test_a_machine_alone_has_no_name_and_does_everything(db, noted):
    assert not servers.join()
    outbox.put_everywhere(KIND, {"n": 1})
    assert Job.objects.get().server == ""
    assert outbox.settle().done == 1
    assert servers.waiting() == []


def test_each_server_does_what_concerns_its_own_files_once(one_of_two, noted, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.put_everywhere(KIND, {"n": 1}, at_once=True)
    assert noted == [("web1", [{"n": 1}])]
    assert outbox.settle().done == 0, "what waits is the other's"
    assert outbox.state()["waiting"] == 0
    assert [(one["name"], one["jobs"]) for one in servers.waiting()] == [("web1", 0), ("web2", 1)]
    one_of_two.TRACKING_SERVER = "web2"
    assert outbox.settle(which=outbox.from_elsewhere()).done == 1
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_others_know_of_what_is_to_be_done_before_it_is_done_here(settings, monkeypatch):
    settings.TRACKING_SERVER, found = "web1", []
    monkeypatch.setattr(outbox, "everyone", lambda: ["web1", "web2"])
    told = Job.objects.filter(server="web2")
    monkeypatch.setitem(outbox.HANDLERS, KIND, lambda key, payloads: found.append(told.count()))
    outbox.put_everywhere(KIND, {}, at_once=True)
    assert found == [1]


def test_a_server_that_was_away_does_all_that_waited_as_one_act(one_of_two, noted):
    for n in range(3):
        outbox.put_everywhere(KIND, {"n": n})
    outbox.put("tests.elsewhere.other", server="web2")
    one_of_two.TRACKING_SERVER = "web2"
    assert outbox.settle(which=Job.objects.filter(kind=KIND, server="web2")).done == 1
    assert noted == [("web1", [{"n": 0}, {"n": 1}, {"n": 2}])]
    assert set(Job.objects.filter(kind=KIND).values_list("server", flat=True)) == {"web1"}


def test_what_a_server_wrote_itself_is_left_to_the_process_that_wrote_it_until_it_failed(one_of_two):
    outbox.put_everywhere(KIND, {})
    assert not outbox.from_elsewhere().exists()
    Job.objects.filter(server="web1").update(attempts=1, error="OSError: disk full")
    assert outbox.from_elsewhere().get().server == "web1"


def test_a_job_for_any_server_is_done_by_whichever_comes_first(one_of_two, noted):
    outbox.put(KIND, "mail")
    one_of_two.TRACKING_SERVER = "web2"
    assert outbox.settle().done == 1
    one_of_two.TRACKING_SERVER = "web1"
    assert outbox.settle().done == 0


def test_a_process_without_a_name_tells_the_servers_and_does_nothing_of_theirs(one_of_two, noted):
    one_of_two.TRACKING_SERVER = ""
    outbox.put_everywhere(KIND, {})
    assert outbox.settle().done == 1
    assert sorted(Job.objects.values_list("server", flat=True)) == ["web1", "web2"]


def test_a_server_that_gives_no_sign_counts_as_away(one_of_two, capsys):
    Server.objects.update(seen=timezone.now() - timedelta(minutes=5))
    servers.give_sign()
    assert [one["is_away"] for one in servers.waiting()] == [False, True]
    call_command("servers")
    assert "web2\t没有应答" in capsys.readouterr().out


def test_a_server_that_is_given_up_keeps_nothing_waiting(one_of_two):
    outbox.put_everywhere(KIND, {})
    call_command("servers", drop="web2")
    assert servers.everyone() == {"web1"}
    assert set(Job.objects.values_list("server", flat=True)) == {"web1"}
    with pytest.raises(CommandError, match="没有登记名为“web2”的服务器"):
        call_command("servers", drop="web2")
    with pytest.raises(CommandError, match="就是本机"):
        call_command("servers", drop="web1")


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_into_a_turn_waits_for_the_first():
    if connection.vendor != "postgresql":
        pytest.skip("one machine's own database lets in one writer at a time by itself")
    inside, leave, order = threading.Event(), threading.Event(), []

    def first() -> None:
        with in_turn("tests"):
            inside.set()
            leave.wait(20)
            order.append("first")
        connection.close()

    def second() -> None:
        with in_turn("tests"):
            order.append("second")
        connection.close()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert inside.wait(20)
    threads[1].start()
    threads[1].join(0.3)
    assert order == []
    leave.set()
    for thread in threads:
        thread.join(20)
    assert order == ["first", "second"]

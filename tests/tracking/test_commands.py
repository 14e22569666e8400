"""The ledger's commands: what they print, and how they end."""

import json

import pytest
from django.core.management import CommandError, call_command

from tracking.models import Event, HandlingRecord
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def run(capsys, *words) -> dict:
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


def test_figures_print_one_json_object(make_record, capsys):
    make_record(Stage.CLOSED)
    found = run(capsys, "figures", "--session", "2024")
    assert (found["session"], found["as_of"], found["known_on"]) == ("2024", None, None)
    assert found["figures"]["suggestions"] | {"definition": ""} == {
        "label": "人大代表建议",
        "value": 1,
        "unit": "件",
        "definition": "",
    }
    rate = found["figures"]["completion_rate"]
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (100.0, 1, 1)
    wanted = "records suggestions proposals lead joint answered answer_rate completion_rate contact_rate"
    assert set(wanted.split()) | {"satisfaction_rate", "published_rate", "on_time_rate"} <= set(found["figures"])


def test_figures_count_as_of_a_day(make_record, capsys):
    make_record(Stage.CLOSED)
    found = run(capsys, "figures", "--session", "2024", "--as-of", "2024-03-28", "--known-on", "2030-01-01")
    assert found["as_of"] == "2024-03-28"
    assert found["known_on"].startswith("2030-01-01T23:59:59")
    assert found["figures"]["records"]["value"] == 0


def test_before_the_first_recording_everything_is_zero_and_said_so(make_record, capsys):
    make_record(Stage.CLOSED)
    found = run(capsys, "figures", "--session", "2024", "--known-on", "2000-01-01")
    assert {one["value"] for one in found["figures"].values()} <= {0, None}
    assert found["chain"] == 0
    assert "还没有记录本届的任何承办件，各项均为零" in found["note"]
    now = run(capsys, "figures", "--session", "2024")
    assert now["note"] == ""
    assert now["chain"] == Event.objects.count()


def test_figures_of_an_unknown_session_say_which_are_known(session):
    with pytest.raises(CommandError, match="没有届次“1999”。已有：2024。") as refused:
        call_command("figures", "--session", "1999")
    assert refused.value.returncode == 2


def test_figures_as_text_show_their_definitions(make_record, capsys):
    make_record(Stage.CLOSED)
    call_command("figures", "--session", "2024")
    assert "办结率\t100%（1/1）\t已答复" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["figures"], ["figures", "--session", "2024", "--as-of", "八月"]])
def test_wrong_use_is_refused(words):
    with pytest.raises(CommandError):
        call_command(*words)


def test_verify_history_is_content_with_a_whole_loop(make_record, capsys):
    make_record(Stage.CLOSED)
    found = run(capsys, "verify_history")
    assert found["ok"]
    assert found["problems"] == []
    assert found["events"] > 16


def test_verify_history_ends_with_1_when_something_was_changed(make_record, capsys):
    make_record(Stage.CLOSED)
    HandlingRecord.objects.update(title="改过")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_history")
    assert ended.value.code == 1
    assert "现值与最后版本不符" in capsys.readouterr().out

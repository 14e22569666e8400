"""What a report of a failure may say, and when none is sent."""

import json
import sys

import pytest

from huiyin.watching import reporting
from huiyin.watching.checks import GREEN, YELLOW, reports

DSN = "https://key@sentry.example.gov.cn/1"


@pytest.fixture
def sent(monkeypatch):
    """What would leave the house, were Sentry there; the client is put back afterwards."""
    import sentry_sdk
    from sentry_sdk.transport import Transport

    found = []

    class Kept(Transport):
        def capture_envelope(self, envelope):
            found.extend(item.payload.json for item in envelope.items if item.payload.json)

    begin = sentry_sdk.init
    monkeypatch.setattr(sentry_sdk, "init", lambda **how: begin(**how, transport=Kept, default_integrations=False))
    with sentry_sdk.new_scope():
        reporting.begin(DSN)
        yield found
    begin()


def test_a_report_says_kind_and_place_and_nothing_of_persons(sent):
    import sentry_sdk

    with sentry_sdk.new_scope() as scope:
        scope.set_user({"username": "zhangsan"})
        scope.set_extra("typed", "张三")
        scope.add_event_processor(
            lambda event, _hint: (
                event
                | {
                    "request": {
                        "url": "https://a.example/feedback/secret/?q=张三", "query_string": "q=张三", "method": "POST",
                        "data": {"opinion": "张三"}, "headers": {"Cookie": "sessionid=1"}, "env": {"REMOTE_ADDR": "192.0.2.1"},
                    }
                }
            )
        )  # fmt: skip
        name = "张三"
        try:
            raise ValueError(name)
        except ValueError:
            sentry_sdk.capture_exception()
    [event] = sent
    assert not sentry_sdk.scope.should_send_default_pii()
    said = json.dumps(event, ensure_ascii=False)
    assert event["exception"]["values"][0]["type"] == "ValueError"
    assert (
        event["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"]
        == "test_a_report_says_kind_and_place_and_nothing_of_persons"
    )
    assert event["request"] == {"url": "https://a.example/feedback/…/", "method": "POST"}
    for word in ("张三", "zhangsan", "secret", "sessionid", "192.0.2.1", "opinion"):
        assert word not in said


def test_without_an_address_nothing_is_missing(settings):
    settings.SENTRY_DSN = ""
    assert reports().level == GREEN


def test_the_doctor_says_that_the_package_is_missing(settings, monkeypatch):
    settings.SENTRY_DSN = DSN
    assert reports().level == GREEN
    monkeypatch.setitem(sys.modules, "sentry_sdk.utils", None)
    found = reports()
    assert (found.level, "没有安装 sentry-sdk" in found.said, "huiyin[sentry]" in found.to_do) == (YELLOW, True, True)
    reporting.begin(DSN)  # nothing happens


def test_the_doctor_says_that_the_address_is_none(settings):
    settings.SENTRY_DSN = "sentry.example.gov.cn"
    assert (reports().level, "不是可用的地址" in reports().said) == (YELLOW, True)
    reporting.begin(settings.SENTRY_DSN)

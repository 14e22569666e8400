"""Log lines: the number of the request, and nothing about persons."""

import io
import json
import logging

import pytest
from django.core.exceptions import ImproperlyConfigured

from huiyin import logs


@pytest.fixture
def written(monkeypatch):
    """What is logged as JSON lines, read back."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.json_lines())
    handler.addFilter(logs.WithoutTokens())
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [handler])
    requests = logging.getLogger("huiyin.requests")
    requests.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    requests.setLevel(logging.NOTSET)
    logs._request.set("")


@pytest.mark.django_db
def test_each_request_is_a_json_line_with_its_number_and_without_what_was_asked(client, written):
    answer = client.get("/search/?q=张三", HTTP_X_REQUEST_ID="proxy-0001")
    [line] = [one for one in written() if one["logger"] == "huiyin.requests"]
    assert (line["request"], answer["X-Request-ID"]) == ("proxy-0001", "proxy-0001")
    assert (line["method"], line["path"], line["status"], line["level"]) == ("GET", "/search/", 404, "info")
    assert line["ms"] >= 0
    assert "张三" not in json.dumps(written(), ensure_ascii=False)


@pytest.mark.django_db
@pytest.mark.parametrize(("peer", "named"), [("192.0.2.1", "stranger-1"), ("127.0.0.1", "a b\nc"), ("127.0.0.1", "x")])
def test_a_request_is_named_by_ones_own_proxy_alone_and_properly(client, peer, named):
    number = client.get("/healthz", REMOTE_ADDR=peer, HTTP_X_REQUEST_ID=named)["X-Request-ID"]
    assert number != named
    assert len(number) == 32


@pytest.mark.django_db
def test_neither_key_nor_body_of_a_one_time_page_is_logged(client, written):
    client.post("/feedback/a-secret-key/", {"opinion": "我的意见"})
    said = json.dumps(written(), ensure_ascii=False)
    assert "/feedback/…/" in said
    assert "a-secret-key" not in said
    assert "我的意见" not in said


def test_a_failure_is_told_by_kind_and_place_without_its_words(written):
    def fails():
        try:
            raise KeyError("张三")
        except KeyError as missing:
            raise ValueError("李四 13800000000") from missing

    try:
        fails()
    except ValueError:
        logging.getLogger("tests.logs").exception("job %s failed", 7)
    [line] = written()
    assert line["event"] == "job 7 failed"
    assert [one["kind"] for one in line["failure"]] == ["ValueError", "KeyError"]
    assert "test_logs.py" in line["failure"][0]["at"][-1]
    assert "fails" in line["failure"][0]["at"][-1]
    said = json.dumps(line, ensure_ascii=False)
    assert "张三" not in said
    assert "李四" not in said


def test_addresses_numbers_and_quoted_rows_are_blotted_out(written):
    logging.getLogger("tests.logs").warning(
        "给 one@example.org 的信没有发出，13800000000，duplicate key\nDETAIL: (张三)"
    )
    [line] = written()
    assert line["event"] == "给 … 的信没有发出，…，duplicate key\n…"


def test_an_unknown_format_is_refused_in_words():
    with pytest.raises(ImproperlyConfigured, match="line 或 json"):
        logs.logging_settings("xml", "INFO")

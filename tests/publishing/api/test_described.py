"""The interface under /api/v1/: rows of the open tables, described by OpenAPI, and nothing that the description does not say."""

import json
import re
from itertools import product

import pytest
import schemathesis
from bs4 import BeautifulSoup
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from publishing import review
from publishing.api.described import openapi
from publishing.finding.index import WordIndex
from publishing.opendata.tables import TABLES
from tests.publishing.api.conftest import fresh
from tests.publishing.pressing import pressed_folder

BASE = "/api/v1/"


@pytest.fixture
def get(ask):
    """`get("replies/?limit=5")`."""
    return lambda path: ask(BASE + path)


def ids(answer) -> list[int]:
    status, found = answer
    assert status == 200, found
    return [one["id"] for one in found["items"]]


def test_the_rows_are_those_of_the_pressed_tables_key_by_key(shown, get):
    folder = shown.folder / "data" / "2024"
    for table in ("items", "replies", "figures"):
        rows = json.loads((folder / f"{table}.json").read_bytes())
        assert rows
        status, found = get(f"{table}/?limit=100")
        assert (status, found) == (200, {"meta": {"total_count": len(rows)}, "items": rows})
        assert {key for row in found["items"] for key in row} == set(next(t for t in TABLES if t.key == table).keys)


def test_a_row_is_found_by_its_number_and_what_is_not_there_is_404(shown, get):
    (item,) = get("items/")[1]["items"]
    assert get(f"items/{item['id']}/") == (200, item)
    assert get(f"replies/{shown.notice.pk}/")[1]["item"] == item["id"]
    for path in ("items/999999/", "replies/999999/"):
        status, found = get(path)
        assert (status, found.keys()) == (404, {"message"})


NARROWED = (
    ("replies/?kind=suggestion", 1), ("replies/?kind=proposal", 0), ("replies/?session=2024", 1),
    ("replies/?session=2023", 0), ("replies/?unit=区示例局", 1), ("replies/?topic=教育", 1), ("replies/?topic=水利", 0),
    ("replies/?class=A", 1), ("replies/?class=B", 0), ("replies/?status=public", 1), ("replies/?status=taken_down", 0),
    ("items/?kind=suggestion&topic=教育&status=public", 1), ("items/?offset=1", 0), ("figures/?key=none", 0),
    ("figures/?session=2023", 0), ("sessions/", 1),
)  # fmt: skip


def test_the_lists_are_narrowed_by_each_filter(shown, get):
    for asked, number in NARROWED:
        status, found = get(asked)
        assert (status, len(found["items"])) == (200, number), asked


def test_replies_are_found_by_the_item_that_they_answer(shown, get):
    (item,) = ids(get("items/"))
    assert ids(get(f"replies/?item={item}")) == [shown.notice.pk]
    assert ids(get(f"replies/?item={item + 1}")) == []


def test_a_part_of_the_figures_is_asked_for(shown, get):
    every = get("figures/?limit=100")[1]["items"]
    assert [row["key"] for row in get("figures/?limit=2&offset=1")[1]["items"]] == [row["key"] for row in every[1:3]]


REFUSED = (
    ("replies/?colour=red", 400, "不认识的参数：colour。可用的参数：class、item、kind"),
    ("items/1/?limit=1", 400, "不认识的参数：limit。可用的参数：没有"),
    ("sessions/?limit=1", 400, "不认识的参数"),
    ("replies/?kind=proposal&kind=suggestion", 400, "参数 kind 只能写一次"),
    ("replies/?limit=0", 422, "limit 不能小于 1"),
    ("replies/?limit=101", 422, "limit 不能大于 100"),
    ("replies/?limit=many", 422, "limit 应是整数"),
    ("replies/?limit=", 422, "limit 应是整数"),
    (f"replies/?offset={'9' * 5000}", 422, "offset 太大"),
    ("replies/?offset=-1", 422, "offset 不能小于 0"),
    ("replies/?kind=motion", 422, "kind 只能是 'suggestion' or 'proposal'"),
    ("replies/?unit=", 422, "unit 不能是空的"),
    (f"replies/?unit={'长' * 201}", 422, "unit 太长，最多 200 个字"),
    ("items/abc/", 422, "number 应是整数"),
    ("items/0/", 422, "number 不能小于 1"),
    ("search/", 422, "请写明参数 q"),
    ("search/?q=路&operator=not", 422, "operator 只能是"),
)


def test_what_is_asked_wrongly_is_refused_in_a_sentence(shown, get):
    for asked, status, words in REFUSED:
        answered, found = get(asked)
        assert (answered, found.keys()) == (status, {"message"}), asked
        assert words in found["message"]


def test_the_search_finds_public_pages_by_all_words_or_by_any(shown, get):
    word = shown.notice.title[2:6]
    assert shown.notice.pk in ids(get(f"search/?q={word}"))
    assert ids(get(f"search/?q={word} 不在其中")) == []
    assert shown.notice.pk in ids(get(f"search/?q={word} 不在其中&operator=or"))
    assert get("search/?q=%20%00") == (200, {"meta": {"total_count": 0}, "items": []})


def test_what_was_taken_down_keeps_a_row_without_its_words(shown, get, committed):
    with committed():
        review.take_down(fresh(shown.notice), account=shown.newsroom.final, reason="内容有误。")
    status, row = get(f"replies/{shown.notice.pk}/")
    assert (status, row["status"], row["title"], row["unit"], row["url"]) == (200, "taken_down", "", "", "")
    assert ids(get("replies/?status=public")) == []


# Without the database --------------------------------------------------------------------------
def test_all_is_answered_without_the_database(shown, get):
    paths = ["sessions/", "items/", "replies/", f"replies/{shown.notice.pk}/", "figures/", "search/?q=路"]
    with CaptureQueriesContext(connection) as asked:
        assert [get(path)[0] for path in paths] == [200] * len(paths)
        assert [Client().get(f"/api/docs/{name}").status_code for name in ("", "openapi.json")] == [200, 200]
    assert [query["sql"] for query in asked.captured_queries] == []


def test_a_search_without_an_index_is_503_in_words(shown):
    WordIndex(pressed_folder()).close_down()
    answer = Client().get(f"{BASE}search/?q=路")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "搜索暂时不能用" in answer.json()["message"]


# As the rest of the interface ------------------------------------------------------------------
def test_nothing_can_be_written_and_the_methods_are_told(shown):
    for method, path in product(("post", "put", "patch", "delete"), ("items/", "replies/1/", "search/")):
        answer = getattr(Client(enforce_csrf_checks=True), method)(BASE + path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert "只能用 GET" in answer.json()["message"]
    asked_before = Client().options(f"{BASE}items/")
    assert (asked_before.status_code, asked_before.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert Client().head(f"{BASE}items/").status_code == 200


def test_an_answer_known_already_is_not_sent_again_and_only_named_front_ends_may_read(shown, settings):
    settings.PUBLISHING_API_ORIGINS = frozenset({"https://other.example"})
    answer = Client().get(f"{BASE}items/", headers={"Origin": "https://other.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://other.example"
    assert "Access-Control-Allow-Origin" not in Client().get(
        f"{BASE}items/", headers={"Origin": "https://evil.example"}
    )
    again = Client().get(f"{BASE}items/", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


# The description ------------------------------------------------------------------------------
def test_the_description_is_openapi_3_1_with_examples_of_what_is_public(shown, get):
    said = Client().get("/api/docs/openapi.json").json()
    assert said["openapi"] == "3.1.0"
    assert said["components"]["schemas"]["ReplyRow"]["examples"] == [get("replies/")[1]["items"][0]]
    for path, methods in said["paths"].items():
        assert methods.keys() == {"get"}, path
        assert methods["get"]["responses"].keys() >= {"200", "400", "405", "422"}, path
        for parameter in methods["get"]["parameters"]:
            assert "anyOf" not in parameter["schema"]
            assert parameter["schema"].keys() & {"enum", "maximum", "maxLength"}, "every value has its bounds"


def test_the_handbook_explains_every_endpoint_without_a_script_or_anything_from_elsewhere(shown):
    answer = Client().get("/api/docs/")
    assert not re.search(rb"[ \t]\n", answer.content)
    page = BeautifulSoup(answer.content, "html.parser")
    said = openapi()
    assert {code.text for code in page.select("h2 code")} >= {f"GET {path}" for path in said["paths"]}
    assert page.select("script, style, [style], [onclick]") == []
    assert [one["href"] for one in page.select("link") if not one["href"].startswith("/static/")] == []
    anchors = {one["href"][1:] for one in page.select('a[href^="#"]')}
    assert anchors <= {one["id"] for one in page.select("[id]")}
    parameters = {line.text for line in page.select("section th[scope=row] code")}
    assert parameters >= {one["name"] for path in said["paths"].values() for one in path["get"]["parameters"]}


@pytest.fixture
def _one_connection():
    """The server's requests work in the test's own connection, as those of Django's client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("mode", [*GenerationMode], ids=lambda mode: mode.value)
def test_no_answer_is_another_than_described(shown, mode):
    described = schemathesis.openapi.from_wsgi("/api/docs/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) == 7
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not [*operation.iter_parameters()]:
            continue  # nothing can be asked wrongly where nothing is asked
        cases = operation.as_strategy(generation_mode=mode)

        @given(case=cases)
        @settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=[*HealthCheck])
        def asks_and_compares(case):
            case.call_and_validate()

        asks_and_compares()

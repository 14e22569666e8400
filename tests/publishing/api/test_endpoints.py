"""The interface under /api/v2/: what is public, asked for by declared parameters only, with and without the database."""

import json
import random
import re
from datetime import timedelta
from itertools import product
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.core import signing
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model

from publishing import review
from publishing.api.asking import FILTERS, ORDERS, PAGING, SEARCHING
from publishing.api.endpoints import LISTED, PAGE_FIELDS
from publishing.contract import shape
from publishing.contract.pages import keys_of
from publishing.finding.index import WordIndex
from publishing.models import Cause, ColumnKind, PortalSettings
from publishing.press.portal import Portal
from publishing.press.previewing import token_for
from publishing.press.run import press_all
from tests.publishing.api.conftest import fresh
from tests.publishing.pressing import pressed_folder
from tests.tracking.factories import PNG


def ids(answer) -> list[int]:
    status, found = answer
    assert status == 200, found
    return [one["id"] for one in found["items"]]


def test_a_page_is_answered_with_the_bytes_that_were_pressed(shown):
    for page in (shown.article, shown.notice, shown.summary, shown.figures, shown.newsroom.home):
        file = shown.file(Portal.now().path_of(page))
        assert Client().get(f"/api/v2/pages/{page.pk}/").content == file.read_bytes()


def test_the_root_leads_to_every_endpoint(shown, ask):
    status, found = ask("")
    assert status == 200
    assert found.keys() == {"contract", "pages", "documents", "images", "redirects"}


def test_the_list_has_every_public_page_and_says_how_many(shown, ask):
    portal = Portal.now()
    public = sorted([portal.home.pk, *portal.columns, *portal.pieces])
    status, found = ask("pages/")
    assert [one["id"] for one in found["items"]] == public
    assert found.keys() == {"meta", "items"}
    assert found["meta"] == {"total_count": len(public)}
    for one in found["items"]:
        assert one.keys() <= set(LISTED)
        assert one.keys() >= {"id", "meta", "title", "html_path", "column"}


NARROWED = (
    ("type=publishing.ReplyNoticePage", ["notice"]),
    ("type=publishing.ReplyNoticePage,publishing.ArticlePage", ["article", "notice"]),
    ("column=/jytabl/rdjy/", ["notice"]),
    ("column=jytabl/rdjy", ["notice"]),
    ("year=2024", ["summary", "figures", "notice"]),
    ("kind=suggestion", ["notice"]),
    ("kind=proposal", []),
    ("session=2024", ["summary", "figures", "notice"]),
    ("unit=区示例局", ["notice"]),
    ("topic=教育", ["notice"]),
    ("class=A", ["notice"]),
    ("class=B", []),
    ("class=A&kind=suggestion&year=2024&topic=教育", ["notice"]),
)


def test_the_list_is_narrowed_by_each_filter_and_by_several(shown, ask):
    for asked, wanted in NARROWED:
        assert ids(ask(f"pages/?{asked}")) == sorted(getattr(shown, name).pk for name in wanted), asked


def test_a_column_is_named_by_its_number_too_and_has_what_is_below_it(shown, ask):
    group = Portal.now().parent(Portal.now().parent(shown.notice))
    inside = ids(ask(f"pages/?column={group.pk}"))
    assert {shown.notice.pk, shown.article.pk} < set(inside)
    assert group.pk not in inside


def test_the_list_is_ordered_by_each_key_both_ways(shown, ask):
    for key in ORDERS:
        upwards, downwards = ids(ask(f"pages/?order={key}")), ids(ask(f"pages/?order=-{key}"))
        assert sorted(upwards) == sorted(downwards)
        assert upwards != downwards or key in {"number", "updated"}


def test_the_list_is_paged_within_bounds(shown, ask):
    everything = ids(ask("pages/"))
    assert ids(ask("pages/?limit=3")) == everything[:3]
    assert ids(ask("pages/?limit=3&offset=3")) == everything[3:6]
    assert ids(ask("pages/?offset=5000")) == []


def test_fields_are_chosen_as_wagtail_writes_them(shown, ask):
    path = f"pages/{shown.notice.pk}/"
    assert list(ask(f"{path}?fields=_,title,unit")[1]) == ["title", "unit"]
    assert "stages" not in ask(f"{path}?fields=-stages")[1]
    assert ask(f"{path}?fields=*")[1] == ask(path)[1]
    assert ask(f"{path}?fields=body")[1] == ask(path)[1]
    listed = ask("pages/?type=publishing.ReplyNoticePage&fields=body_html")[1]["items"][0]
    assert listed["body_html"] == "<p>已完成示例事项。</p>"
    assert "stages" not in listed
    assert ask("pages/?type=publishing.ReplyNoticePage&fields=*")[1]["items"] == [ask(path)[1]]


def test_a_page_is_found_by_its_address_or_number(shown, client):
    path = Portal.now().path_of(shown.notice)
    for asked in ({"html_path": path}, {"html_path": path.strip("/")}, {"id": shown.notice.pk}):
        answer = client.get("/api/v2/pages/find/", asked | {"fields": "_,title"})
        assert answer.headers["Location"] == f"/api/v2/pages/{shown.notice.pk}/?fields=_%2Ctitle"
    assert client.get("/api/v2/pages/find/", {"html_path": "/"}).headers["Location"] == (
        f"/api/v2/pages/{shown.newsroom.home.pk}/"
    )
    assert client.get("/api/v2/pages/find/", {"html_path": "/nichts/"}).status_code == 404


def test_words_are_searched_for(shown, ask):
    assert ids(ask("pages/?search=示例条文")) == [shown.article.pk]
    assert ids(ask("pages/?search=示例条文&type=publishing.ReplyNoticePage")) == []
    assert shown.notice.pk in ids(ask("pages/?search=示例条文 事项&search_operator=or"))
    status, found = ask("pages/?search=示例&limit=2")
    assert len(found["items"]) == 2
    assert found["meta"]["total_count"] > 2


def test_documents_are_those_of_public_pages_with_the_pages_that_use_them(shown, ask):
    status, found = ask("documents/")
    assert {one["id"]: one["pages"] for one in found["items"]} == {
        shown.offered.pk: [shown.article.pk],
        shown.linked.pk: [shown.article.pk],
    }
    assert ask(f"documents/{shown.offered.pk}/")[1] in found["items"]
    assert ask("documents/?order=-title&fields=_,title&limit=1")[1]["items"] == [{"title": "联系表"}]
    assert ask("images/")[1] == {"meta": {"total_count": 0}, "items": []}


def test_what_is_not_public_is_not_there(shown, ask, committed):
    newsroom = shown.newsroom
    newsroom.columns[ColumnKind.RULES].refresh_from_db()
    draft = newsroom.article("未送审的稿子")
    forced = newsroom.article("无人签署的稿子")
    with committed():
        forced.save_revision().publish(skip_permission_checks=True)
        review.take_down(fresh(shown.notice), account=newsroom.final, reason="内容有误。")
    assert {page.pk: ask(f"pages/{page.pk}/")[0] for page in (draft, forced, shown.notice)} == {
        draft.pk: 404, forced.pk: 404, shown.notice.pk: 410,
    }  # fmt: skip
    for page in (draft, forced, shown.notice):
        assert page.pk not in ids(ask("pages/"))
        assert page.pk not in ids(ask(f"pages/?{urlencode({'search': page.title})}"))


REFUSED = (
    ("pages/?owner=1", "不认识的参数：owner"),
    ("pages/?title=a", "不认识的参数：title"),
    ("pages/?reply__body__startswith=a", "不认识的参数"),
    ("pages/?limit=101", "limit 应在 1 到 100 之间"),
    ("pages/?limit=0", "limit 应在 1 到 100 之间"),
    ("pages/?offset=-1", "offset 应写成不小于 0 的整数"),
    ("pages/?limit=²", "limit 应写成"),
    ("pages/?order=owner", "不能按“owner”排序"),
    ("pages/?order=random", "不能按“random”排序"),
    ("pages/?fields=pins", "没有字段“pins”"),
    ("pages/?fields=title(id)", "没有字段“title”"),
    ("pages/?fields=((", "fields 写得不对"),
    ("pages/?type=tracking.Reply", "没有类型“tracking.Reply”"),
    ("pages/?type=auth.User", "没有类型“auth.User”"),
    ("pages/?kind=x", "kind 只能是"),
    ("pages/?year=MMXXIV", "year 应写成年份"),
    ("pages/?column=999999", "没有栏目“999999”"),
    ("pages/?year=2024&year=2023", "year 只能写一次"),
    ("pages/?search=", "search 没有写"),
    ("pages/?search=a&order=id", "不能同时用 order"),
    ("pages/?search=a&search_operator=xor", "search_operator 只能是"),
    ("pages/?search_operator=or", "要与 search 一起用"),
    (f"pages/?topic={'a' * 300}", "值太长"),
    ("pages/find/", "html_path 或 id"),
    ("documents/?search=a", "不认识的参数：search"),
    ("documents/find/", "请写明要找的 id"),
)


def test_what_may_not_be_asked_is_refused_in_a_sentence(shown, ask):
    for asked, words in REFUSED:
        status, found = ask(asked)
        assert status == 400, asked
        assert words in found["message"], asked


def test_an_answer_known_already_is_not_sent_again(shown):
    for path in ("/api/v2/", "/api/v2/pages/", f"/api/v2/pages/{shown.notice.pk}/", "/api/v2/documents/"):
        answer = Client().get(path)
        again = Client().get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == answer.headers["ETag"]
        assert answer.headers["Cache-Control"] == "no-cache"


def test_only_the_front_ends_named_may_read_from_a_browser(shown, settings):
    settings.PUBLISHING_API_ORIGINS = frozenset({"https://other.example"})
    mine = Client().get("/api/v2/pages/", headers={"Origin": "https://other.example"})
    theirs = Client().get("/api/v2/pages/", headers={"Origin": "https://evil.example"})
    assert mine.headers["Access-Control-Allow-Origin"] == "https://other.example"
    assert "Access-Control-Allow-Origin" not in theirs.headers
    assert mine.headers["Vary"] == theirs.headers["Vary"] == "Origin"
    asked_before = Client().options("/api/v2/pages/", headers={"Origin": "https://other.example"})
    assert asked_before.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert asked_before.headers["Access-Control-Allow-Origin"] == "https://other.example"


def test_nothing_can_be_written(shown):
    paths = ("/api/v2/pages/", f"/api/v2/pages/{shown.notice.pk}/", "/api/v2/documents/")
    for method, path in product(("post", "put", "patch", "delete"), paths):
        answer = getattr(Client(), method)(path)
        assert answer.status_code == 405
        assert "只能用 GET" in json.loads(answer.content)["message"]
    for path in ("/api/v2/", "/api/v2/redirects/", "/api/v2/preview/"):
        assert Client(enforce_csrf_checks=True).post(path).status_code == 405, "no page about a missing cookie"


def test_a_search_without_an_index_is_503_in_words(shown, ask):
    WordIndex(pressed_folder()).close_down()
    status, said = ask("pages/?search=路")
    assert (status, "搜索暂时不能用" in said["message"]) == (503, True)


def test_all_is_answered_without_the_database(shown, ask):
    paths = ["", "pages/", "pages/?year=2024&order=-published", f"pages/{shown.notice.pk}/", "documents/", "images/"]
    paths.append("pages/?search=路")
    with CaptureQueriesContext(connection) as asked:
        assert [ask(path)[0] for path in paths] == [200] * len(paths)
    assert [query["sql"] for query in asked.captured_queries] == []


def test_what_moved_and_what_was_taken_down_is_told_and_secrets_are_not(shown, ask, committed):
    old = Portal.now().path_of(shown.article)
    gone = Portal.now().path_of(shown.notice)
    with committed():
        column = fresh(shown.newsroom.columns[ColumnKind.RULES])
        column.slug = "guizhang"
        column.save_revision().publish(skip_permission_checks=True)
        review.take_down(fresh(shown.notice), account=shown.newsroom.final, reason="内容有误。")
    new = Portal.now().path_of(fresh(shown.article))
    status, found = ask("redirects/?limit=100")
    assert not {"/rss/", "/sitemap"} & {one["path"] for one in found["items"]}, "what programs try was never public"
    told = {one["path"]: (one["status"], one["target"]) for one in found["items"]}
    assert told[old] == (301, new)
    assert told[f"{old}index.json"] == (301, f"{new}index.json")
    assert told[gone] == told[f"{gone}index.json"] == (410, None)
    assert found["meta"]["total_count"] == len(told)
    answer = Client().get("/api/v2/pages/find/", {"html_path": old})
    assert answer.headers["Location"] == f"/api/v2/pages/{shown.article.pk}/"
    assert ask(f"pages/find/?html_path={gone}")[0] == 410
    assert ask("redirects/?path=/")[0] == 400


def test_what_was_taken_down_is_gone_by_its_number_too_and_what_was_secret_never_was(shown, ask, committed):
    assert ask(f"documents/{shown.offered.pk}/")[0] == 200
    secret = shown.newsroom.notice(category="交通")
    with committed():
        secret = shown.newsroom.published(secret)
    hidden = Portal.now().path_of(secret)
    with committed():
        review.take_down(fresh(shown.article), account=shown.newsroom.final, reason="内容有误。")
        review.take_down(fresh(secret), account=shown.newsroom.final, reason="含个人信息。", cause=Cause.PRIVACY)
    for path in (f"pages/{shown.article.pk}/", f"documents/{shown.offered.pk}/", f"documents/{shown.linked.pk}/"):
        status, found = ask(path)
        assert (status, found) == (410, {"message": "这项内容已经撤下，不再公开。"})
        kind, pk = path.strip("/").split("/")
        assert ask(f"{kind}/find/?id={pk}")[0] == 410
    assert ask(f"pages/{secret.pk}/")[0] == ask(f"pages/find/?html_path={hidden}")[0] == 404
    addresses = {one["path"] for one in ask("redirects/?limit=100")[1]["items"]}
    assert Portal.now().path_of(fresh(shown.article)) in addresses
    assert not [path for path in addresses if path.startswith(hidden)]
    with committed():
        fresh(shown.article).get_latest_revision_as_object().save_revision(user=shown.newsroom.editor)
        shown.newsroom.published(fresh(shown.article))
    assert ask(f"pages/{shown.article.pk}/")[0] == ask(f"documents/{shown.offered.pk}/")[0] == 200


# Wagtail leaves the temporary file of a resized image to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_answer_has_exactly_the_declared_keys(shown, ask, committed, portal_settings):
    emblem = get_image_model().objects.create(title="国徽", file=ContentFile(PNG, "emblem.png"))
    with committed():
        portal_settings.is_demonstration, portal_settings.emblem = False, emblem
        portal_settings.save()
        review.take_down(fresh(shown.notice), account=shown.newsroom.final, reason="内容有误。")
    declared = {"documents": (*shape.DocumentData.__annotations__, "pages"), "images": shape.ImageData.__annotations__}
    for kind, keys in declared.items():
        items = ask(f"{kind}/")[1]["items"]
        assert items
        for one in items:
            assert list(one) == list(keys)
            assert ask(f"{kind}/{one['id']}/")[1] == one
    items = ask("redirects/?limit=100")[1]["items"]
    assert {one["status"] for one in items} == {301, 410}
    assert {tuple(one) for one in items} == {("path", "status", "target")}
    assert set(ask("")[1]) == {"contract", "pages", "documents", "images", "redirects"}


def test_a_portal_whose_settings_nobody_saved_is_answered(shown, ask):
    PortalSettings.objects.all().delete()
    press_all()
    site = ask(f"pages/{shown.newsroom.home.pk}/")[1]["site"]
    assert (site["name"], site["is_demonstration"], site["emblem"]) == ("人民政府", True, None)
    assert Client().get(f"/api/v2/pages/{shown.newsroom.home.pk}/").content == shown.file("/").read_bytes()
    assert "<title>人民政府</title>" in (shown.folder / "feed/index.atom").read_text()
    assert (
        json.loads((shown.folder / "data/2024/datapackage.json").read_bytes())["contributors"][0]["title"] == "人民政府"
    )


# Drafts ---------------------------------------------------------------------------------------
def token_of(shown, account) -> str:
    """The token that the admin shows an account for the article's draft."""
    client = Client()
    client.force_login(account)
    page = client.get(reverse("publishing_preview_data", args=[shown.article.pk]))
    assert page.headers["Cache-Control"].endswith("private")
    return parse_qs(urlsplit(re.search(r">(http[^<]+)</textarea>", page.content.decode())[1]).query)["token"][0]


def test_a_token_shows_a_draft_as_it_would_be_pressed_and_nobody_keeps_it(shown, ask, settings):
    settings.PUBLISHING_API_ORIGINS = frozenset({"https://other.example"})
    draft = fresh(shown.article).get_latest_revision_as_object()
    draft.title = "改稿的制度"
    draft.save_revision(user=shown.newsroom.editor)
    before = {file: file.stat().st_mtime_ns for file in shown.folder.rglob("*")}
    address = f"/api/v2/preview/?token={token_of(shown, shown.newsroom.editor)}"
    answer = Client().get(address, headers={"Origin": "https://other.example"})
    said = json.loads(answer.content)
    assert (answer.status_code, said["title"], list(said)) == (200, "改稿的制度", list(keys_of(type(shown.article))))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "https://other.example"
    assert "ETag" not in answer.headers
    assert {file: file.stat().st_mtime_ns for file in shown.folder.rglob("*")} == before
    assert ask(f"pages/{shown.article.pk}/")[1]["title"] == "示例办理制度"


def test_a_draft_of_every_type_can_be_shown(shown, ask):
    for page in (shown.notice, shown.summary, shown.figures, shown.newsroom.home, *shown.newsroom.columns.values()):
        page = fresh(page)
        page.save_revision(user=shown.newsroom.editor)
        said = ask(f"/api/v2/preview/?token={token_for(page, shown.newsroom.editor)}")
        assert (said[0], said[1]["id"], list(said[1])) == (200, page.pk, list(keys_of(type(page))))


def test_a_token_opens_nothing_for_strangers_once_it_is_old_or_wrong_or_its_account_may_not(shown, ask):
    editor = shown.newsroom.editor
    token = token_of(shown, editor)
    refused = {
        "": (400, "token"),
        "?token=": (403, "不正确"),
        f"?token={token}x": (403, "不正确"),
        f"?token={token[1:]}": (403, "不正确"),
        f"?token={signing.dumps({'page': shown.article.pk, 'account': editor.pk})}": (403, "不正确"),
        f"?token={token_for(shown.article, shown.office.unit_handler)}": (403, "不能查看草稿"),
        f"?token={token}&page=1": (400, "不认识的参数"),
    }
    for asked, (status, words) in refused.items():
        answer = Client().get(f"/api/v2/preview/{asked}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "no-store"), asked
        assert words in json.loads(answer.content)["message"]
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        status, found = ask(f"/api/v2/preview/?token={token}")
    assert (status, "过期" in found["message"]) == (403, True)
    editor.is_active = False
    editor.save()
    assert ask(f"/api/v2/preview/?token={token}")[0] == 403


# Whatever is asked ------------------------------------------------------------------------------
NAMES = (
    *FILTERS, *PAGING, *SEARCHING, "id", "html_path", "format", "_", "q", "child_of", "descendant_of", "ancestor_of",
    "translation_of", "locale", "site", "owner", "owner__password", "pins", "live", "reply", "reply__body",
    "reply__assignment__record__title__startswith", "first_published_at__gt", "submission", "locked_by", "slug", "path",
    "title__regex", "search[]", "type[]", "__class__", "", "\x00", "词",
)  # fmt: skip
VALUES = (
    "", "0", "1", "-1", "2024", "9" * 30, "9" * 3000, "1e3", "0x10", "²", "١", "1.5", " 1", "true", "null", "None", "NaN",
    "*", "_", "-", "-id", "--id", "id,title", "title(", "title)", "title(*)", "*,-title", "_,_", ",", ",,", "-*", "body_html",
    "publishing.ReplyNoticePage", "publishing.replynoticepage", "wagtailcore.Page", "auth.User", "tracking.Reply", "x.y.z",
    "publishing.ReplyNoticePage,", "/", "//", "/jytabl/", "/../", "\\", "%00", "\x00", "a\x00b", "\ud7ff", "词" * 3000, "示例",
    "'\"*()^:-", "' OR 1=1 --", "示例 OR", "NEAR(", '"', "and", "or", "AND", "suggestion", "proposal", "A", "random",
    "published", "-published", "pins", "owner", "0001-01-01", "{{7*7}}", "<script>", "\r\nSet-Cookie: a=b", "\u202e",
)  # fmt: skip


def test_whatever_is_asked_is_answered_or_refused_and_nothing_asks_the_database(shown):
    chance = random.Random(14)
    declared = {
        "/api/v2/pages/": {*FILTERS, *PAGING, *SEARCHING},
        "/api/v2/pages/find/": {"id", "html_path", "fields"},
        f"/api/v2/pages/{shown.notice.pk}/": {"fields"},
        "/api/v2/documents/": PAGING,
        "/api/v2/documents/find/": {"id", "fields"},
        f"/api/v2/documents/{shown.offered.pk}/": {"fields"},
        "/api/v2/images/": PAGING,
        "/api/v2/redirects/": {"limit", "offset"},
        "/api/v2/preview/": {"token"},
    }
    client = Client(raise_request_exception=True)
    answers = {200: 0, 302: 0, 400: 0, 403: 0, 404: 0}
    for number in range(2000):
        path = chance.choice(list(declared))
        offered = sorted(declared[path]) if number % 2 else NAMES
        names = chance.sample(offered, k=chance.choice([1, 1, 1, min(3, len(offered))]))
        asked = [(name, chance.choice(VALUES)) for name in names]
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"{path}?{urlencode(asked)}")
        assert answer.status_code in answers, (path, asked)
        answers[answer.status_code] += 1
        if not set(names) <= set(declared[path]):
            assert answer.status_code == 400, (path, asked)
        assert not queries.captured_queries, (path, asked)
        if answer.status_code == 200:
            said = json.loads(answer.content)
            items = said.get("items", [said])
            assert all(
                one.keys() <= {*PAGE_FIELDS, "path", "format", "size", "sha256", "pages", "status", "target"}
                for one in items
            )
        elif answer.status_code != 302:
            assert set(json.loads(answer.content)) == {"message"}, (path, asked)
    assert all(answers.values()), answers

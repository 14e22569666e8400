"""The portal's live views: search finds what is public and nothing else; reads are counted, and bounded."""

import io
import itertools
import json

import docx
import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from wagtail.documents import get_document_model

from publishing import views
from publishing.finding import answering
from publishing.finding.index import WordIndex
from publishing.models import ReadCount, ReaderToday
from publishing.press.portal import Portal
from publishing.press.run import press_all


@pytest.fixture
def found(newsroom, portal_settings, client):
    """`found("学校 维修")`: the answer of the search page, once what was published is pressed."""

    pressed = []

    def ask(query: str, **more):
        if not pressed:
            pressed.append(press_all())
        return client.get("/search/", {"q": query} | more)

    return ask


def publish(newsroom, title: str, text: str):
    return newsroom.published(newsroom.article(title, text))


# Search ----------------------------------------------------------------------------------------
def test_search_finds_words_of_title_and_text_in_any_order(newsroom, found):
    page = publish(newsroom, "学校周边道路办理制度", "第一条　每年维修一次。")
    for query in ("道路", "维修", "学校维修", "维修 学校", "校"):
        answer = found(query)
        assert answer.status_code == 200
        assert f'href="{Portal.now().path_of(page)}"' in answer.content.decode(), query


def test_search_finds_the_words_of_a_reply(newsroom, found):
    notice = newsroom.published(newsroom.notice(title="关于农贸市场的建议"))
    for query in ("农贸市场", notice.letter[:6], notice.unit):
        assert Portal.now().path_of(notice) in found(query).content.decode(), query


def test_search_shows_and_counts_nothing_unsigned(newsroom, found):
    newsroom.article("无人签署的制度").save_revision().publish(skip_permission_checks=True)
    newsroom.article("草稿制度")
    for query in ("无人签署", "草稿"):
        html = found(query).content.decode()
        assert "没有找到" in html
        assert "共 " not in html


def test_search_tells_when_only_some_words_were_found(newsroom, found):
    publish(newsroom, "学校周边道路办理制度", "第一条。")
    html = found("学校 火车").content.decode()
    assert "未找到完全匹配" in html
    assert "<mark>学校</mark>周边道路办理制度" in html


TYPED = ["", " ", '学校"维修', "AND OR NOT", "(", "*", "%", "'; DROP TABLE", "学" * 500, "\x00学校", "<script>", "😀"]


def test_search_survives_whatever_is_typed(newsroom, found):
    publish(newsroom, "学校周边道路办理制度", "第一条。")
    for query, page in itertools.product(TYPED, ("1", "0", "-3", "99", "x")):
        answer = found(query, page=page)
        assert answer.status_code == 200, (query, page)
        assert "<script>" not in answer.content.decode().replace('<script src="', ""), (query, page)


def test_search_pages_lead_on_with_the_same_words(newsroom, found, monkeypatch):
    monkeypatch.setattr(answering, "A_PAGE", 1)
    for number in range(3):
        publish(newsroom, f"学校制度{number}", "第一条。")
    html = found("学校 制度").content.decode()
    assert "q=%E5%AD%A6%E6%A0%A1+%E5%88%B6%E5%BA%A6&amp;page=2" in html


def test_what_an_attachment_says_is_found_but_not_what_it_hides(newsroom, found):
    article = newsroom.article("附件制度")
    words = io.BytesIO()
    paper = docx.Document()
    paper.add_paragraph("鲁朗镇幸福食堂一览表")
    paper.core_properties.author = "不该找到的作者"
    paper.save(words)
    file = ContentFile(words.getvalue(), name="list.docx")
    document = get_document_model().objects.create(title="助餐点名单", file=file)
    article.attachments = [("document", document)]
    article.save_revision(user=newsroom.editor)
    newsroom.published(type(article).objects.get(pk=article.pk))
    for query in ("幸福食堂", "助餐点名单"):
        html = found(query).content.decode()
        assert f"<mark>{query}</mark>" in html
        assert "附件：" in html
    assert "没有找到" in found("不该找到的作者").content.decode()


def test_no_search_asks_the_database(newsroom, found, django_assert_num_queries):
    publish(newsroom, "学校周边道路办理制度", "第一条。")
    found("学校")
    with django_assert_num_queries(0):
        for query in ("学校", "彗星", ""):
            assert found(query).status_code == 200


def test_where_nothing_is_public_there_is_no_search_and_without_an_index_it_says_so(newsroom, portal_settings, client):
    assert client.get("/search/?q=学校").status_code == 404
    publish(newsroom, "学校周边道路办理制度", "第一条。")
    press_all()
    WordIndex(settings.PRESSED_DIR).close_down()
    answer = client.get("/search/?q=学校")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "暂时无法访问" in answer.content.decode()


def test_search_has_an_elder_mode_and_sets_no_cookie(newsroom, portal_settings, client):
    publish(newsroom, "学校周边道路办理制度", "第一条。")
    press_all()
    answer = client.get("/elder/search/", {"q": "学校"})
    html = answer.content.decode()
    assert 'class="elder"' in html
    assert 'href="/elder/jytabl/zd/' in html
    assert not answer.cookies


# Reads -----------------------------------------------------------------------------------------
@pytest.fixture
def page(newsroom):
    return newsroom.published(newsroom.article())


def reads(answer) -> int:
    return json.loads(answer.content)["reads"]


FROM_HERE = {"HTTP_ORIGIN": "http://testserver", "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Chrome/120"}


def test_a_read_is_counted_once_a_reader_without_cookie_or_token(page):
    reader, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    url = f"/read/{page.pk}/"
    answer = reader.post(url, REMOTE_ADDR="192.0.2.1", **FROM_HERE)
    assert (reads(answer), answer.cookies) == (1, {})
    assert reads(reader.post(url, REMOTE_ADDR="192.0.2.1", **FROM_HERE)) == 1
    assert reads(other.post(url, REMOTE_ADDR="192.0.2.2", **FROM_HERE)) == 2
    assert (
        reads(other.post(url, REMOTE_ADDR="192.0.2.2", **FROM_HERE | {"HTTP_USER_AGENT": "Mozilla/5.0 Firefox"})) == 3
    )
    assert ReadCount.of(page.pk) == 3


def test_a_reader_counts_once_whichever_process_answers(page, client):
    for _worker in range(3):
        cache.clear()
        client.post(f"/read/{page.pk}/", **FROM_HERE)
    assert ReadCount.of(page.pk) == 1


def test_a_reader_of_yesterday_counts_again_and_yesterday_is_forgotten(page, client):
    for day in ("2024-06-03", "2024-06-04"):
        with time_machine.travel(f"{day} 10:00+08:00", tick=False):
            client.post(f"/read/{page.pk}/", **FROM_HERE)
    assert ReadCount.of(page.pk) == 2
    assert [str(one.day) for one in ReaderToday.objects.all()] == ["2024-06-04"]


@pytest.mark.parametrize(
    "said",
    [
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Baiduspider/2.0)"},
        {"HTTP_USER_AGENT": "curl/8.0"},
        {"HTTP_USER_AGENT": ""},
        {"HTTP_ORIGIN": "https://example.org"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": ""},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
    ],
)
def test_machines_and_other_sites_are_no_readers(page, client, said):
    assert reads(client.post(f"/read/{page.pk}/", **FROM_HERE | said)) == 0


def test_one_address_can_not_drive_the_numbers_up(newsroom, client, monkeypatch):
    monkeypatch.setattr(views, "MOST_READS", 2)
    pages = [newsroom.published(newsroom.article(f"制度{number}")) for number in range(3)]
    counted = [reads(client.post(f"/read/{page.pk}/", REMOTE_ADDR="192.0.2.1", **FROM_HERE)) for page in pages]
    assert counted == [1, 1, 0]


def test_only_a_proxy_on_this_machine_may_name_the_reader(page, client):
    url = f"/read/{page.pk}/"
    for number in range(3):
        client.post(url, REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}", **FROM_HERE)
    assert ReadCount.of(page.pk) == 1
    for number in range(3):
        client.post(url, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}", **FROM_HERE)
    assert ReadCount.of(page.pk) == 4


def test_a_draft_has_no_reads_and_reading_is_a_post(newsroom, client, page):
    assert client.post(f"/read/{newsroom.article('草稿').pk}/").status_code == 404
    assert client.post("/read/999999/").status_code == 404
    assert client.get(f"/read/{page.pk}/").status_code == 405


# Files -----------------------------------------------------------------------------------------
def test_a_draft_s_file_is_shown_to_those_who_write_and_review_and_to_nobody_else(newsroom, client):
    file = ContentFile(b"%PDF-1.4 draft", name="draft.pdf")
    url = get_document_model().objects.create(title="附件", file=file).url
    allowed = {"superuser", "editor", "first", "second", "final"}
    assert client.get(url).status_code == 404
    for name, account in newsroom.accounts.items():
        client.force_login(account)
        assert client.get(url).status_code == (200 if name in allowed else 404), name


@pytest.mark.parametrize("path", ["../db.sqlite3", "..%2fdb.sqlite3", "documents/", "none.pdf", "documents/../../x"])
def test_a_file_s_address_leads_nowhere_else(newsroom, client, path):
    client.force_login(newsroom.superuser)
    assert client.get(f"/media/{path}").status_code == 404


# The command -----------------------------------------------------------------------------------
def test_the_press_command_says_what_it_did_and_finds_what_is_unsigned(newsroom, portal_settings, capsys):
    newsroom.published(newsroom.article())
    call_command("press", "--all", "--json")
    first = json.loads(capsys.readouterr().out)
    assert first["addresses"] == first["written"] > 0
    call_command("press", "--json")
    assert json.loads(capsys.readouterr().out) == first | {"written": 0}
    newsroom.article("无人签署的制度").save_revision().publish(skip_permission_checks=True)
    with pytest.raises(SystemExit) as ending:
        call_command("press", "--json")
    assert ending.value.code == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["unsigned"] == ["无人签署的制度"]
    assert "签署不全" in printed.err

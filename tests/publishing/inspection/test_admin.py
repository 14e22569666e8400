"""网站自查 in the admin, and the quarter's report."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model

from publishing.inspection import Fault, Inspected
from publishing.inspection.keeping import keep, kept
from publishing.models import Level

pytestmark = pytest.mark.django_db
DEAD = Fault("dead-link", "/jytabl/zd/a/", "链接“示例”打不开：/nowhere/。")
ALTERED = Fault("altered-file", "/elder/jytabl/zd/a/", "被改动。")
WHOLE = Fault("footer-item-missing", "/", "页脚缺少ICP备案号。")


@pytest.fixture
def result(pressed):
    """Two faults of a column, nine and two days old, one of the whole site, and one that was mended today."""
    today = timezone.localdate()
    mended = Fault("wrong-term", "/jytabl/zd/b/", "用语错误。")
    keep(Inspected(7, (DEAD, mended)), today - timedelta(days=9))
    keep(Inspected(7, (DEAD, mended, ALTERED)), today - timedelta(days=2))
    keep(Inspected(7, (DEAD, ALTERED, WHOLE)), today)


def text(client, account, page: str) -> str:
    client.force_login(account)
    answer = client.get(reverse(page))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_faults_by_column_with_their_age_and_who_must_act(client, newsroom, result):
    soup = BeautifulSoup(text(client, newsroom.editor, "publishing_inspection"), "html.parser")
    told = {
        section.h2.get_text(" ", strip=True): [
            (
                row.find_all("td")[0].get_text(strip=True),
                *(cell.get_text(strip=True) for cell in row.find_all("td")[3:]),
            )
            for row in section.tbody.find_all("tr")
        ]
        for section in soup.select("section.signing-panel")
    }
    assert told == {
        "全站 1处": [("一般", "系统管理员", "今天发现")],
        "办理制度 2处": [("严重", "系统管理员", "2天"), ("一般", "信息公开编辑", "9天")],
    }
    assert "用语错误" not in soup.get_text()


def test_who_asks_for_an_inspection_finds_its_result(client, newsroom, pressed, committed):
    assert "还没有自查过" in text(client, newsroom.final, "publishing_inspection")
    with committed():
        assert client.post(reverse("publishing_inspection_now")).status_code == 302
    assert kept().at is not None
    assert "没有内容" in text(client, newsroom.final, "publishing_inspection")


def test_the_report_of_a_quarter_tells_what_is_open_and_what_was_mended(client, newsroom, result):
    html = text(client, newsroom.editor, "publishing_inspection_report")
    assert "季度网站自查报告" in html
    for words in ("/nowhere/", "用语错误", "9天", "国办秘函〔2019〕19号", "2019版"):
        assert words in html


def test_the_page_asks_as_many_queries_for_many_faults_as_for_few(
    client, newsroom, pressed, django_assert_max_num_queries
):
    keep(
        Inspected(300, tuple(Fault("dead-link", f"/jytabl/zd/{n}/", "打不开。") for n in range(300))),
        timezone.localdate(),
    )
    client.force_login(newsroom.editor)
    with django_assert_max_num_queries(40):
        client.get(reverse("publishing_inspection"))


def test_whoever_signs_last_sees_what_an_inspection_would_find_and_nobody_before(client, newsroom, pressed):
    page = newsroom.article(text="第一条　截止目前，工作正在推进。")
    draft = page.get_latest_revision_as_object()
    document = get_document_model()(title="示例附件")
    document.file.save("example.txt", ContentFile("示例附件的文字".encode()))
    draft.attachments = [("document", document)]
    draft.save_revision(user=newsroom.editor)
    submission = newsroom.submit(type(page).objects.get(pk=page.pk))
    newsroom.sign(submission, Level.FIRST)

    def shown(account) -> str:
        client.force_login(account)
        return client.get(reverse("publishing_review", args=[page.pk])).content.decode()

    assert "signing-faults" not in shown(newsroom.second)
    newsroom.sign(submission, Level.SECOND)
    html = shown(newsroom.final)
    panel = html[html.index('id="signing-faults"') :].partition("</section>")[0]
    assert "截止目前" in panel
    assert "打不开" not in panel
    assert "发布时间" not in panel

"""移交包 in the admin: what waits, one piece with its fields to copy, what is entered back, and what is refused in words."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from publishing import review
from publishing.models import CopyCleared, PortalSettings, TakeDown, UpperPublication
from publishing.review import on_call, upper
from publishing.review.upper import Given
from tests.publishing.handover.test_returns import filled, now
from tests.tracking.admin.pages import logged_in, soup, text
from tests.tracking.papers.scenes import said
from tracking import papers

URL = "https://zw.example.gov.cn/1.html"


@pytest.fixture
def desk(newsroom, notice):
    return logged_in(newsroom.editor)


def piece(page, name: str = "publishing_handover_piece") -> str:
    return reverse(name, args=[page.pk])


def test_a_signed_piece_waits_and_leads_to_its_fields_in_the_platforms_order(desk, notice):
    shown = soup(desk.get(reverse("publishing_handover")))
    assert shown.select_one(f'#over-waiting ~ ul a[href="{piece(notice)}"]')
    page = soup(desk.get(piece(notice)))
    labels = [one.get_text() for one in page.select(".handover-field label")]
    assert labels[:3] == ["1. 栏目路径（必填）", "2. 标题（必填）", "3. 副标题"]
    assert page.select_one("#over-title").get_text() == notice.title
    assert page.select_one("#over-keywords").get_text()
    assert all(
        button.has_attr("hidden") for button in page.select("[data-copy]")
    )  # without script the text is selected
    other = soup(desk.get(piece(notice), {"platform": "catalogue"}))
    assert [one.get_text() for one in other.select(".handover-field label")][:2] == [
        "1. 发布机构（必填）",
        "2. 发文日期（必填）",
    ]
    assert desk.get(piece(notice), {"platform": "../../etc"}).status_code == 200


def test_the_list_reads_pages_texts_and_settings_once(desk, notice, django_assert_max_num_queries):
    desk.get(reverse("publishing_handover"))
    with django_assert_max_num_queries(21):
        desk.get(reverse("publishing_handover"))


def test_packages_are_downloaded_one_and_all(desk, notice):
    one = desk.get(piece(notice, "publishing_handover_piece_package"))
    names = zipfile.ZipFile(io.BytesIO(one.content)).namelist()
    assert {name.rpartition("/")[2] for name in names} == {
        "正文.docx", "正文.html", "元数据.xlsx", "元数据.json", "元数据.xml", "信息发布审核表.pdf", "元数据.schema.json", "元数据.xsd",
    }  # fmt: skip
    everything = desk.get(reverse("publishing_handover_package"))
    assert "移交清单.xlsx" in zipfile.ZipFile(io.BytesIO(everything.content)).namelist()


def test_one_address_is_entered_and_a_wrong_time_is_told(desk, notice):
    enter = piece(notice, "publishing_handover_enter")
    wrong = desk.post(enter, {"url": URL, "at": "昨天下午"})
    assert wrong.status_code == 422
    assert "昨天下午" in text(wrong)
    desk.post(enter, {"url": URL, "at": now(), "index_number": "A/1"})
    assert UpperPublication.objects.get().index_number == "A/1"
    assert "已在平台发布" in text(desk.get(piece(notice)))
    assert "没有等着移交的稿件" in text(desk.get(reverse("publishing_handover_package"), follow=True))
    assert "已在上级平台发布" in text(desk.get(reverse("publishing_review", args=[notice.pk])))


def test_a_list_is_entered_whole_or_told_row_by_row(desk, notice):
    enter = reverse("publishing_handover_enter_list")
    refused = desk.post(enter, {"file": SimpleUploadedFile("清单.xlsx", filled(url_2=URL).read())})
    assert refused.status_code == 422
    assert "第2行“平台发布时间”栏" in text(refused)
    assert desk.post(enter).status_code == 422
    done = desk.post(
        enter, {"file": SimpleUploadedFile("清单.xlsx", filled(url_2=URL, at_2=now()).read())}, follow=True
    )
    assert "已登记1篇" in text(done)


def test_an_unsigned_piece_has_no_page_and_no_package(newsroom, desk, elsewhere):
    draft = newsroom.article("没有签的制度")
    for name in ("publishing_handover_piece", "publishing_handover_piece_package"):
        assert "没有签发的文稿" in text(desk.get(piece(draft, name), follow=True))
    assert desk.get(piece(newsroom.home)).status_code == 404


def test_the_slip_of_a_take_down_names_every_address_and_each_is_ticked_off(newsroom, desk, notice):
    upper.enter(Given(notice, URL, timezone.now()), account=newsroom.editor)
    upper.enter(Given(notice, URL + "?new", timezone.now()), account=newsroom.editor)
    review.take_down(notice, account=newsroom.final, reason="含个人信息", is_urgent=True)
    row = TakeDown.objects.get()
    words = said(papers.paper_of_code("take_down_slip"), row)
    assert f"□统一平台{URL}" in words.replace(" ", "")
    assert f"{URL}?new" in words
    assert "127.0.0.1" not in words  # it never was public here
    file = reverse("publishing_take_down_file", args=[row.pk])
    assert soup(desk.get(file)).select_one(f'a[href="{URL}"]')
    desk.post(
        reverse("publishing_take_down_copy", args=[row.pk]),
        {"place": "platform", "address": URL, "note": "已请平台撤下"},
    )
    assert CopyCleared.objects.get().address == URL
    left = [one.address for one in on_call.copies_left(TakeDown.objects.get())]
    assert left == [f"{URL}?new", "", "", ""]
    assert "副本待核对（4 处）" in text(desk.get(reverse("publishing_take_downs")))
    assert not upper.on_platform()


def test_whoever_takes_a_page_down_is_told_where_else_it_lies(newsroom, notice):
    upper.enter(Given(notice, URL, timezone.now()), account=newsroom.editor)
    answer = logged_in(newsroom.final).post(
        reverse("publishing_take_down", args=[notice.pk]), {"reason": "含个人信息", "cause": "privacy"}, follow=True
    )
    assert f"别处还有：{URL}" in text(answer)


def test_the_editors_first_page_counts_what_the_platform_does_not_show_yet(newsroom, desk, notice):
    home = reverse("wagtailadmin_home")
    assert "待在上级平台发布的 1" in text(desk.get(home))
    upper.enter(Given(notice, URL, timezone.now()), account=newsroom.editor)
    assert "待在上级平台发布的" not in text(desk.get(home))
    PortalSettings.objects.update(outlet="own")
    newsroom.published(newsroom.article())
    assert "待在上级平台发布的" not in text(desk.get(home))


def test_check_portal_says_where_to_look_instead(newsroom, elsewhere):
    with pytest.raises(CommandError, match="check_published"):
        call_command("check_portal")


def test_the_editors_desk_calls_nothing_public_that_the_platform_alone_is_to_publish(newsroom, desk, notice):
    assert "已签发，待在上级平台发布，看审签页" in text(desk.get(reverse("publishing_desk")))
    upper.enter(Given(notice, URL, timezone.now()), account=newsroom.editor, platform="示例平台")
    shown = text(desk.get(reverse("publishing_desk")))
    assert "已在上级平台发布，看审签页" in shown
    assert "已公开" not in shown

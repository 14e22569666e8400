"""内容筛查 by clicking: an article with numbers in it is masked by its editor, answered for by a reviewer, then signed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.seats import AT_REST, FITS

pytestmark = pytest.mark.browser
TITLE, DUTY, PRIVATE = "示例值班安排", "154" + "00001234", "154" + "00005678"
WORDS = f"值班电话{DUTY}，联系人手机{PRIVATE}。"
PHONE = 390


def article_of(editor) -> None:
    """A new article under 办理制度 with these words, its draft saved."""
    page = editor.page
    page.goto(f"{editor.address}/admin/pages/search/?q=办理制度")
    parent = re.search(r"/pages/(\d+)/", editor.main.get_by_role("link", name="办理制度").first.get_attribute("href"))
    page.goto(f"{editor.address}/admin/pages/add/publishing/articlepage/{parent[1]}/")
    page.get_by_role("textbox", name="标题").first.fill(TITLE)
    body = page.locator(".w-field").filter(has=page.locator("[name=body-count]")).last
    body.get_by_role("button", name="插入内容块").click()
    page.get_by_role("option", name="段落", exact=True).click()
    page.locator("[name=body-0-value]").fill(WORDS)
    editor.fill(来源="区示例局", 责任编辑="示例编辑甲")
    editor.button("保存草稿", page.locator("footer")).reads("内容筛查：✕ 须处理2处，见“内容筛查”一栏。")


def check(seat) -> None:
    """Axe finds nothing on the page, and nobody has to scroll sideways."""
    seat.page.evaluate(AT_REST)
    assert axe.violations(seat.page) == []
    assert seat.page.evaluate(FITS)


def test_what_may_not_go_out_is_masked_or_answered_for_and_then_signed(office_url, sit):
    editor = sit(office_url, "editor")
    article_of(editor)
    check(editor)
    editor.button("保存并遮盖为“154****5678”").reads("已遮盖 1 处", "内容筛查：✕ 须处理1处")
    expect(editor.page.locator("[name=body-0-value]")).to_have_value(WORDS.replace(PRIVATE, "154****5678"))
    editor.click(editor.page.locator("footer [data-w-dropdown-target=toggle]"))
    editor.button("保存并送审", editor.page.locator("body")).reads("已送审，审签期间本页锁定。")

    first = sit(office_url, "first", width=PHONE)
    first.page.goto(f"{office_url}/admin/publishing/queue/")
    first.link(TITLE).reads("内容筛查还有1处须处理")
    agree = first.page.get_by_role("button", name="同意", exact=True)
    expect(agree).to_be_disabled()
    found = first.region("内容筛查")
    first.click(found.locator("summary"))
    check(first)
    reason, note = found.get_by_label("理由"), found.get_by_label("说明")
    reason.select_option(label="误判（须写明）")
    asked = []
    first.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    first.page.get_by_role("complementary", name="审签").get_by_role("textbox", name="意见").fill("请再核对电话。")
    first.button("说明理由", found).reads("选“误判”“其他”的，须写明理由。")
    assert asked == ["beforeunload"], "what was typed beside it would be lost without a word"
    expect(reason.locator("option:checked")).to_have_text("误判（须写明）")
    reason.select_option(label="依法应当公开的公务联系方式")
    note.fill("公布的值班电话")
    first.button("说明理由", found).reads("内容筛查：✓ 均已说明理由", "公布的值班电话")
    first.click(agree).reads("已签署一审。")


def test_the_settings_check_is_read_on_a_phone(office_url, sit):
    admin = sit(office_url, "admin", width=PHONE)
    admin.page.goto(f"{office_url}/admin/settings-check/")
    for table in admin.page.get_by_role("table").all():
        assert table.bounding_box()["width"] <= PHONE
    check(admin)

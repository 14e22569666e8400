"""The printed tour (docs/tour.md) followed moment by moment on a copy of the living demonstration, as the chief of a section would."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser.installations import ROOT, Installation
from tests.browser.pictures import follow, preview_of_a_list, to_be_signed
from tests.browser.seats import FITS
from tests.tracking.factories import PDF

pytestmark = pytest.mark.browser
SUMMARY = "示例区2026年“两会”（示例届次）建议提案工作总结"


@pytest.fixture
def visited(tmp_path, living):
    """A copy of the living demonstration, served."""
    folder = tmp_path / "var"
    shutil.copytree(living.folder, folder)
    with Installation(folder).on_the_living_day().serving() as address:
        yield address


def test_the_tour_goes_as_it_is_printed(visited, sit, tmp_path):
    told = iter(re.findall(r"^## (.+)$", (ROOT / "docs" / "tour.md").read_text(encoding="utf-8"), re.MULTILINE))
    scan = tmp_path / "签发单.pdf"
    scan.write_bytes(PDF)
    clerk, supervisor = sit(visited, "clerk"), sit(visited, "supervisor")
    leader = sit(visited, "leader", width=390)

    assert next(told) == "0:00 您自己的交办清单"
    preview_of_a_list(clerk)
    clerk.reads("新增", "错误", "没有登记单位“示例文化馆”")

    assert next(told) == "1:00 一次交办，打印一套"
    clerk.menu("我的待办").link("待交办的承办件").tick("全选本页").button("一并办理所选")
    clerk.fill(共同的牵头单位="示例区水利局").button("全部办理并交办").reads("2 件已拟办、批示并交办。")
    clerk.menu("我的待办").link("本届文书").reads("交办通知（全部单位）", "任务分解表", "签收单")
    expect(clerk.main.get_by_role("button", name=re.compile("合成一个 PDF")).first).to_be_enabled()

    assert next(told) == "2:00 周一早上"
    supervisor.reads("2 件", "4 件", "还剩2个工作日").menu("督查督办", "催办")
    supervisor.click(supervisor.main.get_by_text("复制到微信群的文字").first)
    expect(supervisor.main.get_by_role("button", name="打印全部催办单")).to_be_enabled()

    assert next(told) == "3:00 单位用手机签收"
    unit = sit(visited, "unit3", width=390)
    follow(unit, unit.page.locator("details.waiting", has_text="签收").locator("li a[href]"))
    four = {"具体部门": "示例科", "分管领导": "示例分管丙", "具体负责人": "示例经办丙"}
    unit.takes("签收", **four).opens("登记沟通")
    unit.takes("登记沟通", 方式="当面走访", 沟通情况="到村里当面听取了意见。")
    assert unit.page.evaluate(FITS)

    assert next(told) == "4:00 答非所问，退回去"
    reviewer = sit(visited, "reviewer")
    follow(reviewer, reviewer.page.locator("details.waiting", has_text="审核通过").locator("li a[href]"))
    reviewer.reads("自动提示").takes("退回重新办理", 答非所问=True, 具体要求="请逐条答复。")
    sit(visited, "unit2").reads("审核退回：答非所问。")

    assert next(told) == "5:00 领导签发：手机一件，纸上一件"
    leader.link("逐件签批").button("同意签发")
    clerk.menu("我的待办")
    follow(clerk, clerk.page.locator("details.waiting", has_text="领导签发").locator("li a[href]"))
    clerk.takes("领导签发（代录）", 决定人="示例领导甲（区领导）", 签批原话="同意。", 纸质件扫描件=scan).reads(
        "纸质签批"
    )

    assert next(told) == "6:00 不满意的一件"
    clerk.menu("承办件台账").link("反馈意见")
    follow(clerk, clerk.main.locator("tr", has_text="不满意").locator("a[href*='/inspect/']"))
    clerk.reads("不满意", "请到现场核实后逐项答复，写明完成时间。", "打印一件一档")

    assert next(told) == "7:00 “现在办得怎么样”"
    supervisor.menu("督查督办", "通报").link("起草通报", supervisor.page.locator("body"))
    supervisor.button("起草")
    expect(supervisor.main.get_by_label("正文").first).to_have_value(re.compile("已答复.+件，办复率"))
    supervisor.menu("督查督办", "到期和逾期")

    assert next(told) == "7:40 有人把数字改了"
    editor = sit(visited, "editor")
    editor.menu("信息公开", "起草与送审").link(SUMMARY)
    editor.reads("矛盾").link("打开编辑器")
    editor.page.locator("textarea[name^=body-]").first.wait_for()
    passages = editor.page.locator("textarea[name^=body-]").all()
    told_rate = re.compile(r"满意率[\d.]+%")
    wrong = next(one for one in passages if told_rate.search(one.input_value()))
    wrong.fill(told_rate.sub("满意率99.9%", wrong.input_value()))
    editor.button("保存草稿", editor.page.locator("body"))
    editor.menu("信息公开", "起草与送审").link(SUMMARY)
    editor.reads("文中为99.9%，请核对。")

    assert next(told) == "8:30 公开给群众看"
    final = sit(visited, "final")
    to_be_signed(final)
    final.button("同意，签发公开").reads("已签发公开。")
    with final.page.expect_popup() as opened:
        final.click(final.page.get_by_role("link", name="看现在公开的页面（新窗口）"))
    expect(opened.value.get_by_text("演示数据·非政府网站").first).to_be_visible()

    assert next(told) == "9:30 您调走了，谁知道"
    clerk.click(clerk.page.get_by_role("link", name="版本", exact=True)).reads("校验一致")
    clerk.page.go_back()
    clerk.click(clerk.page.get_by_role("link", name="文书", exact=True)).reads("案卷目录（卷内目录）")

    assert next(told) == "10:00 它做不到的"
    assert list(told) == []

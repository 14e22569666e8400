"""The whole loop by clicking: from the letter that came in to the page that the public reads, as each role."""

from pathlib import Path

import pytest

from tests.browser.seats import FITS
from tests.tracking.factories import PDF

pytestmark = pytest.mark.browser
UNIT = "区发展和改革委员会（示例）"
PASSED = {"格式合格": True, "文字合格": True, "内容合格": True}
TITLE = "关于加快示例村道路维修的建议"
LETTER = "示例村道路已于2024年5月完成维修，长3公里，现已通车。"


@pytest.fixture
def scan(tmp_path) -> Path:
    """A sheet of paper, scanned."""
    path = tmp_path / "签批单.pdf"
    path.write_bytes(PDF)
    return path


def test_a_suggestion_goes_from_the_letter_to_the_public_page_and_off_it_again(office_url, sit, scan):
    clerk, unit = sit(office_url, "clerk"), sit(office_url, "unit")
    reviewer, leader = sit(office_url, "reviewer"), sit(office_url, "leader", width=390)

    # 收文、拟办、批示、交办
    clerk.reads("示例经办甲，您好").link("收文登记")
    clerk.fill(类别="建议", 编号=12, 承办方式="主办", 收文日期="2024-03-25", 来文号="示例来文〔2024〕12号")
    clerk.fill(领衔人="示例代表甲", 代表团或界别="示例代表团", 案由=TITLE, 原文="示例村道路破损，建议维修。")
    clerk.button("登记").reads("已登记。", TITLE, "还没有交办，办理期限从交办之日起算。")
    clerk.opens("拟办").takes("拟办", "2024-03-26", 拟办意见="拟由区发改委牵头办理。")
    leader.page.reload()
    assert leader.page.evaluate(FITS)
    leader.reads("示例领导甲，您好", "区领导批示").link(TITLE).reads("拟由区发改委牵头办理。")
    assert leader.page.evaluate(FITS)
    button = leader.region("区领导批示").get_by_role("button", name="区领导批示").bounding_box()
    assert button["height"] >= 44, "pressed with a thumb"
    leader.takes("区领导批示", "2024-03-27", 批示="同意。")
    assert leader.page.evaluate(FITS)
    clerk.todo("交办", TITLE).takes("交办", "2024-03-29", 牵头单位=UNIT).reads(UNIT, "2024-06-28")

    # 签收、沟通、送审
    unit.page.reload()
    unit.todo("签收", TITLE)
    unit.takes("签收", "2024-04-01", 具体部门="示例科", 分管领导="示例分管甲", 具体负责人="示例单位经办甲")
    unit.reads("还没有与提出人沟通的登记，不能送审；请先“登记沟通”。").opens("登记沟通")
    unit.takes("登记沟通", "2024-04-10", 方式="当面走访", 沟通情况="到村里当面听取了意见。")
    unit.todo("送审", TITLE)
    signed = {"单位负责人签字": "示例单位负责人甲", "单位负责人签字日期": "2024-05-10"}
    unit.takes("送审", "2024-05-10", 正文="正在办理。", 答复类别="A类 已解决或基本解决", **signed)

    # 退回一次，再送审，审核通过，签发
    reviewer.todo("退回重新办理", TITLE).reads("正在办理。")
    reviewer.takes("退回重新办理", "2024-05-13", 答复不明确=True, 具体要求="请写明完成的时间和数量。")
    unit.todo("送审", TITLE).reads("请写明完成的时间和数量。")
    unit.takes("送审", "2024-05-20", 正文=LETTER, **signed | {"单位负责人签字日期": "2024-05-20"})
    reviewer.todo("审核通过", TITLE).takes("审核通过", "2024-05-22", **PASSED).reads("审核通过，待签发")
    leader.page.goto(f"{office_url}/admin/")
    leader.link(TITLE).reads(LETTER).takes("领导签发", "2024-05-24")

    # 报市、行文、送达、征询、反馈、办结
    clerk.todo("报市政府办审核", TITLE).takes("报市政府办审核", "2024-05-27")
    clerk.todo("市政府办审核通过", TITLE).takes("市政府办审核通过", "2024-06-03")
    clerk.todo("正式行文", TITLE).takes("正式行文", "2024-06-05", 发文字号="示例函〔2024〕12号")
    clerk.todo("送达", TITLE).takes("送达", "2024-06-06", 送达方式="面交")
    clerk.todo("征询意见", TITLE).takes("征询意见", "2024-06-07")
    clerk.todo("登记反馈", TITLE)
    clerk.takes("登记反馈", "2024-06-14", 对办理态度="满意", 对办理结果="满意", 征询意见表扫描件=scan)
    clerk.todo("办结", TITLE).takes("办结", "2024-06-17").reads("已办结", "退回重新办理")

    # 起草、送审
    editor = sit(office_url, "editor")
    editor.menu("信息公开", "起草与送审").button("一键起草全部 1 篇答复公开").reads("请核对修改后送审。")
    hand_in(editor)
    editor.menu("信息公开", "起草与送审").button("一键起草年度总结").reads("请核对修改后送审。")
    hand_in(editor)

    # 三审、公开；公开属性随答复一并审定的答复，只须三审
    summary, notice = "巴宜区2024年“两会”建议提案工作总结", f"对《{TITLE}》的答复"
    approve(sit(office_url, "first"), "一审", summary)
    approve(sit(office_url, "second"), "二审", summary)
    final = sit(office_url, "final")
    approve(final, "三审", summary)
    approve(final, "三审", notice)
    public = open_public(final, notice)
    plain = sit(office_url, script=False)
    answer = plain.page.goto(public)
    assert answer.status == 200
    plain.reads(notice, LETTER, "示例代表甲代表", "示例函〔2024〕12号", "演示数据·非政府网站")
    plain.does_not_read("请写明完成的时间和数量。", "正在办理。")

    plain.page.goto(office_url)
    body = plain.page.locator("body")
    plain.link("总体情况", body).link("巴宜区2024年“两会”建议提案工作总结", body).reads(
        "一、基本情况", "办结率", "1/1 件"
    )

    # 紧急撤稿
    final.click(final.page.locator("summary", has_text="撤稿、紧急撤稿"))
    final.fill(撤稿理由="示例：文中地址有误。").tick("紧急撤稿（先撤下，手续后补）")
    final.button("撤下本页").reads("已撤稿，公开页面已经撤下。", "已撤稿")
    assert plain.page.goto(public).status == 410
    plain.does_not_read(LETTER)


def hand_in(editor) -> None:
    """送审 from the page's editor: the button's menu, then 保存并送审."""
    editor.click(editor.page.locator("footer [data-w-dropdown-target=toggle]"))
    editor.button("保存并送审", editor.page.locator("body")).reads("已送审，审签期间本页锁定。")


def approve(seat, level: str, title: str) -> None:
    """Agree to a page that waits for me."""
    seat.menu("信息公开", "等我审的").link(title).reads(f"我的{level}意见", "送审稿校验码")
    seat.button("同意，签发公开" if level == "三审" else "同意")
    seat.reads("已签发公开。" if level == "三审" else f"已签署{level}。")


def open_public(seat, title: str) -> str:
    """From the desk, follow the link to the public page; its address."""
    seat.menu("信息公开", "起草与送审")
    seat.link("已公开，看审签页")
    seat.reads(title)
    with seat.page.expect_popup() as opened:
        seat.click(seat.page.get_by_role("link", name="看现在公开的页面（新窗口）"))
    return opened.value.url


def test_a_clerk_alone_enters_and_hands_over_seven_items_within_minutes(office_url, sit, scan):
    clerk = sit(office_url, "clerk")
    clerk.link("收文登记")
    shared = {"收文日期": "2024-03-25"}
    for number, topic in enumerate(("道路", "路灯", "水渠", "校车", "托育", "集市", "消防"), start=31):
        clerk.fill(编号=number, 领衔人="示例代表乙", 案由=f"关于改善示例{topic}的建议", **shared)
        clerk.button("登记，继续下一件" if number < 37 else "登记").reads("已登记。")
        shared = {}  # the day, the session and the kind are kept for the next letter
    clerk.menu("承办件台账")
    with clerk.page.expect_navigation():
        clerk.fill(环节="已收文，待拟办")
    clerk.reads("共 7 件").tick("全选本页").reads("已选 7 件").button("一并办理所选").reads(
        "7 件承办件一次办理拟办、区领导批示（纸质代录）和交办"
    )
    clerk.fill(拟办日期="2024-03-26", 批示日期="2024-03-27", 交办日期="2024-03-29", 批示="同意。", 纸质件扫描件=scan)
    for item in clerk.page.locator("fieldset.hand-over__item").all():
        clerk.fill(item, 牵头单位=UNIT)
    clerk.button("全部办理并交办").reads("7 件已拟办、批示并交办。")
    assert clerk.effort.minutes < 10, clerk.effort
    unit = sit(office_url, "unit")
    unit.reads("签收", "关于改善示例道路的建议", "关于改善示例消防的建议")

"""By clicking: the city's deadline from the letter to the unit, and the supporting opinion before the lead's eyes."""

from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.browser
UNIT, OTHER_UNIT = "区发展和改革委员会（示例）", "区民政局（示例）"
OTHER_LOGIN = "unit3"
TITLE = "关于示例水渠清淤的建议"
OPINION = "示例配合意见：清淤所需资金已列入预算。"


def test_the_city_s_deadline_and_the_supporting_opinion_reach_the_lead_unit(office_url, sit):
    today = timezone.localdate()
    due_on, received = today + timedelta(days=45), today - timedelta(days=2)
    clerk = sit(office_url, "clerk")

    # 收文带来期限，一并办理时保留
    clerk.link("收文登记")
    clerk.fill(类别="建议", 编号=31, 承办方式="主办", 收文日期=f"{received}", 领衔人="示例代表乙", 案由=TITLE)
    clerk.fill(办理期限=f"{due_on}").button("登记")
    clerk.reads("第31号建议《示例水渠清淤》已登记。", f"来文的办理期限 {due_on}，交办时保留。")
    clerk.opens("拟办").takes("拟办", f"{received}", 拟办意见="拟由区发改委牵头、区民政局配合。")
    leader = sit(office_url, "leader")
    leader.link(TITLE).takes("区领导批示", f"{received}", 批示="同意。")
    clerk.todo("交办", TITLE).reads("来文的办理期限是", "按届次时限：")
    form = clerk.region("交办")

    # 改晚不行，原因指向这一栏
    clerk.fill(form, 牵头单位=UNIT, 交办日期=f"{received}", 办理期限=f"{due_on + timedelta(days=1)}")
    clerk.tick(OTHER_UNIT, within=form).button("交办", form)
    clerk.reads("没有办理，请看原因：", f"不能晚于来文的办理期限 {due_on}。")
    assert clerk.page.title().startswith("有误：")
    assert "refused" in clerk.page.evaluate("document.activeElement.className")
    clerk.link("办理期限", clerk.page.locator(".refused"))
    assert clerk.page.evaluate("document.activeElement.name") == "due_on"
    clerk.fill(clerk.region("交办"), 办理期限=f"{due_on}").button("交办", clerk.region("交办"))
    clerk.reads("“交办”已办理。", f"限 {due_on}")

    # 签收之前，单位看到的是签收期限
    unit, other = sit(office_url, "unit"), sit(office_url, OTHER_LOGIN)
    unit.reads("签收期限")
    four = {"具体部门": "示例科", "分管领导": "示例分管甲", "具体负责人": "示例单位经办甲"}
    unit.todo("签收", TITLE).takes("签收", f"{received}", **four)
    other.todo("签收", TITLE).takes("签收", f"{received}", **four)
    unit.menu("承办件台账").link(TITLE).reads("意见还没有收到")

    # 配合意见到了，牵头单位在一件一档和送审页上都看得到
    other.todo("提交配合意见", TITLE).takes("提交配合意见", f"{received}", 配合意见=OPINION)
    unit.page.reload()
    unit.reads(OPINION)
    unit.opens("登记沟通").takes("登记沟通", f"{received}", 方式="当面走访", 沟通情况="到村里当面听取了意见。")
    unit.todo("送审", TITLE).reads(OPINION)
    other.menu("承办件台账").link(TITLE).does_not_read("到村里当面听取了意见。")

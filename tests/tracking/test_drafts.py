"""Hints on a draft: each rule with what it finds and what it leaves alone, and no false alarm on the example's letters."""

from datetime import date

import pytest

from huiyin.example import letters
from tracking.wording import Heading, LetterDraft, by_heading, hints

TITLE = "关于加强示例路照明的建议"
OPENING = f"示例代表甲代表：\n您提出的《{TITLE}》（第12号）收悉。经与您当面沟通，现答复如下：\n"


def draft(text: str, **facts) -> LetterDraft:
    return LetterDraft(**{"text": text, "number": 12, "title": TITLE, "to_deputies": True} | facts)


def said(text: str, **facts) -> str:
    return " ".join(hint.message for hint in hints(draft(text, **facts)))


PROMISE = {"reply_class": "B", "promise_due_on": date(2024, 12, 31), "promise_unit": "区示例局"}
TO_MEMBERS = {"to_deputies": False}
MEMBER = OPENING.replace("甲代表", "甲委员")
TABLE = {
    # rule: (facts, what it finds, a text that it finds it in, a text that it leaves alone)
    "salutation": ({}, "没有主送", OPENING.split("\n", 1)[1], OPENING),
    "received": ({}, "没有写明收到的是哪一件", "示例代表甲代表：\n现就有关问题答复如下：", OPENING),
    "number": ({}, "没有写编号", OPENING.replace("（第12号）", ""), OPENING.replace("（第12号）", "（建议第１２号）")),
    "other number": ({}, "台账上本件是第12号", OPENING.replace("第12号", "第21号"), OPENING.replace("第12号", "第12号、第13号")),
    "title": ({}, "没有写案由", OPENING.replace(f"《{TITLE}》", "建议"), OPENING),
    "other title": ({}, "不一致", OPENING.replace("照明", "绿化"), OPENING.replace("《关于加强", "《关于")),
    "title's marks": ({}, "书名号", OPENING.replace("《", "“").replace("》", "”"), OPENING),
    "number's brackets": ({}, "六角括号", "按照示政办函[2024]12号要求办理。", "按照示政办函〔2024〕12号要求办理。"),
    "number's zero": ({}, "不编虚位", "按照示政办函〔2024〕012号要求办理。", "示政发〔2024〕1号已印发。"),
    "lone title mark": ({}, "后面缺少“》”", "按照《示例条例规定办理。", "按照《示例条例》规定办理。"),
    "政协代表": (TO_MEMBERS, "应为“政协委员”", "听取政协代表意见。", "听取政协委员意见。"),
    "政协建议": (TO_MEMBERS, "应为“政协提案”", "办理政协建议。", "办理人大政协建议提案。"),
    "人大提案": ({}, "请核对", "办理人大提案。", "办理人大代表建议。"),
    "委员 in a 建议": ({}, "“委员”应为“代表”", "感谢委员的关心。", "提交常委会，报党委委员和村民委员会审定。"),
    "提案 in a 建议": ({}, "“提案”应为“建议”", "您的提案很好。", "提交提案委研究，见《示例提案》，同办建议、提案。"),
    "代表 in a 提案": (TO_MEMBERS, "“代表”应为“委员”", "经与代表沟通。", "居民代表参加了座谈，代表区政府致谢。"),
    "建议 in a 提案": (TO_MEMBERS, "“建议”应为“提案”", "您提出的建议收悉。", "您提出的《关于示例的建议》收悉，吸收各方建议。"),
    "截止目前": ({}, "截至目前", "截止目前已完成。", "截至目前已完成。"),
    "words twice": ({}, "重复", "我们认真认真研究。", "我们一项一项研究。"),
    "particle twice": ({}, "重复", "群众的的意见。", "为了了解群众意见，的的确确下了功夫。"),
    "mark twice": ({}, "重复", "已经完成。。", "已经完成……"),
    "half width": ({}, "半角标点（共2处）", "经研究,现答复如下:已办。", "经研究，现答复如下：已办；含3,000元。"),
    "A 正在": ({"reply_class": "A"}, "正在积极推进", "项目正在积极推进。", "路灯正在使用。项目已推进完毕。"),
    "A 将": ({"reply_class": "A"}, "写“将", "我局将安装路灯。", "我局将继续做好管护，将路灯交付使用。"),
    "A 下一步拟": ({"reply_class": "A"}, "请核对类别", "下一步，拟安装路灯。", "下一步，继续管护。"),
    "A 列入规划": ({"reply_class": "A"}, "列入2025年建设规划", "已列入2025年建设规划。", "已按规划建成。"),
    "A in quotation": ({"reply_class": "A"}, "请核对类别", "该项正在推进。", "您问到的“正在推进”的项目已建成。"),
    "B without a day": (PROMISE, "何时办成", "由区示例局负责安装。", "由区示例局负责，2024年底前装完。"),
    "B without a day in the ledger": (PROMISE | {"promise_due_on": None}, "何时办成", "由区示例局负责，年底前装完。", ""),
    "B without a unit": (PROMISE | {"promise_unit": ""}, "哪个单位负责", "年底前装完。", "由区示例局负责，年底前装完。"),
    "C without a reason": ({"reply_class": "C"}, "原因", "感谢您的关心。", "因资金不足，暂不能实施。"),
    "D without a reason": ({"reply_class": "D"}, "原因", "感谢您的关心。", "您的意见留作参考。"),
    "no contact": ({"has_contact": False}, "也没有沟通登记", "已经办好。", ""),
    "contact not in the ledger": ({"has_contact": False}, "却没有沟通登记", "经与您当面沟通，已经办好。", "已经办好。"),
    "request": ({"unanswered": ("安装路灯",)}, "“安装路灯”没有答复要点", "已经办好。", ""),
    "a sign of no other computer": ({}, "别的电脑不能显示", "示例村\ue123道路", "示例村𠮷道路"),
}  # fmt: skip


@pytest.mark.parametrize("rule", TABLE)
def test_a_rule_finds_what_is_wrong_and_leaves_alone_what_is_right(rule):
    facts, sentence, wrong, right = TABLE[rule]
    assert sentence in said(wrong, **facts)
    if right:
        assert sentence not in said(right, **facts)


def test_a_good_letter_gives_no_hint():
    assert said(OPENING + "路灯已全部安装并投入使用，问题已经解决。", reply_class="A") == ""
    assert said(MEMBER + "路灯已全部安装并投入使用，问题已经解决。", reply_class="A", **TO_MEMBERS) == ""


def test_a_unit_that_its_field_names_is_not_called_missing():
    """The text need not name it again; a day is missing in the text alone, and the hint says which one it was."""
    assert "哪个单位负责" not in said(OPENING + "年底前装完。", **PROMISE)
    assert "请把承诺的时限2024-12-31写进正文" in said(OPENING + "由我们装好。", **PROMISE)


def test_line_breaks_as_a_browser_sends_them_change_nothing():
    assert said((OPENING + "路灯已全部装好。").replace("\n", "\r\n"), reply_class="A") == ""


def test_a_draft_that_breaks_one_rule_everywhere_is_not_told_so_a_thousand_times():
    assert len(hints(draft(OPENING + "截止目前已完成。" * 1000, reply_class="A"))) == 10


def test_empty_phrases_are_no_finding():
    assert said(OPENING + "我局高度重视，认真研究。路灯已装好。", reply_class="A") == ""


def test_the_examples_letters_and_opinions_give_no_false_alarm():
    for place, title in enumerate((letters.RENEWAL, letters.MAINTENANCE)):
        facts = {"number": 7, "title": title, "to_deputies": place == 0, "reply_class": letters.CLASSES[title]}
        if title in letters.PROMISES:
            facts |= {"promise_due_on": date(2024, 12, 31), "promise_unit": "布久乡人民政府"}
        assert said(letters.letter_on(title, 7), **facts) == ""
    for topic in ("农村老人服务体系的建设", "住宅小区消防的安全保障"):
        assert said(letters.opinion_on(topic), is_opinion=True, title=topic) == ""


def test_an_opinion_has_no_salutation_class_or_contact_to_look_for():
    assert said("我区提出如下意见：同意。", is_opinion=True, reply_class="A", has_contact=False) == ""


def test_hints_stand_under_their_heading_with_their_place():
    text = OPENING + "截止目前，项目正在推进。"
    groups = dict(by_heading(hints(draft(text, reply_class="A"))))
    assert [hint.quote for hint in groups[Heading.WORDING]] == ["截止目前"]
    assert [hint.quote for hint in groups[Heading.CONTENT]] == ["正在推进"]
    assert groups[Heading.FORM] == []
    for found in groups.values():
        assert all(text[hint.start : hint.end] == hint.quote for hint in found)

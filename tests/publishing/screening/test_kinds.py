"""Each kind by its rule: check digits, words before and behind, and what may stand in its place."""

import pytest

from publishing.screening import Contacts, Kind, masked, screen


def kinds(text: str, **contacts) -> list[str]:
    return [one.kind.value for one in screen(text, **contacts)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("手机15400001234", "手机154****1234"),
        ("身份证549991199001011233", "身份证54*************233"),
        ("家庭电话0894-2000123", "家庭电话0894-*******"),
        ("银行卡6200001234567890128", "银行卡***************0128"),
        ("护照E00001234", "护照E*****234"),
        ("邮箱：demo@example.com", "邮箱：d***@example.com"),
        ("QQ：20001234", "QQ：2*****34"),
        ("微信号：demo_0001", "微信号：d******01"),
        ("车牌藏G00012", "车牌藏G****2"),
        ("家住巴宜区八一镇示例村3组15号。", "家住巴宜区八一镇。"),
        ("家住巴宜区双拥街道示例小区5号楼2单元301室", "家住巴宜区双拥街道"),
        ("患者张建国", "患者张某某"),
        ("学生次仁卓玛（12岁）", "学生次某某（12岁）"),
        ("党的二十大三中全会", "党的二十届三中全会"),
    ],
)
def test_the_mask_is_as_the_rules_say(text, shown):
    assert masked(text, screen(text)) == shown
    assert masked(shown, screen(shown)) == shown


def test_what_no_mask_helps_stays_until_a_person_takes_it_out():
    (mark,) = screen("机密★1年\n关于经费的报告")
    assert (mark.kind, mark.mask, mark.blocks) == (Kind.SECRECY, "", True)
    assert masked("机密★1年\n关于经费的报告", [mark]) == "机密★1年\n关于经费的报告"


def test_a_bank_card_needs_its_check_digit_unless_its_word_stands_before():
    assert kinds("6200001234567890128") == ["bank_card"]
    assert kinds("6200001234567890127") == []
    assert kinds("银行卡6200001234567890127") == ["bank_card"]
    assert kinds("资金6200001234567890128元") == []


def test_an_identity_number_in_unusual_groups_needs_its_check_digit():
    assert kinds("549991199 001011233") == ["identity"]
    assert kinds("549991199 001011230") == []
    assert kinds("身份证号549991199 001011230") == ["identity"]


def test_fifteen_digits_are_an_identity_number_only_with_a_day_of_birth():
    assert kinds("549991900101123") == ["identity"]
    assert kinds("549991901301123") == []
    assert kinds("编号549991900101123") == []


@pytest.mark.parametrize(
    "text", ["GB/T 90001-2020", "E20240805", "订单号E00001234", "DB54/T 0138-2024", "C00001234567"]
)
def test_letters_with_digits_of_a_standard_or_an_order_are_no_passport(text):
    assert kinds(text) == []


def test_a_permit_without_its_word_is_asked_about():
    (asked,) = screen("H00001234")
    assert (asked.kind, asked.blocks) == (Kind.PERMIT, False)
    assert screen("回乡证H00001234")[0].blocks


def test_a_hong_kong_identity_card_is_told_by_its_check_character():
    assert kinds("A123456(3)") == ["permit"]
    assert kinds("A123456(4)") == []


def test_an_offices_car_and_mailbox_are_asked_about():
    assert [one.blocks for one in screen("公务用车藏G00012")] == [False]
    assert [one.blocks for one in screen("邮箱：demo@example.gov.cn")] == [False]
    assert [one.blocks for one in screen("征求意见邮箱：demo@example.com")] == [False]
    assert screen("邮箱：demo@example.com", contacts=Contacts(offices=frozenset({"Demo@example.com"}))) == []


def test_an_offices_door_is_none_but_that_of_its_housing_is():
    assert kinds("区教育局办公楼3号楼2单元301室") == []
    assert kinds("区教育局家属院3号楼2单元301室") == ["address"]


def test_a_villages_group_is_a_home_only_where_somebody_lives_there():
    assert kinds("示例村3组道路硬化") == []
    assert kinds("示例村3组15户群众") == []
    assert kinds("扎西家住示例村3组") == ["address"]


def test_a_name_already_masked_is_none():
    assert kinds("学生王某某，患者张某，李某某，13岁") == []


def test_words_that_begin_as_a_surname_does_are_no_names():
    assert kinds("学生安全、患者方便、儿童健康成长、学生高考、患者费用") == []


def test_a_number_in_groups_is_not_taken_for_a_part_of_it():
    assert kinds("身份证 5499 9219 9001 0112 34") == ["identity"]
    assert kinds("62000012 34567890128") == ["bank_card"]


def test_where_an_office_gets_its_post_is_no_home():
    assert kinds("收件地址：巴宜区八一镇示例大街68号区政务服务中心一楼") == []
    assert kinds("家住偏远乡村的学生") == []
    assert kinds("收件地址：示例小区3栋2单元501室") == ["address"]


def test_secrecy_spoken_of_is_no_mark():
    assert kinds("主动公开61件，“依申请公开”30件，传达机密文件管理规定。") == []
    assert kinds("经保密审查，不涉及国家秘密、工作秘密。") == []
    assert kinds("加强内部资料管理。") == []
    assert kinds("【内部资料】") == ["secrecy"]


def test_a_label_tells_what_a_number_is():
    assert kinds("20001234") == []
    (one,) = screen("20001234", label="QQ号")
    assert (one.kind, one.start, one.end) == (Kind.QQ, 0, 8)
    assert screen("6200001234567890128", label="编号") == []


def test_a_finding_says_its_line_and_rule():
    (one,) = screen("第一行\n手机15400001234", where="正文")
    assert (one.where, one.rule) == ("正文第2行", "R96")
    assert one.as_json() == {"kind": "mobile", "quote": "15400001234", "where": "正文第2行", "mask": "154****1234"}
    assert one.sentence() == "有手机号码，请改为“154****1234”。"


def test_contact_data_of_the_ledger_is_found_without_any_word():
    contacts = Contacts(deputies=frozenset({"0894-2000111"}))
    assert kinds("区教育局电话0894-2000111", contacts=contacts) == ["deputy_contact"]
    assert kinds("区教育局电话0894-2000112", contacts=contacts) == []


@pytest.mark.parametrize(
    "digest",
    [
        "e14934528748c9488e998e4e9a8fc0aa080c25b3a6a2486d32da11643b57d7bc",
        "a305a3e16ab3e14405004304d7eda7ac",
        "0b9e1c2d-4f5a-4b6c-8d7e-013800138000",
        "portal.a13800138000.css",
    ],
    ids=["SHA-256", "MD5", "UUID", "a file named by its content"],
)
def test_digits_inside_a_digest_are_nobodys_number(digest):
    assert kinds(f'"sha256": "{digest}"') == []
    assert masked(digest, screen(digest)) == digest


def test_a_number_beside_a_digest_is_found():
    assert kinds("e14934528748c9488e998e4e9a8fc0aa 手机15400001234") == ["mobile"]

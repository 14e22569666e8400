"""Several names in one cell, and what stands around a name: told apart, cut off and said, or asked."""

import pytest

from tracking.wording import is_collective, read_item_number, split_names, split_units, units_in


@pytest.mark.parametrize(
    "cell",
    [
        "张三 李四　王五", "张三\t李四\t王五", "张三|李四｜王五", "张三和李四及王五", "张三、李四与王五", "1.张三 2.李四 3.王五",
        "1、张三2、李四3、王五", "①张三②李四③王五", "（1）张三（2）李四（3）王五", "一、张三 二、李四 三、王五", "张三\n李四\n王五",
        "张　三、李　四、王　五", "张三 和 李四 和 王五", "领衔：张三 联名：李四、王五", "张三 代表 李四 委员 王五",
    ],
)  # fmt: skip
def test_however_several_people_are_set_apart_they_are_several(cell):
    assert split_names(cell).names == ("张三", "李四", "王五")


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("张　三", "张三"), ("欧 阳 某", "欧阳某"), ("欧阳 某某", "欧阳某某"), ("张 三丰", "张三丰"), ("张\n三", "张三"),
        ("王和平", "王和平"), ("欧阳与之", "欧阳与之"), ("买买提 · 艾力", "买买提·艾力"), ("区 工商联", "区工商联"),
        ("民盟 县委会", "民盟县委会"), ("Example A. Person", "Example A. Person"),
    ],
)  # fmt: skip
def test_padding_and_a_names_own_characters_set_nobody_apart(cell, name):
    assert split_names(cell).names == (name,)


def test_bodies_with_a_space_between_are_two():
    assert split_names("民盟县委会 农工党县委会").names == ("民盟县委会", "农工党县委会")
    assert split_names("张三 区工商联").names == ("张三", "区工商联")


@pytest.mark.parametrize(
    "cell", ["买买提 艾力", "白玛 曲珍", "阿不都 热合曼", "张 三 李 四", "张代表", "张三（联名：李四、王五）"]
)
def test_who_is_meant_is_asked_where_nobody_can_tell(cell):
    found = split_names(f"{cell}、赵六")
    assert found.names == ("赵六",)
    assert cell in found.problem


def test_one_whole_name_beside_it_tells_where_another_ends():
    assert split_names("张三 扎西次仁 王五").names == ("张三", "扎西次仁", "王五")
    assert split_names("买买提·艾力 古丽·艾买提").names == ("买买提·艾力", "古丽·艾买提")


@pytest.mark.parametrize(
    ("cell", "name", "cut"),
    [
        ("张三代表（领衔）", "张三", "代表（领衔）"), ("李四（县人大代表）", "李四", "（县人大代表）"), ("王五委员", "王五", "委员"),
        ("赵六（已故）", "赵六", "（已故）"), ("已故赵六", "赵六", "已故"), ("县人大代表张三", "张三", "县人大代表"),
        ("领衔代表：张三", "张三", "领衔代表："), ("A张三", "张三", "A"), ("*张三", "张三", "*"), ("（领衔）张三", "张三", "（领衔）"),
        ("扎西次仁同志", "扎西次仁", "同志"), ("张三（领衔", "张三", "（领衔"),
    ],
)  # fmt: skip
def test_titles_and_remarks_are_no_part_of_a_name_and_are_said(cell, name, cut):
    found = split_names(cell)
    assert (found.names, found.cut) == ((name,), ((name, cut),))
    assert f"“{cut}”" in found.remark


@pytest.mark.parametrize("name", ["代表甲", "示例代表甲", "压测代表12", "第三代表团", "民革区工委"])
def test_words_inside_a_name_are_not_cut_off(name):
    assert (split_names(name).names, split_names(name).cut) == ((name,), ())


@pytest.mark.parametrize("dot", "·•˙﹒・‧.．")
def test_every_middle_dot_is_one(dot):
    assert split_names(f"扎西 {dot} 次仁").names == ("扎西·次仁",)
    assert split_names(f"扎西{dot}次仁、张三").names == ("扎西·次仁", "张三")


@pytest.mark.parametrize(
    ("name", "body"), [("区妇联", True), ("区教育界", True), ("文史委", True), ("张学会", False), ("王世界", False)]
)
def test_a_body_is_told_from_a_person_whose_name_ends_alike(name, body):
    assert is_collective(name) is body


@pytest.mark.parametrize(
    "cell",
    ["区教育局 区民政局", "区教育局\t区民政局", "区教育局|区民政局", "区教育局和区民政局", "1.区教育局 2.区民政局", "①区教育局②区民政局",
     "牵头：区教育局；配合：区民政局", "区教育局（牵头）、区民政局（配合）", "区教育局牵头，区民政局配合", "*区教育局 及 区民政局"],
)  # fmt: skip
def test_however_several_units_are_set_apart_they_are_several(cell):
    assert split_units(cell) == ("区教育局", "区民政局")


@pytest.mark.parametrize("name", ["区文化和旅游局", "区发展和改革委员会", "区住房和城乡建设局", "区教育局（示例）"])
def test_a_units_own_words_set_nothing_apart(name):
    assert split_units(name) == (name,)


def test_what_may_be_several_units_keeps_its_spaces_for_the_message():
    assert split_units("区教育 区民政") == ("区教育 区民政",)


def test_the_part_that_a_cell_gives_a_unit_is_understood():
    first, second = units_in("区民政局（配合）、区教育局（牵头）")
    assert (first.leads, first.supports, first.cut) == (False, True, "（配合）")
    assert (second.leads, second.supports, second.cut) == (True, False, "（牵头）")


@pytest.mark.parametrize(
    ("cell", "word", "year"),
    [
        ("市人大第12号", "建议", None), ("市人大十五届三次会议第12号建议", "建议", None), ("政协第12号提案", "提案", None), ("No.12", "", None),
        ("№12", "", None), ("2024-012", "", 2024), ("2024年第12号", "", 2024), ("〔2024〕12号", "", 2024), ("12（重点）", "", None),
        ("*12", "", None), ("提案第012号", "提案", None), (12.0, "", None),
    ],
)  # fmt: skip
def test_a_number_is_read_with_the_kind_and_year_beside_it(cell, word, year):
    found = read_item_number(cell)
    assert (found.number, found.word, found.year) == (12, word, year)


@pytest.mark.parametrize("cell", ["第13、35号（并案）", "13,35", "13和35", "第13号 第35号", "13/35"])
def test_several_numbers_in_a_cell_are_told_what_to_do(cell):
    with pytest.raises(ValueError, match="一件一行、一行一个编号，导入后再办理并案"):
        read_item_number(cell)


@pytest.mark.parametrize("cell", ["12-1", "A12", "十号楼", "12号楼", "人大建议提案12", "12.5"])
def test_what_only_contains_a_number_is_none(cell):
    with pytest.raises(ValueError, match="编号|既写建议又写提案"):
        read_item_number(cell)

"""Whose an item is: the duty inferred from the units that a row names."""

import pytest

from tests.tracking.factories import make_unit
from tracking.ledger.handlers import UnitBook, who_handles
from tracking.models import UnitKind


@pytest.fixture
def read_units(session, units):
    make_unit("市教育局", kind=UnitKind.EXTERNAL)

    def read(duty=None, **cells):
        return who_handles(cells, UnitBook(session), duty)

    return read


def names(units):
    return [unit.name for unit in units]


@pytest.mark.parametrize(
    ("cells", "duty", "lead_unit", "leads", "supports", "partners"),
    [
        ({"main_units": "区示例局"}, "lead", None, ["区示例局"], [], []),
        ({"main_units": "区示例局、区教育局"}, "lead", None, ["区示例局"], ["区教育局"], []),
        (
            {"main_units": "区示例局", "joint_units": "区教育局；市财政局"},
            "lead",
            None,
            ["区示例局"],
            ["区教育局"],
            ["市财政局"],
        ),
        ({"main_units": "区人民政府", "units": "区住建局"}, "lead", None, ["区住房和城乡建设局"], [], []),
        ({"main_units": "示例区政府"}, "lead", None, [], [], []),
        ({"main_units": "市教育局", "joint_units": "区教育局"}, "joint", "市教育局", ["区教育局"], [], []),
        (
            {"main_units": "市教育局", "joint_units": "区教育局\n区示例局"},
            "joint",
            "市教育局",
            ["区教育局"],
            ["区示例局"],
            [],
        ),
        ({"main_units": "示例市水利局", "joint_units": "示例区人民政府"}, "joint", "示例市水利局", [], [], []),
        ({"main_units": "另例县人民政府", "joint_units": "区教育局"}, "joint", "另例县人民政府", ["区教育局"], [], []),
        ({"city_unit": "市教育局", "units": "区教育局"}, "joint", "市教育局", ["区教育局"], [], []),
        ({"separate_units": "区示例局,区教育局"}, "separate", None, ["区示例局", "区教育局"], [], []),
        ({"main_units": "市教育局", "separate_units": "区示例局"}, "separate", "市教育局", ["区示例局"], [], []),
        ({"sole_units": "区示例局"}, "sole", None, ["区示例局"], [], []),
        ({"units": "区示例局", "support_units": "区教育局"}, "lead", None, ["区示例局"], ["区教育局"], []),
        ({"main_units": "示例区教育局"}, "lead", None, ["区教育局"], [], []),
        ({"main_units": "示例市示例区教育局"}, "lead", None, ["区教育局"], [], []),
        ({"main_units": "教育局"}, "lead", None, ["区教育局"], [], []),
    ],
)
def test_the_units_of_a_row_tell_the_duty(read_units, cells, duty, lead_unit, leads, supports, partners):
    found = read_units(**cells)
    assert found.problems == []
    assert found.duty == duty
    assert (found.lead_unit.name if found.lead_unit else None) == lead_unit
    assert (names(found.leads), names(found.supports), names(found.partners)) == (leads, supports, partners)


@pytest.mark.parametrize(
    ("cells", "duty", "key", "message"),
    [
        ({}, None, "duty", "看不出本级怎样承办"),
        ({"main_units": "市教育局"}, None, "main_units", "请加一列“承办方式”"),
        ({"main_units": "区住建委"}, None, "main_units", "没有登记单位“区住建委”。相近的有：区住建局"),
        ({"main_units": "区市场监督管理局"}, None, "main_units", "没有登记单位“区市场监督管理局”"),
        ({"main_units": "市教育局"}, "lead", "main_units", "却不是本级单位"),
        ({"main_units": "市教育局", "units": "市财政局"}, "joint", "units", "没有登记单位“市财政局”"),
        ({"main_units": "区示例局", "support_units": "市教育局"}, None, "support_units", "不是本级单位"),
    ],
)
def test_units_that_make_no_sense_are_errors(read_units, cells, duty, key, message):
    problems = read_units(duty, **cells).problems
    assert [one for one, _text in problems] == [key]
    assert message in problems[0][1]


@pytest.mark.parametrize(
    "name",
    ["市财政局", "市市场监督管理局", "示例市财政局", "另例县人民政府", "自治区教育厅", "西藏自治区水利厅", "市政府办"],
)
def test_units_above_are_met_in_the_sheet(read_units, name):
    found = read_units(main_units=name, joint_units="区示例局")
    assert (found.lead_unit.name, found.lead_unit.kind, found.lead_unit.pk) == (name, "external", None)


@pytest.mark.parametrize(
    "name", ["市场监督管理局", "市政管理处", "区城市管理局", "农贸市场管理中心", "某乡人民政府", "市民中心"]
)
def test_units_of_the_district_are_never_made_up(read_units, name):
    found = read_units(main_units=name)
    assert "没有登记单位" in found.problems[0][1]


def test_fellow_units_of_a_joint_item_are_left_out_and_named(read_units):
    found = read_units(main_units="市教育局", joint_units="区教育局、市财政局")
    assert found.left_out == ["市财政局"]
    assert names(found.leads) == ["区教育局"]

"""The list that comes back: entered whole or not at all, what is wrong told by row and column."""

import io
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from publishing.handover import packing, platforms, returns
from publishing.models import UpperPublication
from publishing.review.upper import on_platform
from tracking.models import Event
from tracking.versions import verify

NOW = "平台发布时间"


@pytest.fixture
def two(newsroom, notice):
    """Two signed pieces."""
    return [notice, newsroom.published(newsroom.article("示例办理制度"))]


def outgoing() -> bytes:
    return returns.write(packing.parcels(on_platform(), platforms.current()))


def filled(**cells) -> io.BytesIO:
    """The list that went out, with these cells filled in: url_2="…" is 网址 of row 2."""
    book = load_workbook(io.BytesIO(outgoing()))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[1]}
    for name, value in cells.items():
        key, row = name.rsplit("_", 1)
        sheet.cell(int(row), heads[returns.heading(key)], value)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def now() -> str:
    return f"{timezone.localtime():%Y-%m-%d %H:%M}"


def told(returned) -> list[str]:
    return [str(one) for one in returned.problems]


def test_the_list_goes_out_and_comes_back_filled_in(newsroom, two):
    file = filled(
        url_2="https://a.example.cn/1.html", at_2=now(), index_2="A/1", url_3="https://a.example.cn/2.html", at_3=now()
    )
    returned = returns.read(file, "移交清单.xlsx")
    assert told(returned) == []
    assert returns.enter(returned, account=newsroom.editor, platform="示例平台") == 2
    rows = UpperPublication.objects.order_by("pk")
    assert [row.came_from for row in rows] == ["移交清单.xlsx 第2行", "移交清单.xlsx 第3行"]
    assert {row.page_id for row in rows} == {one.pk for one in two}
    assert not [one for one in on_platform() if not one.is_published]
    assert verify().ok


def test_rows_that_nobody_filled_in_wait(newsroom, two):
    returned = returns.read(filled(url_3="https://a.example.cn/2.html", at_3=now()), "清单.xlsx")
    assert returns.enter(returned, account=newsroom.editor, platform="") == 1
    assert returned.blank == 1


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"url_2": "https://a.example.cn/1"}, "第2行“平台发布时间”栏：有网址，没有平台发布时间。"),
        ({"at_2": "2024-08-08"}, "第2行“网址”栏：有发布时间，没有网址。"),
        ({"url_2": "a.example", "at_2": "2024-08-08"}, "第2行“网址”栏："),
        ({"url_3": "https://a.example.cn/1", "at_3": "昨天"}, "第3行“平台发布时间”栏："),
        ({"url_3": "https://a.example.cn/1", "at_3": "2024-08-08 25:10"}, "第3行“平台发布时间”栏："),
        ({"number_2": "999", "url_2": "https://a.example.cn/1", "at_2": "2024-08-08"}, "第2行“本系统编号”栏：没有编号"),
        ({"title_2": "别的标题", "url_2": "https://a.example.cn/1", "at_2": "2024-08-08"}, "第2行“标题”栏：编号"),
        ({"url_2": "https://a.example.cn/1", "at_2": "2024-08-08", "index_2": "9" * 101}, "第2行“平台索引号”栏："),
        ({}, "没有填写网址"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(newsroom, two, cells, said):
    returned = returns.read(filled(**cells), "清单.xlsx")
    assert any(one.startswith(said) or said in one for one in told(returned)), told(returned)
    assert returns.enter(returned, account=newsroom.editor, platform="") == 0
    assert not UpperPublication.objects.exists()


def test_one_bad_row_keeps_all_others_out(newsroom, two):
    early = f"{timezone.localtime() - timedelta(days=90):%Y-%m-%d}"
    file = filled(url_2="https://a.example.cn/1", at_2=now(), url_3="https://a.example.cn/2", at_3=early)
    returned = returns.read(file, "清单.xlsx")
    assert returns.enter(returned, account=newsroom.editor, platform="") == 0
    assert told(returned)[0].startswith("第3行：平台发布时间")
    assert not UpperPublication.objects.exists()
    assert not Event.objects.filter(what="publication").exists()


def test_one_address_for_two_rows_is_told(newsroom, two):
    same = "https://a.example.cn/1"
    returned = returns.read(filled(url_2=same, at_2=now(), url_3=same, at_3=now()), "清单.xlsx")
    assert told(returned) == ["第3行“网址”栏：与第2行相同。"]


def test_a_table_of_the_platforms_own_is_known_by_its_titles_and_keeps_the_time(newsroom, two):
    book = Workbook()
    sheet = book.active
    sheet.append(["信息导出"])
    sheet.append(["序号", "信息标题", "链接", "发布时间", "索引号"])
    at = timezone.localtime().replace(tzinfo=None, second=0, microsecond=0)
    sheet.append([1, two[1].title, "https://a.example.cn/1.html", at, "A-1"])
    sheet.append([2, "别处的文章", "https://a.example.cn/9.html", at, "A-9"])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    returned = returns.read(file, "导出.xlsx")
    assert [one.page.pk for one in returned.given] == [two[1].pk]
    assert timezone.localtime(returned.given[0].published_at).replace(tzinfo=None) == at
    assert told(returned) == ["第4行“标题”栏：没有标题是“别处的文章”的稿件。"]


def test_what_is_no_list_is_told(newsroom, two):
    assert "没有找到表头" in told(returns.read(io.BytesIO("甲,乙\n1,2\n".encode()), "a.csv"))[0]
    assert told(returns.read(io.BytesIO(b""), "a.xlsx")) == ["文件是空的。"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-08-08 10:30", datetime(2024, 8, 8, 10, 30)),
        ("2024年8月8日 10：30", datetime(2024, 8, 8, 10, 30)),
        ("2024-08-08T10:30:05", datetime(2024, 8, 8, 10, 30)),
        ("2024/8/8 9:05", datetime(2024, 8, 8, 9, 5)),
        ("2024年8月8日", datetime(2024, 8, 8)),
        ("2024.8.8", datetime(2024, 8, 8)),
    ],
)
def test_times_are_read_as_platforms_show_them(text, moment):
    assert timezone.localtime(returns.read_moment(text)).replace(tzinfo=None) == moment

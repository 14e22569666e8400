"""Articles (办理制度、通报): tables of words, and what none is signed without."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from publishing import review
from publishing.drafting import draft_summary, told_to
from publishing.models.blocks import ArticleBlock
from publishing.press.portal import Portal
from publishing.press.render import render_page
from publishing.review.reading import read
from tracking.models import Event
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
TABLE = {
    "columns": [{"type": "text", "heading": "单位"}, {"type": "text", "heading": "负责事项"}],
    "rows": [{"values": ["区示例局", "承办建议2件"]}, {"values": ["区另例局", "承办提案5件"]}],
    "caption": "办理分工",
}


def grid(**changes):
    return ArticleBlock().child_blocks["grid"].to_python(TABLE | changes)


def with_table(newsroom):
    page = newsroom.article()
    page.body = [("paragraph", "分工如下："), ("grid", grid())]
    page.save_revision(user=newsroom.editor)
    return page


def test_a_table_of_words_is_printed_with_its_caption_and_heads(newsroom, portal_settings):
    page = newsroom.published(with_table(newsroom))
    portal = Portal.now()
    html = render_page(portal.pieces[page.pk].page, portal=portal).decode()
    assert '<caption class="grid__caption">办理分工</caption>' in html
    assert '<th scope="col">负责事项</th>' in html
    assert "<td>区另例局</td><td>承办提案5件</td>" in html


def test_every_cell_of_a_table_is_read_by_its_reviewers_and_checked(newsroom):
    page = with_table(newsroom).get_latest_revision_as_object()
    lines = next(one.lines for one in read(page) if one.name == "body")
    assert lines == ("分工如下：", "办理分工", "单位\t负责事项", "区示例局\t承办建议2件", "区另例局\t承办提案5件")
    assert review.check_page(page).figures == 2


def test_a_number_of_a_person_in_a_table_keeps_the_page_from_being_signed(newsroom):
    page = newsroom.article()
    page.body = [("grid", grid(rows=[{"values": ["代表甲", "13800000000"]}]))]
    page.save_revision(user=newsroom.editor)
    assert "须处理" in review.why_held_back(newsroom.submit(page))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"caption": " "}, "请填写表题。"),
        ({"columns": [{"type": "text", "heading": "单位"}, {"type": "text", "heading": ""}]}, "请填写每一列的列名。"),
        ({"rows": []}, "表格没有内容，请添加行，或者删去表格。"),
    ],
)
def test_a_table_without_caption_heads_or_rows_is_refused(changes, said):
    block = ArticleBlock().child_blocks["grid"]
    with pytest.raises(ValidationError) as refused:
        block.clean(grid(**changes))
    assert said in [str(one.message) for one in refused.value.non_block_errors.as_data()]


@pytest.mark.parametrize(("field", "label"), [("source", "来源"), ("editor_name", "责任编辑")])
def test_no_piece_is_handed_in_without_its_source_and_its_editor(newsroom, field, label):
    page = newsroom.article()
    setattr(page, field, "")
    page.save_revision(user=newsroom.editor)
    assert label in review.why_not_submit(page, newsroom.editor)


def test_a_draft_tells_to_the_last_step_of_a_session_that_is_over_and_names_the_year(newsroom):
    session = newsroom.office.session
    newsroom.office.make_record(Stage.CLOSED)
    last = Event.objects.filter(record__session=session).order_by("on").last().on
    assert told_to(session) == last
    page = draft_summary(session, newsroom.editor)
    assert page.as_of == last
    assert f"截至{last.year}年{last.month}月{last.day}日" in str(page.body)


def test_a_draft_tells_to_today_while_an_item_is_under_way(newsroom):
    newsroom.office.make_record(Stage.HANDLING)
    assert told_to(newsroom.office.session) == timezone.localdate()

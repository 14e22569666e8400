"""The portal's pages: what they say of themselves, and what of the loop may be public."""

import io
import json
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Page, PageViewRestriction, Site

from publishing.drafting import draft_figures, draft_reply_notice
from publishing.frame import Link
from publishing.meta import head_tags
from publishing.models import (
    AnnualSummaryPage,
    ArticlePage,
    ColumnKind,
    ColumnPage,
    FiguresPage,
    IndexSerial,
    PortalHomePage,
    PortalSettings,
    ReplyNoticePage,
)
from publishing.models.replies import public_stages
from publishing.press.feeds import FEED
from publishing.press.portal import Portal
from publishing.press.render import Sheet, data_files, in_elder_mode, render_page
from publishing.press.search_index import makers
from publishing.public_figures import INTERNAL
from publishing.review.acts import Refused
from publishing.tree import build_portal
from tracking.figures import FIGURES
from tracking.loop import take
from tracking.models import Reply, Session
from tracking.stages import Stage
from tracking.versions import chained, keep

NOON = timezone.make_aware(datetime(2024, 8, 8))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def drafted(newsroom, record):
    """The draft notice of an item's reply."""
    return draft_reply_notice(record.assignments.get().reply, newsroom.editor)


def signed(page):
    """The page as the press has it."""
    return Portal.now().pieces[page.pk].page


# 索引号 ----------------------------------------------------------------------------------------
def test_index_numbers_run_through_the_year_whatever_the_type_of_page(newsroom):
    year = timezone.localdate().year
    pages = [newsroom.article("制度一"), newsroom.article("制度二"), newsroom.notice()]
    years = [year, year, newsroom.office.session.year]
    numbers = [page.index_number for page in pages]
    assert numbers == [f"{year}-00001", f"{year}-00002", f"{years[2]}-00001"]


def test_an_index_number_is_drawn_once_and_stays(newsroom):
    article = newsroom.article()
    number = article.index_number
    article.title = "改名的制度"
    article.save()
    assert fresh(article).index_number == number
    assert newsroom.published(article).index_number == number


def test_a_copy_gets_no_index_number_or_figures_of_the_original(newsroom):
    article = newsroom.article()
    copy = article.copy(update_attrs={"slug": "copy"})
    assert copy.index_number != article.index_number
    assert copy.pins == {}


def test_an_address_left_empty_follows_from_the_index_number(newsroom):
    article = newsroom.article("全是汉字的标题")
    assert article.slug == article.index_number


def test_the_agency_code_opens_the_index_number_once_it_is_set(portal_settings):
    assert portal_settings.index_number("2024-00001") == "2024-00001"
    portal_settings.agency_code = "000014349"
    assert portal_settings.index_number("2024-00001") == "000014349/2024-00001"


def test_a_serial_number_is_never_given_out_twice(db):
    drawn = [IndexSerial.draw(2024) for _ in range(3)] + [IndexSerial.draw(2025)]
    assert drawn == ["2024-00001", "2024-00002", "2024-00003", "2025-00001"]


# 发布时间 --------------------------------------------------------------------------------------
def test_publication_time_is_the_true_first_one_and_later_edits_show(newsroom):
    article = newsroom.published(newsroom.article())
    first = article.first_published_at
    assert signed(article).furniture(Portal.now()).published == first
    assert signed(article).furniture(Portal.now()).updated is None
    draft = article.get_latest_revision_as_object()
    draft.body = [("paragraph", "第一条　改过的条文。")]
    draft.correction = "改正第一条的错字。"
    draft.save_revision(user=newsroom.editor)
    again = newsroom.published(fresh(article))
    furniture = signed(again).furniture(Portal.now())
    assert furniture.published == first
    assert furniture.updated == again.last_published_at > first
    assert furniture.correction == "改正第一条的错字。"


def test_a_revision_that_claims_an_earlier_publication_changes_no_time(newsroom):
    article = newsroom.published(newsroom.article())
    first = article.first_published_at
    revision = article.live_revision
    revision.content["first_published_at"] = "2020-01-01T00:00:00Z"
    revision.save()
    assert signed(article).published_at == first
    revision.publish(skip_permission_checks=True)
    assert fresh(article).first_published_at == first


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"migrated": True, "migrated_at": NOON}, "migrated_source"),
        ({"migrated": True, "migrated_source": "原网站"}, "migrated_at"),
        ({"migrated": True, "migrated_source": "原网站", "migrated_at": NOON.replace(year=2124)}, "migrated_at"),
        ({"migrated_at": NOON}, "migrated"),
        ({"migrated_url": "https://www.example.gov.cn/"}, "migrated"),
    ],
)
def test_only_a_migrated_piece_has_an_earlier_time_and_it_names_its_source(newsroom, facts, named):
    article = newsroom.article()
    for name, value in facts.items():
        setattr(article, name, value)
    with pytest.raises(ValidationError) as problem:
        article.full_clean()
    assert named in problem.value.message_dict


def test_a_migrated_piece_shows_both_times(newsroom):
    article = newsroom.article()
    article.migrated, article.migrated_source, article.migrated_at = True, "示例区人民政府网站", NOON
    article.save_revision(user=newsroom.editor)
    page = newsroom.published(article)
    portal = Portal.now()
    furniture = signed(page).furniture(portal)
    assert furniture.published == NOON
    assert furniture.came_in == page.first_published_at > NOON
    tags = {tag.label: tag.value for tag in Sheet(portal, signed(page)).frame.meta}
    assert tags["PubDate"] == "2024-08-08 00:00"


# 答复公开 --------------------------------------------------------------------------------------
def test_an_opinion_on_another_s_item_gets_no_public_page(newsroom):
    record = newsroom.office.make_record(Stage.CLOSED, duty="joint")
    page = ReplyNoticePage(title="会办意见", reply=record.assignments.get().reply, letter="…", proposer="…", unit="…")
    with pytest.raises(ValidationError, match="会办意见不对外公开"):
        page.clean()


@pytest.mark.parametrize(
    ("publicity", "extent", "sentence"),
    [
        ("on_request", "full", "不是主动公开"),
        ("withheld", "summary", "不是主动公开"),
        ("", "full", "不是主动公开"),
        ("summary", "full", "只能公开摘要"),
    ],
)
def test_a_reply_is_published_no_further_than_was_decided(newsroom, publicity, extent, sentence):
    notice = newsroom.notice()
    notice.reply.publicity, notice.extent = publicity, extent
    with pytest.raises(ValidationError, match=sentence):
        notice.clean()


def test_a_reply_has_one_public_page_in_the_column_of_its_kind(newsroom):
    notice = newsroom.notice()
    other = ReplyNoticePage(title="再来一份", slug="again", reply=notice.reply, letter="…", proposer="…", unit="…")
    with pytest.raises(ValidationError, match="已有公开页面"):
        other.clean()
    with pytest.raises(Refused, match="只能放在“人大代表建议”栏目"):
        notice.move(newsroom.columns[ColumnKind.PROPOSALS], pos="last-child")


def states(reply) -> list[str]:
    reply = Reply.objects.get(pk=reply.pk)
    return [stage.state for stage in public_stages(reply)]


def test_the_public_line_follows_the_loop_and_dates_two_stages_only(newsroom):
    record = newsroom.office.make_record(Stage.DELIVERED)
    reply = record.assignments.get().reply
    assert states(reply) == ["done", "done", "done", "done", "now", "to-come"]
    newsroom.office.move_on(record, Stage.ASKED)
    assert states(reply) == ["done", "done", "done", "done", "done", "now"]
    newsroom.office.move_on(record, Stage.CLOSED)
    assert states(reply) == ["done"] * 6
    dated = {stage.label: stage.on for stage in public_stages(Reply.objects.get(pk=reply.pk)) if stage.on}
    reply.refresh_from_db()
    assert dated == {"建议交办": record.handed_over_on, "行文回复": reply.issued_on}


def test_a_redo_leaves_no_trace_on_the_public_line(newsroom):
    record = newsroom.office.make_record(Stage.ASKED)
    part = record.assignments.get()
    reply = part.reply
    day = date(2024, 6, 20)
    opinion = {"attitude": "unsatisfied", "result": "unsatisfied", "source": "assembly"}
    first = record.signatures.first()
    take("feed_back", part, account=newsroom.office.clerk, on=day, signature=first, **opinion)
    before = states(reply)
    take("redo", part, account=newsroom.office.reviewer, on=day + timedelta(days=1), reason="承诺事项尚未落实。")
    assert states(reply) == before == ["done"] * 6


def test_satisfaction_is_public_by_setting_only(newsroom):
    reply = newsroom.office.make_record(Stage.CLOSED).assignments.get().reply
    assert not any(stage.note for stage in public_stages(reply))
    assert [stage.note for stage in public_stages(reply, show_satisfaction=True)] == [""] * 5 + ["满意"]


def test_nothing_internal_reaches_a_reply_s_page(newsroom):
    office = newsroom.office
    record = office.make_record(Stage.SUBMITTED)
    part = record.assignments.get()
    office.send_back(part)
    record = office.move_on(record, Stage.CLOSED, start=date(2024, 4, 5))
    notice = newsroom.published(drafted(newsroom, record))
    html = render_page(signed(notice), portal=Portal.now()).decode()
    for internal in ("退回", "答复不明确", "示例审核", "示例副区长", "示例经办", "综合科", "拟办", "批示", "满意"):
        assert internal not in html


def test_facts_of_the_loop_come_from_the_ledger_and_words_from_the_signed_revision(newsroom):
    notice = newsroom.published(newsroom.notice())
    Page.objects.filter(pk=notice.pk).update(title="改在数据库里的标题")
    ReplyNoticePage.objects.filter(pk=notice.pk).update(letter="改在数据库里的正文")
    newsroom.office.move_on(notice.record, Stage.CLOSED)
    portal = Portal.now()
    content = portal.pieces[notice.pk].page.content(portal)
    assert "改在数据库里" not in content.title + "".join(content.letter)
    assert [stage.state for stage in content.stages] == ["done"] * 6


# 数据 ------------------------------------------------------------------------------------------
def test_a_published_figure_is_the_one_pinned_not_today_s(newsroom):
    page = newsroom.published(newsroom.summary(2))
    card = signed(page).content(Portal.now()).cards[0]
    assert (card.key, card.value, card.hidden_records) == ("suggestions", "2", 2)
    newsroom.office.make_record(Stage.ASSIGNED)
    assert signed(page).content(Portal.now()).cards[0].value == "2"


def test_a_draft_s_preview_counts_now(newsroom):
    page = newsroom.summary(1)
    assert fresh(page).counted()["suggestions"]["printed"] == "1"
    newsroom.office.make_record(Stage.ASSIGNED)
    page.as_of = None
    assert page.counted()["suggestions"]["printed"] == "2"


def test_a_signed_page_without_pins_prints_no_figure(newsroom):
    page = newsroom.summary(1)
    page.counts_live = False
    assert page.counted() == {}


def test_a_figure_opens_into_its_public_records_and_counts_the_others(newsroom):
    summary = newsroom.summary(2)
    record = newsroom.office.session.records.first()
    notice = newsroom.published(drafted(newsroom, record))
    page = newsroom.published(summary)
    portal = Portal.now()
    card = signed(page).content(portal).cards[0]
    assert card.public_records == (Link(notice.title, portal.path_of(notice), note="建议"),)
    assert card.hidden_records == 1
    assert [entry.title for entry in signed(page).content(portal).replies] == [notice.title]


def test_no_list_of_items_tells_what_their_proposers_thought(newsroom, portal_settings):
    summary = newsroom.summary(1)
    newsroom.published(drafted(newsroom, newsroom.office.session.records.get()))
    page = newsroom.published(summary)

    def listed(key):
        portal = Portal.now()
        card = signed(page).figure_cards([key], portal)[0]
        return len(card.public_records), card.hidden_records

    assert listed("completion_rate") == (1, 0)
    assert listed("satisfaction_rate") == (0, 0)
    portal_settings.show_satisfaction = True
    portal_settings.save()
    assert listed("satisfaction_rate") == (1, 0)


def test_a_rate_without_a_base_prints_a_dash_and_no_unit(newsroom):
    newsroom.office.make_record(Stage.ASSIGNED)
    page = AnnualSummaryPage(title="总结", session=newsroom.office.session)
    cards = {card.key: card for card in page.content(Portal.now()).cards}
    assert (cards["satisfaction_rate"].value, cards["satisfaction_rate"].unit) == ("—", "")


def test_the_figures_page_counts_by_every_dimension(newsroom):
    newsroom.office.make_record(Stage.ASSIGNED)
    newsroom.office.make_record(Stage.ASSIGNED, kind="proposal", duty="joint", topic="教育")
    page = FiguresPage(title="办理数据", slug="2024-sj", session=newsroom.office.session)
    newsroom.columns[ColumnKind.OVERVIEW].add_child(instance=page)
    tables = {table.key: table for table in page.content(Portal.now()).tables}
    assert tables["kind"].rows == (("人大代表建议", (1, 0)), ("政协提案", (1, 0)))
    assert dict(tables["duty"].rows) == {"主办": (1, 0), "会办": (1, 0), "分办": (0, 0), "独办": (0, 0)}
    assert (tables["unit"].rows, tables["unit"].measure) == ((("区示例局", (2, 0)),), "件次")
    assert tables["topic"].rows == (("教育", (1, 0)), ("未分主题", (1, 0)))
    assert tables["month"].rows == (("2024年3月", (2, 0)),)


def test_the_figures_page_tells_opinions_only_where_satisfaction_is_public(newsroom, portal_settings):
    newsroom.office.make_record(Stage.CLOSED)
    page = FiguresPage(title="办理数据", slug="2024-sj", session=newsroom.office.session)
    newsroom.columns[ColumnKind.OVERVIEW].add_child(instance=page)

    def keys():
        return {card.key for card in page.content(Portal.now()).figures}

    opinions = {"satisfied", "basically_satisfied", "unsatisfied", "still_unsatisfied"}
    assert not keys() & (INTERNAL | opinions)
    portal_settings.show_satisfaction = True
    portal_settings.save()
    assert keys() == set(FIGURES) - INTERNAL


def test_a_session_with_three_classes_shows_three(newsroom):
    session = newsroom.office.session
    session.reply_classes = [{"code": code, "label": f"示例{code}"} for code in "甲乙丙"]
    with chained("example", "改口径", account=None):
        keep(session)
    newsroom.office.make_record(Stage.ASSIGNED)
    page = FiguresPage(title="办理数据", slug="2024-sj", session=session)
    newsroom.columns[ColumnKind.OVERVIEW].add_child(instance=page)
    (classes,) = [cards for title, cards in page.content(Portal.now()).sections if title == "答复类别"]
    assert [card.label for card in classes] == ["甲类", "乙类", "丙类", "甲类占比", "乙类占比", "丙类占比"]


def test_the_editor_shows_every_figure_with_its_definition_and_no_field_for_it(newsroom, client):
    page = newsroom.summary(1)
    client.force_login(newsroom.editor)
    html = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    shown = BeautifulSoup(html, "html.parser").select_one(".counted-now")
    cells = [cell.get_text() for cell in shown.select_one("[data-figure=completion_rate]").select("th, td")]
    assert cells == ["办结率", "100%（1/1）", FIGURES["completion_rate"].definition(Session())]
    assert not shown.select("input, textarea, select")
    assert not shown.select("[data-figure=overdue]")


def test_a_table_in_a_summary_is_the_one_pinned(newsroom):
    page = newsroom.summary(1)
    draft = page.get_latest_revision_as_object()
    draft.body = [*((one.block_type, one.value) for one in draft.body), ("table", "kind")]
    draft.save_revision(user=newsroom.editor)
    page = newsroom.published(fresh(page))
    newsroom.office.make_record(Stage.ASSIGNED)
    (block,) = [one for one in signed(page).content(Portal.now()).body if one.kind == "table"]
    assert block.table.rows == (("人大代表建议", (1, 1)), ("政协提案", (0, 0)))


def test_a_figure_is_found_by_its_name_with_its_value(newsroom):
    newsroom.office.make_record(Stage.CLOSED)
    page = newsroom.published(draft_figures(newsroom.office.session, newsroom.editor))
    portal = Portal.now()
    (found,) = [
        make(lambda _file, read: read())
        for key, make in makers(portal).items()
        if portal.pieces[key].page.pk == page.pk
    ]
    assert "办结率100%" in found.words
    assert "不满意" not in found.words  # the portal doesn't print it


def test_figures_lie_next_to_their_page_as_files(newsroom):
    newsroom.office.make_record(Stage.CLOSED, topic="=HYPERLINK(1)")
    page = newsroom.published(draft_figures(newsroom.office.session, newsroom.editor))
    newsroom.office.make_record(Stage.ASSIGNED)
    portal = Portal.now()
    made = {path.rpartition(".")[2]: make() for path, make in data_files(portal).items()}
    assert set(data_files(portal)) == {f"{portal.path_of(page)}2024-sj.{suffix}" for suffix in ("csv", "xlsx", "json")}
    assert {path: make() for path, make in data_files(portal).items()} == {
        f"{portal.path_of(page)}2024-sj.{suffix}": body for suffix, body in made.items()
    }
    found = json.loads(made["json"])
    assert found["figures"]["records"] == {
        "label": "承办件", "value": 1, "unit": "件", "definition": FIGURES["records"].definition(Session()),
    }  # fmt: skip
    assert (found["figures"]["completion_rate"]["value"], found["figures"]["completion_rate"]["denominator"]) == (
        100,
        1,
    )
    assert found["tables"]["kind"]["rows"] == [["人大代表建议", 1, 1], ["政协提案", 0, 0]]
    assert made["csv"].startswith("\ufeff".encode())
    assert "'=HYPERLINK(1)" in made["csv"].decode("utf-8-sig")
    workbook = load_workbook(io.BytesIO(made["xlsx"]))
    assert workbook["按主题"]["A2"].value == "'=HYPERLINK(1)"
    assert [cell.value for cell in workbook["指标"][6]][:3] == ["承办件", 1, "件"]
    links = [one.url for one in signed(page).content(portal).downloads]
    assert links == [f"{portal.path_of(page)}2024-sj.{suffix}" for suffix in ("csv", "xlsx", "json")]


def test_figures_are_not_counted_to_a_day_in_the_future(newsroom):
    page = FiguresPage(
        title="办理数据", session=newsroom.office.session, as_of=timezone.localdate() + timedelta(days=1)
    )
    with pytest.raises(ValidationError, match="不能在将来"):
        page.clean()


# 栏目 ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("slug", ["nd", "dw", "zt", "p", "elder", "栏目"])
def test_a_column_leaves_the_lists_their_addresses(newsroom, slug):
    column = ColumnPage(title="栏目", slug=slug)
    newsroom.home.add_child(instance=ColumnPage(title="占位", slug="holder"))
    with pytest.raises(ValidationError):
        newsroom.home.add_child(instance=column)


def test_building_the_portal_again_changes_nothing(db):
    home = build_portal("示例区人民政府", is_demonstration=True)
    titles = [page.title for page in Page.objects.order_by("path")]
    revisions = [page.latest_revision_id for page in Page.objects.order_by("path")]
    assert build_portal("示例区人民政府").pk == home.pk
    assert [page.title for page in Page.objects.order_by("path")] == titles
    assert [page.latest_revision_id for page in Page.objects.order_by("path")] == revisions
    portal = Portal.now()
    assert set(portal.paths) >= {
        "/",
        "/xxgk/",
        "/xxgk/jytabl/",
        *(f"/xxgk/jytabl/{kind}/" for kind in ("zd", "ztqk", "rdjy", "zxta")),
    }
    assert [link.title for link in portal.menu(None)] == ["办理制度", "总体情况", "人大代表建议", "政协提案"]


def test_the_tree_refuses_pages_where_they_do_not_belong(newsroom):
    allowed = {
        model: {parent.__name__ for parent in model.clean_parent_page_models()}
        for model in (ArticlePage, ReplyNoticePage, AnnualSummaryPage, FiguresPage)
    }
    assert all(parents == {"ColumnPage"} for parents in allowed.values())
    assert PortalHomePage.max_count == 1


# 头部标签、演示 --------------------------------------------------------------------------------
def test_head_tags_are_those_of_site_column_and_article(newsroom, portal_settings):
    page = newsroom.published(newsroom.article())
    portal = Portal.now()
    tags = {tag.label: tag.value for tag in Sheet(portal, signed(page)).frame.meta}
    assert tags["SiteName"] == "示例区人民政府"
    assert tags["SiteDomain"] == "127.0.0.1"
    assert tags["ColumnName"] == tags["ColumnKeywords"] == tags["ColumnType"] == "办理制度"
    assert tags["ArticleTitle"] == "示例办理制度"
    assert tags["PubDate"] == timezone.localtime(page.first_published_at).strftime("%Y-%m-%d %H:%M")
    assert tags["Url"] == portal.base_url + portal.path_of(page)
    assert all(tags.values())
    home = {tag.label for tag in Sheet(portal, portal.home).frame.meta}
    assert home == {"SiteName", "SiteDomain", "Description"}


def test_every_page_describes_itself_by_its_first_words_where_nobody_wrote_a_description(newsroom, portal_settings):
    page = newsroom.published(newsroom.article(text="第一条　示例条文。\n" + "长" * 200))
    column = newsroom.columns[ColumnKind.RULES]
    column.description = ""
    portal = Portal.now()
    described = [
        {tag.label: tag.value for tag in Sheet(portal, one).frame.meta}["Description"]
        for one in (signed(page), column, portal.home)
    ]
    assert described[0].startswith("第一条 示例条文。 长长")
    assert described[0].endswith("…")
    assert len(described[0]) == 120
    assert described[1:] == ["办理制度", portal.home.title]


def test_a_demonstration_carries_no_official_marks_whatever_is_filled_in(newsroom, portal_settings):
    portal_settings.site_code = "5404000001"
    portal_settings.icp_number, portal_settings.police_number = "示ICP备00000000号", "示公网安备00000000000000号"
    portal_settings.party_mark_url = portal_settings.report_errors_url = "https://www.example.gov.cn/mark"
    portal_settings.organiser = "示例区人民政府办公室"

    def printed():
        labels = [field.label for field in portal_settings.footer()]
        return labels + [tag.label for tag in head_tags(None, None, portal_settings, "")]

    assert printed() == ["主办单位", "SiteName", "SiteDomain"]
    portal_settings.is_demonstration = False
    assert {"网站标识码", "ICP备案号", "公安备案号", "党政机关网站标识", "我为政府网站找错", "SiteIDCode"} <= set(
        printed()
    )


def test_a_real_sites_registers_and_marks_lead_to_where_they_are_looked_up(portal_settings):
    portal_settings.is_demonstration, portal_settings.site_code = False, "5404000001"
    portal_settings.icp_number, portal_settings.police_number = "示ICP备00000000号", "示公网安备00000000000001号"
    links = {field.label: field.url for field in portal_settings.footer() if field.url}
    assert links == {
        "我为政府网站找错": "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5404000001",
        "ICP备案号": "https://beian.miit.gov.cn/",
        "公安备案号": "https://beian.mps.gov.cn/#/query/webSearch?code=00000000000001",
    }


def test_every_page_of_a_demonstration_says_so_and_asks_not_to_be_indexed(newsroom, portal_settings):
    newsroom.published(newsroom.article())
    portal = Portal.now()
    for sheet in [Sheet(portal, portal.home), Sheet(portal, next(iter(portal.pieces.values())).page)]:
        html = sheet.render().decode()
        assert "演示数据·非政府网站" in html
        assert 'content="noindex,nofollow"' in html


# 编辑 ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", ["article", "summary", "notice"])
def test_every_type_of_piece_can_be_edited_and_its_index_number_only_read(newsroom, client, make):
    page = getattr(newsroom, make)()
    client.force_login(newsroom.editor)
    html = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert page.index_number in html
    assert 'name="index_number"' not in html
    assert 'name="pins"' not in html
    assert 'name="reply"' not in html


def test_a_piece_written_in_the_admin_needs_no_address(newsroom, client):
    column = newsroom.columns[ColumnKind.RULES]
    client.force_login(newsroom.editor)
    url = f"/admin/pages/add/publishing/articlepage/{column.pk}/"
    assert client.get(url).status_code == 200
    form = {
        "title": "示例通报",
        "slug": "",
        "publicity": "proactive",
        "validity": "in_force",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-value": "示例条文。",
        "body-0-id": "",
        "attachments-count": "0",
        "migrated_at": "",
    }
    answer = client.post(url, form)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    page = ArticlePage.objects.get(title="示例通报")
    assert page.slug == page.index_number
    assert not page.live


@pytest.mark.parametrize("kind", ["articlepage", "annualsummarypage", "figurespage"])
def test_a_page_s_form_that_arrives_without_its_blocks_says_what_to_do(newsroom, client, kind):
    column = newsroom.columns[ColumnKind.OVERVIEW]
    client.force_login(newsroom.editor)
    answer = client.post(f"/admin/pages/add/publishing/{kind}/{column.pk}/", {"title": "办理情况"})
    assert (answer.status_code, "提交的内容不完整" in answer.content.decode()) == (400, True)
    assert not column.get_children().filter(title="办理情况").exists()


def test_replies_are_drafted_from_the_ledger_never_added_by_hand(newsroom, client):
    client.force_login(newsroom.superuser)
    column = newsroom.columns[ColumnKind.SUGGESTIONS]
    answer = client.get(f"/admin/pages/add/publishing/replynoticepage/{column.pk}/")
    assert answer.status_code in {302, 403, 404}


# 显示 ------------------------------------------------------------------------------------------
def test_only_a_signed_page_is_served(newsroom, client):
    article = newsroom.article()
    article.save_revision().publish(skip_permission_checks=True)
    assert client.get(fresh(article).url).status_code == 404
    assert client.get("/elder" + fresh(article).url).status_code == 404
    page = newsroom.published(newsroom.article("签过的制度"))
    answer = client.get(page.url)
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.content == render_page(signed(page), portal=Portal.now())


def test_a_page_in_a_hidden_column_is_not_served(newsroom, client):
    page = newsroom.published(newsroom.article())
    newsroom.columns[ColumnKind.RULES].unpublish()
    assert client.get(page.url).status_code == 404
    assert page.pk not in Portal.now().pieces


def test_a_preview_shows_the_draft_without_a_beacon(newsroom):
    article = newsroom.article(text="尚未送审的条文。")
    html = article.make_preview_request(preview_mode="").content.decode()
    assert "尚未送审的条文。" in html
    assert "data-beacon" not in html
    elder = article.make_preview_request(preview_mode="elder").content.decode()
    assert 'class="elder"' in elder


def test_a_template_asks_the_database_nothing(newsroom, portal_settings):
    from django.db import connection

    newsroom.published(newsroom.summary(1))
    newsroom.published(newsroom.notice())
    portal = Portal.now()
    sheets = [Sheet(portal, piece.page) for piece in portal.pieces.values()] + [Sheet(portal, portal.home)]
    for sheet in sheets:
        assert sheet.frame
        assert sheet.content
    assert portal.paths
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for sheet in sheets:
            sheet.render()
            sheet.render(elder=True)
    assert not queries.captured_queries


def test_a_page_of_any_type_that_is_not_pressed_yet_asks_few_queries_however_many_there_are(newsroom, portal_settings):
    from django.db import connection

    pages = [newsroom.published(newsroom.article()), newsroom.published(newsroom.summary(1))]
    pages += [newsroom.published(newsroom.notice()), newsroom.home, newsroom.columns[ColumnKind.RULES]]
    for number in range(2):
        newsroom.published(newsroom.article(f"又一项制度{number}"))
    for page in pages:
        address = page.get_url_parts()[2]
        with CaptureQueriesContext(connection) as queries:
            assert Client(headers={"host": "127.0.0.1:8000"}).get(address).status_code == 200
        assert len(queries) <= 24, (address, len(queries))


def test_a_page_below_a_column_that_is_closed_to_some_is_no_page_of_the_portal(newsroom, portal_settings):
    page, other = newsroom.published(newsroom.article()), newsroom.published(newsroom.summary(1))
    column = newsroom.columns[ColumnKind.RULES]
    closed = PageViewRestriction.objects.create(page=column, restriction_type=PageViewRestriction.LOGIN)
    assert list(page.get_view_restrictions()) == list(column.get_view_restrictions()) == [closed]
    assert not other.get_view_restrictions().exists()
    assert {page.pk, other.pk} & Portal.now().pieces.keys() == {other.pk}


def test_every_link_of_an_elder_page_stays_in_elder_mode(newsroom, portal_settings):
    from bs4 import BeautifulSoup

    other = newsroom.published(newsroom.article("另一项制度"))
    page = newsroom.article()
    page.body = [("rich", f'<p><a linktype="page" id="{other.pk}">见另一项制度</a></p>')]
    page.save_revision(user=newsroom.editor)
    page = newsroom.published(page)
    portal = Portal.now()
    html = BeautifulSoup(render_page(signed(page), elder=True, portal=portal), "html.parser")
    links = [link["href"] for link in html.select("a[href]") if link["href"].startswith("/")]
    assert f"/elder{portal.path_of(other)}" in links
    assert [link for link in links if not link.startswith("/elder/")] == [portal.path_of(page), FEED]
    assert html.select_one("form.search")["action"] == "/elder/search/"
    assert html.select_one("link[rel=canonical]")["href"] == portal.base_url + portal.path_of(page)


def test_elder_mode_leaves_files_and_other_sites_alone():
    links = (
        Link("一", "/a/"),
        Link("二", "/media/x.pdf"),
        Link("三", "https://www.example.gov.cn/a/"),
        Link("四", "#top"),
    )
    urls = [link.url for link in in_elder_mode(links, frozenset({"/a/"}))]
    assert urls == ["/elder/a/", "/media/x.pdf", "https://www.example.gov.cn/a/", "#top"]


def test_the_reader_s_place_is_told_and_marked(newsroom, portal_settings):
    newsroom.home.refresh_from_db()
    ColumnPage.objects.exclude(kind=ColumnKind.GROUP).update(show_in_menus=True)
    page = newsroom.published(newsroom.article())
    portal = Portal.now()
    frame = Sheet(portal, signed(page)).frame
    assert [link.title for link in frame.crumbs] == ["首页", "建议提案办理", "办理制度", "正文"]
    assert [link.title for link in frame.menu if link.current] == ["办理制度"]
    for above, below in pairwise(frame.crumbs[:-1]):
        assert below.url.startswith(above.url)


def test_the_public_address_is_the_one_set_for_the_portal(newsroom, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.gov.cn"
    Site.objects.update(hostname="intern", port=8080)
    Site.clear_site_root_paths_cache()
    page = newsroom.published(newsroom.article())
    assert page.full_url == f"https://www.example.gov.cn/jytabl/zd/{page.slug}/"
    assert PortalSettings.current().domain == "www.example.gov.cn"

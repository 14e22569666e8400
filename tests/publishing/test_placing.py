"""Where a page may stand (放在哪里): a move, copy or address past a page's own rules is refused with a sentence."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from publishing.models import ArticlePage, ColumnKind
from publishing.placing import why_not_copy, why_not_under
from publishing.review import Refused
from tracking.models import Kind


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def article(newsroom):
    return newsroom.article()


def cases(newsroom, article):
    """A page, where it may not stand, and what is said."""
    columns = newsroom.columns
    notice = newsroom.notice(kind=Kind.PROPOSAL, first_signer="示例委员甲")
    return [
        (article, newsroom.home, "“文章”不能放在“门户首页”"),
        (article, columns[ColumnKind.SUGGESTIONS], "只放答复公开"),
        (article, columns[ColumnKind.PROPOSALS], "只放答复公开"),
        (article, notice, "“文章”不能放在“答复公开”"),
        (notice, columns[ColumnKind.SUGGESTIONS], "只能放在“政协提案”栏目"),
        (notice, columns[ColumnKind.RULES], "只能放在“政协提案”栏目"),
        (newsroom.home, columns[ColumnKind.RULES], "门户首页是全站的根"),
        (columns[ColumnKind.OVERVIEW], article, "“栏目”不能放在“文章”"),
        (columns[ColumnKind.RULES].get_parent().specific, columns[ColumnKind.RULES], "它自己或它的下级"),
        (columns[ColumnKind.RULES], Page.get_first_root_node(), "“栏目”不能放在"),
    ]


def test_a_move_past_a_pages_own_rules_is_refused_with_a_sentence(newsroom, article, client):
    for page, parent, said in cases(newsroom, article):
        before = fresh(page).path
        assert said in why_not_under(page, parent)
        with pytest.raises(Refused, match=said):
            page.move(parent, pos="last-child")
        for account in (newsroom.final, newsroom.superuser, newsroom.editor):
            client.force_login(account)
            where = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, parent.pk])
            for method in (client.get, client.post):
                answered = method(where, follow=True)
                assert answered.status_code == 200
        assert said in client.get(where, follow=True).content.decode() or page == newsroom.home
        assert fresh(page).path == before


def test_a_bulk_move_past_the_rules_moves_nothing(newsroom, article, client):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    client.force_login(newsroom.superuser)
    for page, parent, _said in cases(newsroom, article):
        before = fresh(page).path
        assert client.post(f"{url}?id={page.pk}&next=/admin/", {"chooser": parent.pk}).status_code in {200, 302}
        assert fresh(page).path == before


def test_a_move_within_the_rules_is_made(newsroom, article, client):
    client.force_login(newsroom.superuser)
    overview = newsroom.columns[ColumnKind.OVERVIEW]
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[article.pk, overview.pk]))
    assert fresh(article).get_parent().pk == overview.pk


def copied(client, page, parent, **changes):
    data = {"new_title": "抄本", "new_slug": "copy", "new_parent_page": parent} | changes
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data, follow=True)


def test_a_copy_past_the_rules_is_refused_with_a_sentence(newsroom, article, client):
    client.force_login(newsroom.superuser)
    count = Page.objects.count()
    for page, parent in [
        (article, newsroom.home),
        (article, newsroom.columns[ColumnKind.SUGGESTIONS]),
        (newsroom.home, Page.get_first_root_node()),
    ]:
        answered = copied(client, page, parent.pk)
        assert why_not_copy(page, parent) in answered.content.decode()
    assert Page.objects.count() == count


def test_a_notice_is_not_copied_and_nobody_gets_a_500(newsroom, client):
    notice = newsroom.notice()
    client.force_login(newsroom.editor)
    answered = copied(client, notice, notice.get_parent().pk)
    assert "一份答复只有一个公开页面" in answered.content.decode()


@pytest.mark.parametrize("parent", ["", "x", "999999", "9" * 30])
def test_a_copy_to_nowhere_says_so(newsroom, article, client, parent):
    client.force_login(newsroom.editor)
    answered = copied(client, article, parent)
    assert answered.status_code == 200
    assert "请选择复制到哪个栏目之下" in answered.content.decode()


def test_an_alias_is_no_way_past_the_rules(newsroom, article, client):
    client.force_login(newsroom.superuser)
    for parent in (newsroom.home, newsroom.columns[ColumnKind.RULES]):
        assert "没有别名页" in copied(client, article, parent.pk, alias="on").content.decode()
    assert not Page.objects.filter(alias_of__isnull=False).exists()


def test_a_copy_within_the_rules_is_made(newsroom, article, client):
    client.force_login(newsroom.editor)
    copied(client, article, newsroom.columns[ColumnKind.RULES].pk)
    assert ArticlePage.objects.filter(slug="copy").exists()


@pytest.mark.parametrize("kind", ["articlepage", "replynoticepage", "portalhomepage", "annualsummarypage"])
def test_no_page_is_added_by_its_address_where_it_may_not_stand(newsroom, client, kind):
    client.force_login(newsroom.superuser)
    count = Page.objects.count()
    for parent in (newsroom.home, Page.get_first_root_node()):
        url = reverse("wagtailadmin_pages:add", args=["publishing", kind, parent.pk])
        for method in (client.get, client.post):
            if (kind, parent.depth) != ("portalhomepage", 1):
                assert method(url).status_code in {302, 404}
    assert Page.objects.count() == count


def test_an_article_is_not_added_by_address_to_a_column_of_answers(newsroom, client):
    client.force_login(newsroom.editor)
    column = newsroom.columns[ColumnKind.SUGGESTIONS]
    url = reverse("wagtailadmin_pages:add", args=["publishing", "articlepage", column.pk])
    answered = client.get(url, follow=True)
    assert "只放答复公开" in answered.content.decode()


@pytest.mark.parametrize("position", ["-1", "x", "99", ""])
def test_a_reorder_to_no_place_answers_and_breaks_nothing(newsroom, client, position):
    first = newsroom.published(newsroom.article("第一篇"))
    newsroom.published(newsroom.article("第二篇"))
    client.force_login(newsroom.final)
    url = reverse("wagtailadmin_pages:set_page_position", args=[first.pk])
    assert client.post(f"{url}?position={position}").status_code in {200, 302}
    assert fresh(first).get_parent().pk == newsroom.columns[ColumnKind.RULES].pk

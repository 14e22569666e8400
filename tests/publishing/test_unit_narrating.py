"""A unit's own summary: from its own rows alone, and it passes its own check."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.evidence import Verdict, check
from publishing.narrating.of_unit import UnitKnown, known_of, tell
from tests.publishing.test_narrating import TOPICS
from tests.tracking.factories import make_unit
from tracking.stages import Stage

SMALL = st.integers(0, 40)


@st.composite
def units(draw) -> UnitKnown:
    suggestions, proposals = draw(SMALL), draw(SMALL)
    total = suggestions + proposals
    leading = draw(st.integers(0, total))
    answered = draw(st.integers(0, leading))
    contacts = draw(SMALL)
    return UnitKnown(
        "区示例局", 2024, date(2024, 8, 8), suggestions, proposals, leading, answered,
        draw(st.integers(0, answered)), tuple(draw(st.lists(st.sampled_from(TOPICS), unique=True))),
        draw(st.integers(0, total)), contacts, draw(st.integers(0, contacts)), draw(st.booleans()),
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(units())
def test_whatever_a_unit_has_its_summary_passes_the_check_without_a_note(told):
    text = tell(told)
    if not told.total:
        assert not text
        return
    report = check(text)
    # A text of one count alone has nothing that it could be compared with.
    assert report.verdict in {Verdict.OK, Verdict.NONE}, (report.findings, text)
    assert not report.of(Verdict.NOTE), text


@pytest.fixture(autouse=True)
def _publishing_alone(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("huiyin.")]


def test_a_unit_s_summary_counts_its_own_rows_only(newsroom, client):
    office, other = newsroom.office, make_unit("区别的局")
    office.make_record(Stage.CLOSED, topic="甲事", title="关于甲事的建议")
    office.make_record(Stage.CLOSED, units=[other], topic="乙事", title="关于乙事的建议")
    office.make_record(Stage.HANDLING, topic="丙事", title="关于丙事的建议")
    text = tell(known_of(office.unit, office.session, date(2024, 12, 31)))
    assert "区示例局共承办人大代表建议2件，均为牵头办理。主要涵盖甲事及丙事等方面。" in text
    assert "已答复1件，尚有1件正在办理" in text
    assert "乙事" not in text
    client.force_login(office.unit_handler)
    url = reverse("publishing_unit_summary")
    shown = client.get(url).content.decode()
    assert "区示例局2024年建议提案办理工作总结" in shown
    assert "✓ 一致" in shown
    assert "乙事" not in shown
    assert client.get(url, {"unit": other.pk}).status_code == 404
    assert client.get(url, {"session": "1999"}).status_code == 404


@pytest.mark.parametrize("name", ["superuser", "editor", "first", "clerk"])
def test_only_those_who_handle_a_unit_s_items_draft_it(newsroom, client, name):
    client.force_login(newsroom.accounts[name])
    assert client.get(reverse("publishing_unit_summary")).status_code != 200


def test_a_unit_without_items_is_told_so(newsroom, client):
    client.force_login(newsroom.office.unit_handler)
    assert "还没有交给本单位的承办件" in client.get(reverse("publishing_unit_summary")).content.decode()

"""Whose a number is: what the ledger and the settings know of telephones reaches the screening."""

from publishing.contacts import contacts_of_office
from publishing.screening import Kind, screen
from tests.tracking.factories import kept, make_unit
from tracking.models import Proposer, ProposerKind

DEPUTY, LINE, MOBILE = "0894-2000111", "0894-2000222", "13800000000"


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.quote) for one in screen(text, contacts=contacts_of_office())]


def test_what_a_deputy_left_is_found_without_any_word_around_it(db):
    kept(Proposer(kind=ProposerKind.DEPUTY, name="示例代表甲", phone=f"{MOBILE}、{DEPUTY}"))
    assert found(f"请联系{DEPUTY}。") == [(Kind.DEPUTY, DEPUTY)]
    assert found(f"请联系{MOBILE}。") == [(Kind.DEPUTY, MOBILE)]


def test_the_line_of_a_unit_passes_also_where_a_deputy_works_there(db):
    make_unit(office_line=f"{LINE}、xfj@example.gov.cn")
    kept(Proposer(kind=ProposerKind.DEPUTY, name="示例代表甲", phone=LINE))
    assert found(f"联系电话：{LINE}，电子邮箱：xfj@example.gov.cn") == []


def test_the_line_in_the_footer_of_the_portal_passes(portal_settings):
    portal_settings.telephone = LINE
    portal_settings.save()
    assert found(f"联系电话：{LINE}") == []

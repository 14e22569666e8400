"""Tampering with the database in hand: whatever was tried, `verify_history` finds it, and a page it touches is not pressed.

One house for all tries: each works in a savepoint that is undone. The triggers are off, as whoever holds the database can
take them off. What only an anchor outside the database can find is tried too, and stands by name in docs/operations.md.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test.utils import override_settings
from wagtail.documents import get_document_model
from wagtail.models import Page

from publishing import review
from publishing.models import (
    DefinitionAnswer,
    Fate,
    Level,
    PublicAddress,
    SignOff,
    Submission,
    TakeDown,
    Waiver,
    Withdrawal,
)
from publishing.press.portal import Portal
from publishing.review.checking import fingerprint, open_clashes
from publishing.review.statement import content_sha256
from tests.publishing.newsroom import Newsroom, make_newsroom
from tests.tracking.factories import PDF, make_person, make_scan, make_unit, on_disk
from tests.tracking.tampering import alter, rechain, remove, reseal
from tracking import versions
from tracking.loop import take
from tracking.models import (
    Assignment,
    ChainHead,
    Decision,
    Event,
    HandlingRecord,
    Role,
    SealForm,
    Unit,
)
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class House:
    """Pages that went every way, and an item with a decision on paper."""

    here: Path
    newsroom: Newsroom
    record: HandlingRecord
    signed: Submission
    "Signed at three levels, and public with an attachment."
    down: Submission
    "Signed, public once, and taken down."
    stranger: object

    @property
    def page(self):
        return self.signed.page


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory):
    """The house, in one transaction that is undone with the last test of this module."""
    here = tmp_path_factory.mktemp("house")
    with django_db_blocker.unblock(), override_settings(**places(here)), transaction.atomic():
        yield build(here)
        transaction.set_rollback(True)


def places(here: Path) -> dict[str, Path]:
    return {"PRIVATE_ROOT": here / "private", "MEDIA_ROOT": here / "media", "PRESSED_DIR": here / "pressed"}


@pytest.fixture(autouse=True)
def _undone(house, db, _own_folders):
    """Every try is undone, in the database and on disk."""
    before = {path: path.read_bytes() for path in house.here.rglob("*") if path.is_file()}
    with override_settings(**places(house.here)), transaction.atomic():
        yield
        transaction.set_rollback(True)
    for path, content in before.items():
        path.write_bytes(content)


def build(here: Path) -> House:
    newsroom = make_newsroom()
    office = newsroom.office
    stranger = make_person("示例旁人", Role.FIRST_REVIEWER)
    record = office.make_record(Stage.REVIEWED)
    scan = make_scan("签发单.pdf", PDF + b"%1")
    paper = {"account": office.clerk, "decider": office.leader.person, "scan": scan, "wording": "同意。"}
    take("sign", record.assignments.get(), on=record.assignments.get().events.last().on, **paper)
    signed = published(newsroom, "示例制度", with_file=True)
    down = published(newsroom, "示例旧制度")
    review.take_down(fresh(down.page).specific, account=newsroom.final, reason="内容有误。", is_urgent=True)
    returned = newsroom.submit(newsroom.article("示例退回"))
    review.reject(returned, Level.FIRST, account=newsroom.first, comment="请改。")
    review.withdraw(newsroom.submit(newsroom.article("示例撤回")), account=newsroom.editor, reason="再改。")
    clashing = newsroom.submit(newsroom.article("示例矛盾", "共承办建议5件，其中主办2件，会办4件。"))
    review.waive(clashing, fingerprint(open_clashes(clashing)[0]), account=newsroom.first, reason="mistaken")
    review.answer_definition(office.session, "示例口径", account=newsroom.editor)
    return House(here, newsroom, fresh(record), fresh(signed), fresh(down), stranger)


def published(newsroom: Newsroom, title: str, *, with_file: bool = False) -> Submission:
    page = newsroom.article(title, f"第一条　{title}条文。")
    if with_file:
        document = get_document_model().objects.create(title="附件", file=ContentFile(PDF, "example.pdf"))
        draft = page.get_latest_revision_as_object()
        draft.attachments = [("document", document)]
        draft.save_revision(user=newsroom.editor)
    submission = newsroom.submit(fresh(page))
    newsroom.sign(submission)
    return fresh(submission)


def found() -> list[str]:
    return [problem.message for problem in versions.verify().problems]


def pressed() -> set[int]:
    """The pages that the press would write."""
    return set(Portal.now().pieces)


def signoff(house: House, level: Level) -> SignOff:
    return house.signed.signoffs.get(level=level)


def rewritten(house: House) -> str:
    """The signed text changed in its revision; the digest that would fit it."""
    revision = house.signed.revision
    body = json.loads(revision.content["body"])
    body[0]["value"] = "第一条　别的条文。"
    revision.content = revision.content | {"body": json.dumps(body)}
    type(revision).objects.filter(pk=revision.pk).update(content=revision.content)
    return content_sha256(revision, house.signed.files, house.signed.form)


def file_of(house: House):
    return get_document_model().objects.get(pk=house.signed.files[0]["pk"])


# Tries on what was signed ----------------------------------------------------------------------
def text_changed(house):
    rewritten(house)


def text_changed_with_the_submission_s_digest(house):
    alter(house.signed, content_sha256=rewritten(house))


def text_changed_with_fitting_digests(house):
    digest = rewritten(house)
    alter(house.signed, content_sha256=digest)
    for one in house.signed.signoffs.all():
        alter(one, content_sha256=digest)


def text_changed_with_fitting_digests_and_events(house):
    text_changed_with_fitting_digests(house)
    digest = fresh(house.signed).content_sha256
    for event in Event.objects.filter(data__page=house.page.pk, data__has_key="sha256"):
        alter(event, data=event.data | {"sha256": digest})


def text_changed_with_fitting_digests_and_sealed_events(house):
    text_changed_with_fitting_digests(house)
    digest = fresh(house.signed).content_sha256
    for event in Event.objects.filter(data__page=house.page.pk, data__has_key="sha256"):
        reseal(event, data=event.data | {"sha256": digest})


def text_changed_and_the_chain_rewritten_for_a_while(house):
    text_changed_with_fitting_digests_and_sealed_events(house)
    first = house.signed.event
    rechain(fresh(first), last=first.number + 3)


def attachment_changed_on_disk(house):
    Path(file_of(house).file.path).write_bytes(PDF + b"%other")


def attachment_renamed(house):
    alter(file_of(house), title="别的附件")


def attachments_taken_off_the_submission(house):
    alter(house.signed, files=[])


def submission_says_another_form(house):
    from publishing.review.statement import LEFT_OUT

    LEFT_OUT.setdefault(99, LEFT_OUT[1])
    alter(house.signed, form=99)


def submission_of_another_writer(house):
    alter(house.signed, by=house.stranger)


def submission_at_another_time(house):
    alter(house.signed, at=house.signed.at - timedelta(days=1))


def fewer_levels_needed(house):
    alter(house.signed, levels=["final"])


def findings_of_the_check_emptied(house):
    alter(house.signed, report={})


# Tries on signatures ---------------------------------------------------------------------------
def sign_off_of_another_decider(house):
    alter(signoff(house, Level.FIRST), decider=house.stranger)


def sign_off_recorded_by_another(house):
    alter(signoff(house, Level.FIRST), recorded_by=house.newsroom.superuser)


def deciders_swapped(house):
    first, second = signoff(house, Level.FIRST), signoff(house, Level.SECOND)
    alter(first, decider=house.stranger)
    alter(second, decider=first.decider)
    alter(first, decider=second.decider)


def sign_off_on_another_day(house):
    one = signoff(house, Level.SECOND)
    alter(one, on=one.on - timedelta(days=1))


def sign_off_at_another_time(house):
    one = signoff(house, Level.SECOND)
    alter(one, at=one.at - timedelta(seconds=1))


def sign_off_with_another_comment(house):
    alter(signoff(house, Level.FIRST), comment="不同意见。")


def sign_off_with_a_scan(house):
    alter(signoff(house, Level.FINAL), scan=Decision.objects.get().scan)


def scan_row_says_another_digest(house):
    alter(Decision.objects.get().scan, sha256="0" * 64)


def scan_changed_on_disk(house):
    on_disk(Decision.objects.get().scan).write_bytes(PDF + b"%other")


def sign_off_deleted(house):
    remove(signoff(house, Level.FIRST))


def sign_off_deleted_and_its_level_not_needed(house):
    remove(signoff(house, Level.FIRST))
    alter(house.signed, levels=["second", "final"])


def sign_off_deleted_with_its_event(house):
    one = signoff(house, Level.FIRST)
    remove(one)
    remove(one.event)


def rejection_turned_into_a_signature(house):
    alter(SignOff.objects.get(verdict="rejected"), verdict="agreed")


def sign_off_added_to_another_event(house):
    one = signoff(house, Level.FIRST)
    event = Event.objects.filter(what="example").first()
    forged = SignOff(
        submission=house.down, page_id=house.down.page_id, revision_id=house.down.revision_id, level=Level.SECRECY,
        verdict="agreed", decider=house.stranger, recorded_by=house.newsroom.first, on=one.on,
        content_sha256=house.down.content_sha256, event=event,
    )  # fmt: skip
    forged.save()


# Tries on what followed ------------------------------------------------------------------------
def taken_down_for_another_reason(house):
    alter(TakeDown.objects.get(), reason="别的理由。")


def taken_down_not_urgently(house):
    alter(TakeDown.objects.get(), is_urgent=False)


def taken_down_by_another(house):
    alter(TakeDown.objects.get(), decider=house.stranger)


def back_in_public(house):
    Page.objects.filter(pk=house.down.page_id).update(live=True, live_revision=house.down.revision)


def take_down_deleted_and_the_page_back_in_public(house):
    remove(TakeDown.objects.get())
    back_in_public(house)


def take_down_deleted_with_its_event_and_the_page_back_in_public(house):
    row = TakeDown.objects.get()
    for address in PublicAddress.objects.filter(event=row.event):
        remove(address)
    take_down_deleted_and_the_page_back_in_public(house)
    remove(row.event)


def published_earlier_than_it_was(house):
    page = Page.objects.get(pk=house.page.pk)
    alter(page, first_published_at=page.first_published_at - timedelta(days=30))


def another_revision_put_before_the_public(house):
    draft = fresh(house.page).specific
    draft.title = "别的标题"
    revision = draft.save_revision(user=house.newsroom.editor)
    Page.objects.filter(pk=house.page.pk).update(live_revision=revision)


def withdrawal_deleted(house):
    remove(Withdrawal.objects.get())


def withdrawal_for_another_reason(house):
    alter(Withdrawal.objects.get(), reason="别的理由。")


def waiver_of_another_finding(house):
    alter(Waiver.objects.get(), found="9", quote="别的话")


def waiver_deleted(house):
    remove(Waiver.objects.get())


def definition_not_confirmed(house):
    alter(DefinitionAnswer.objects.get(), is_confirmed=False)


def another_definition_confirmed(house):
    alter(DefinitionAnswer.objects.get(), definition="别的口径")


# Tries on addresses ----------------------------------------------------------------------------
def address(house, fate: Fate) -> PublicAddress:
    page = house.signed if fate == Fate.PUBLIC else house.down
    return PublicAddress.objects.get(page=page.page_id, fate=fate)


def address_deleted(house):
    remove(address(house, Fate.PUBLIC))


def address_changed(house):
    alter(address(house, Fate.PUBLIC), path="/elsewhere/")


def address_given_to_another_page(house):
    alter(address(house, Fate.PUBLIC), page_id=house.down.page_id)


def address_made_a_part(house):
    alter(address(house, Fate.PUBLIC), part="nd/")


def address_told_as_gone(house):
    alter(address(house, Fate.PUBLIC), fate=Fate.GONE)


def address_at_another_time(house):
    row = address(house, Fate.PUBLIC)
    alter(row, at=row.at - timedelta(days=1))


def address_by_another_act(house):
    alter(address(house, Fate.PUBLIC), event_id=house.signed.event_id)


def address_without_its_act(house):
    alter(address(house, Fate.PUBLIC), event_id=None)


def take_down_of_an_address_deleted(house):
    remove(address(house, Fate.GONE))


def take_down_of_an_address_hidden(house):
    alter(address(house, Fate.GONE), fate=Fate.HIDDEN)


def all_addresses_of_a_page_deleted(house):
    for row in PublicAddress.objects.filter(page=house.down.page_id):
        remove(row)


def address_added(house):
    row = address(house, Fate.PUBLIC)
    PublicAddress.objects.create(path="/second/", page_id=row.page_id, fate=Fate.PUBLIC, event_id=row.event_id)


# Tries on the ledger ---------------------------------------------------------------------------
def item_retitled(house):
    alter(house.record, title="别的案由")


def item_and_its_version_retitled(house):
    version = house.record.history.first()
    alter(house.record, title="别的案由")
    alter(version, title="别的案由")


def version_deleted(house):
    remove(house.record.history.last())


def version_redated(house):
    version = house.record.history.first()
    alter(version, history_date=version.history_date - timedelta(days=9))


def versions_swapped(house):
    newer, older = house.record.history.all()[:2]
    last = house.record.history.model.objects.order_by("-history_id").first().history_id + 1000
    older_id, newer_id = older.history_id, newer.history_id
    alter(older, history_id=last)
    alter(newer, history_id=older_id)
    older.history_id = last
    alter(older, history_id=newer_id)


def version_added(house):
    version = house.record.history.first()
    version.pk = None
    version.title = "别的案由"
    version.save(force_insert=True)


def unit_deleted(house):
    unit = Unit.objects.create(name="区无名局")
    remove(unit)


def part_given_to_another_unit(house):
    alter(Assignment.objects.first(), unit=Unit.objects.exclude(pk=Assignment.objects.first().unit_id).first())


def event_retold(house):
    alter(Event.objects.get(what="sign"), summary="别的说法")


def event_retold_and_sealed(house):
    reseal(Event.objects.get(what="sign"), summary="别的说法")


def event_under_an_older_form(house):
    event = Event.objects.get(what="sign")
    event.form = 1
    alter(event, form=1, digest=versions.known_forms()[1].seal(event))


def event_deleted(house):
    remove(Event.objects.filter(what="assign").first())


def last_event_deleted(house):
    make_unit("区末尾局")  # its event is one that no other row names
    remove(Event.objects.last())


def paper_decision_of_another(house):
    alter(Decision.objects.get(), decider=house.stranger)


def paper_decision_deleted(house):
    remove(Decision.objects.get())


def columns_of_the_form_narrowed(house):
    form = SealForm.objects.last()
    columns = form.columns | {"tracking.handlingrecord": ["id"]}
    alter(form, columns=columns)


OF_THE_PUBLIC_PAGE = [
    text_changed, text_changed_with_the_submission_s_digest, text_changed_with_fitting_digests,
    text_changed_with_fitting_digests_and_events, text_changed_with_fitting_digests_and_sealed_events,
    text_changed_and_the_chain_rewritten_for_a_while, attachment_changed_on_disk, attachment_renamed,
    attachments_taken_off_the_submission, submission_says_another_form, submission_of_another_writer,
    submission_at_another_time, fewer_levels_needed, findings_of_the_check_emptied, sign_off_of_another_decider,
    sign_off_recorded_by_another, deciders_swapped, sign_off_on_another_day, sign_off_at_another_time,
    sign_off_with_another_comment, sign_off_with_a_scan,
    sign_off_deleted, sign_off_deleted_and_its_level_not_needed, sign_off_deleted_with_its_event,
    published_earlier_than_it_was, another_revision_put_before_the_public,
]  # fmt: skip
OF_THE_PAGE_TAKEN_DOWN = [
    taken_down_for_another_reason, taken_down_not_urgently, taken_down_by_another, back_in_public,
    take_down_deleted_and_the_page_back_in_public, take_down_deleted_with_its_event_and_the_page_back_in_public,
    sign_off_added_to_another_event,
]  # fmt: skip
OF_OTHERS = [
    scan_changed_on_disk, scan_row_says_another_digest, rejection_turned_into_a_signature, withdrawal_deleted, withdrawal_for_another_reason,
    address_deleted, address_changed, address_given_to_another_page, address_made_a_part, address_told_as_gone,
    address_at_another_time, address_by_another_act, address_without_its_act, take_down_of_an_address_deleted,
    take_down_of_an_address_hidden, all_addresses_of_a_page_deleted, address_added,
    waiver_of_another_finding, waiver_deleted, definition_not_confirmed, another_definition_confirmed, item_retitled,
    item_and_its_version_retitled, version_deleted, version_redated, versions_swapped, version_added, unit_deleted,
    part_given_to_another_unit, event_retold, event_retold_and_sealed, event_under_an_older_form, event_deleted,
    last_event_deleted, paper_decision_of_another, paper_decision_deleted, columns_of_the_form_narrowed,
]  # fmt: skip


def test_nothing_is_found_before_anybody_tampers(house):
    assert found() == []
    assert pressed() == {house.page.pk}


def test_there_are_45_tries_and_more():
    assert len({*OF_THE_PUBLIC_PAGE, *OF_THE_PAGE_TAKEN_DOWN, *OF_OTHERS}) >= 45


@pytest.mark.parametrize("attempt", OF_THE_PUBLIC_PAGE, ids=lambda one: one.__name__)
def test_tampering_with_a_public_page_is_found_and_not_pressed(house, attempt):
    attempt(house)
    assert found()
    assert house.page.pk not in pressed()


@pytest.mark.parametrize("attempt", OF_THE_PAGE_TAKEN_DOWN, ids=lambda one: one.__name__)
def test_a_page_that_was_taken_down_is_not_pressed_again(house, attempt):
    attempt(house)
    assert found()
    assert house.down.page_id not in pressed()


@pytest.mark.parametrize("attempt", OF_OTHERS, ids=lambda one: one.__name__)
def test_tampering_with_anything_else_is_found(house, attempt):
    attempt(house)
    assert found()


# What only an anchor outside the database finds -------------------------------------------------
def the_whole_chain_rewritten(house):
    rechain(reseal(Event.objects.get(what="sign"), summary="别的说法"))


def the_end_cut_off_and_the_head_set_back(house):
    last = Event.objects.order_by("-number")[1]
    remove(DefinitionAnswer.objects.get())
    remove(Event.objects.last())
    ChainHead.objects.update(number=last.number, digest=last.digest)


@pytest.mark.parametrize(
    "attempt", [the_whole_chain_rewritten, the_end_cut_off_and_the_head_set_back], ids=lambda one: one.__name__
)
def test_what_only_an_outside_anchor_finds_is_named_for_the_operator(house, attempt):
    attempt(house)
    assert found() == []
    assert attempt.__name__.replace("_", " ") in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

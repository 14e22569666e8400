"""Signatures on paper (纸质审签): one form once, nothing simulated, and every way around it that somebody thought of."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from publishing import review
from publishing.models import Level, PaperForm, SignOff, State, Submission, Waiver
from publishing.review import Refused, check_value, paper
from publishing.review.check_values import is_check_value_of
from publishing.review.paper import Written, record_form, vouch
from tests.tracking.factories import PDF, PNG, kept, make_person, make_scan
from tracking import permissions
from tracking.loop import Refused as StepRefused
from tracking.loop import take
from tracking.models import Appended, Event, Notice, OfficeSettings, Profile, Role
from tracking.stages import Stage
from tracking.versions import chained, verify


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def submission(newsroom) -> Submission:
    return newsroom.submit(newsroom.article())


@pytest.fixture
def deciders() -> dict[Level, object]:
    """People who sign on paper, one a level; they have accounts, and may never use them."""
    return {
        level: make_person(f"示例{level.label}", level.roles[0], login=f"paper-{level.value}")
        for level in (Level.FIRST, Level.SECOND, Level.FINAL)
    }


@pytest.fixture
def small(newsroom) -> None:
    kept(OfficeSettings(pk=1, profile=Profile.SMALL))


def signed(deciders, levels=None, on=None) -> list[Written]:
    return [Written(level, deciders[level], on or timezone.localdate()) for level in levels or deciders]


def with_value(*submissions) -> list:
    return [(one, check_value(one.content_sha256)) for one in submissions]


@pytest.fixture
def record(newsroom, deciders):
    """`record(submission, …)`: the clerk records a form that bears these pages and everybody's signature."""

    def recorded(*submissions, scan=None, levels=None, account=None, written=None) -> PaperForm:
        needed = levels or submissions[0].needed
        return record_form(
            scan or make_scan(content=PDF + str(PaperForm.objects.count()).encode()),
            with_value(*submissions),
            written or signed(deciders, needed),
            account=account or newsroom.office.clerk,
        )

    return recorded


def word_on(form, level, account, is_true=True):
    return vouch(form.signatures.get(level=level), account=account, is_true=is_true)


# The check value -------------------------------------------------------------------------------
def test_the_check_value_is_ten_characters_of_the_text(submission):
    value = check_value(submission.content_sha256)
    assert len(value.replace("-", "")) == 10
    assert is_check_value_of(value.lower().replace("-", " "), submission.content_sha256)


@pytest.mark.parametrize("typed", ["", "00000-00000", "全角", "7K2QM"])
def test_another_value_is_none_of_this_text(submission, typed):
    assert not is_check_value_of(typed, submission.content_sha256)


def test_what_is_easily_misread_is_taken_for_what_it_is():
    digest = "0" * 64
    assert check_value(digest) == "00000-00000"
    assert is_check_value_of("OoO0０-00000", digest)


# Recording -------------------------------------------------------------------------------------
def test_a_recorded_form_signs_nothing_by_itself(newsroom, submission, record):
    record(submission)
    assert not SignOff.objects.exists()
    assert fresh(submission).next_level is Level.FIRST
    assert not fresh(submission.page).live


def test_each_decider_confirms_with_one_tap_and_the_page_goes_out(newsroom, submission, record, deciders):
    form = record(submission)
    for level in (Level.FINAL, Level.FIRST, Level.SECOND):
        assert not fresh(submission.page).live
        word_on(form, level, deciders[level].user)
    assert review.signed_revision(fresh(submission.page)) == submission.revision
    assert [one.paper.standing for one in SignOff.objects.all()] == ["本人已确认"] * 3
    assert all(one.on_paper and one.recorded_by == newsroom.office.clerk for one in SignOff.objects.all())
    assert verify().ok


def test_a_text_other_than_the_one_on_the_paper_is_refused(newsroom, submission, deciders):
    other = newsroom.submit(newsroom.article("另一项制度"))
    pages = [(submission, check_value(other.content_sha256))]
    with pytest.raises(Refused, match="校验码与送审稿不符"):
        record_form(make_scan(), pages, signed(deciders), account=newsroom.office.clerk)
    assert not PaperForm.objects.exists()


def test_one_form_bears_many_pages(newsroom, record, deciders):
    pages = [newsroom.submit(newsroom.article(f"制度{number}")) for number in range(3)]
    form = record(*pages)
    for level in Level.FIRST, Level.SECOND, Level.FINAL:
        word_on(form, level, deciders[level].user)
    assert all(review.signed_revision(fresh(one.page)) for one in pages)


def test_more_pages_than_fit_on_a_form_are_refused(newsroom, submission, deciders, monkeypatch):
    monkeypatch.setattr(paper, "MOST_PAGES", 1)
    other = newsroom.submit(newsroom.article("另一项制度"))
    with pytest.raises(Refused, match="最多登记1页"):
        record_form(make_scan(), with_value(submission, other), signed(deciders), account=newsroom.office.clerk)


@pytest.mark.parametrize("name", ["first", "second", "final", "superuser", "unit"])
def test_only_clerks_and_editors_record_a_form(newsroom, submission, record, name):
    with pytest.raises(Refused, match="由政府办经办或信息公开编辑代录"):
        record(submission, account=newsroom.accounts[name])


def test_a_signature_is_of_no_day_before_the_text_was_handed_in(submission, record, deciders):
    day = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused, match="早于"):
        record(submission, written=signed(deciders, on=day))


def test_a_signature_of_tomorrow_is_refused(submission, record, deciders):
    with pytest.raises(Refused, match="在将来"):
        record(submission, written=signed(deciders, on=timezone.localdate() + timedelta(days=1)))


def test_who_holds_no_such_role_has_not_signed_the_level(submission, record, deciders):
    with pytest.raises(Refused, match="没有二审的角色"):
        record(submission, written=[Written(Level.SECOND, deciders[Level.FIRST], timezone.localdate())])


def test_one_person_does_not_sign_two_levels_of_a_form(submission, record, deciders):
    both = deciders[Level.FIRST]
    permissions.grant(both, Role.SECOND_REVIEWER)
    day = timezone.localdate()
    with pytest.raises(Refused, match="不同的人审签"):
        record(submission, written=[Written(Level.FIRST, both, day), Written(Level.SECOND, both, day)])


def test_an_author_has_not_signed_on_paper_either(newsroom, submission, record):
    permissions.grant(newsroom.editor.person, Role.FIRST_REVIEWER)
    with pytest.raises(Refused, match="参与了本页的编写"):
        record(submission, written=[Written(Level.FIRST, newsroom.editor.person, timezone.localdate())])


def test_the_recorder_has_not_signed_what_they_record(newsroom, submission, record):
    permissions.grant(newsroom.office.clerk.person, Role.FIRST_REVIEWER)
    with pytest.raises(Refused, match="是代录人"):
        record(submission, written=[Written(Level.FIRST, newsroom.office.clerk.person, timezone.localdate())])


def test_rows_of_a_form_are_never_changed(submission, record):
    form = record(submission)
    with pytest.raises(Appended):
        form.save()
    with pytest.raises(Appended):
        form.signatures.get(level=Level.FIRST).delete()


# The attack that began it ----------------------------------------------------------------------
def test_a_clerk_alone_publishes_nothing_with_one_meaningless_image(newsroom, submission, record, deciders):
    form = record(submission, scan=make_scan("随便一张.png", PNG))
    for signature in form.signatures.all():
        with pytest.raises(Refused, match="登记人不能复核自己的登记"):
            vouch(signature, account=newsroom.office.clerk, is_true=True)
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        call_command("remind", verbosity=0)
    assert not SignOff.objects.exists()
    assert not fresh(submission.page).live


def test_agreement_on_paper_is_signed_by_no_other_way(newsroom, submission, deciders):
    with pytest.raises(Refused, match="请登记信息发布审核表"):
        review.sign(
            submission, Level.FIRST, account=newsroom.office.clerk, decider=deciders[Level.FIRST], scan=make_scan()
        )


def test_the_author_neither_records_nor_vouches_in_the_full_separation(newsroom, submission, record):
    with pytest.raises(Refused, match="须由其他人代录"):
        record(submission, account=newsroom.editor)
    form = record(submission)
    with pytest.raises(Refused, match="参与了所列页面的编写"):
        word_on(form, Level.FIRST, newsroom.editor)


def test_anybody_else_may_compare_the_entry_with_the_scan(newsroom, submission, record, deciders):
    form = record(submission)
    for level in Level.FIRST, Level.SECOND:
        word_on(form, level, newsroom.final)
    word_on(form, Level.FINAL, newsroom.first)
    assert fresh(submission.page).live
    assert SignOff.objects.first().paper.standing == "示例三审复核"


def test_a_word_is_given_once(newsroom, submission, record, deciders):
    form = record(submission)
    word_on(form, Level.FIRST, deciders[Level.FIRST].user)
    with pytest.raises(Refused, match="已有结论：本人已确认"):
        word_on(form, Level.FIRST, newsroom.second, is_true=False)


def test_a_signature_that_was_denied_never_counts_and_those_who_watch_are_told(newsroom, submission, record, deciders):
    form = record(submission)
    word_on(form, Level.FIRST, deciders[Level.FIRST].user, is_true=False)
    for level in Level.SECOND, Level.FINAL:
        word_on(form, level, deciders[level].user)
    assert not SignOff.objects.exists()
    assert Notice.objects.filter(person=newsroom.final.person, text__contains="不属实").exists()


def test_a_level_that_waits_for_a_word_may_still_be_signed_in_person(newsroom, submission, record):
    form = record(submission)
    newsroom.sign(submission)
    assert fresh(submission.page).live
    word_on(form, Level.FIRST, newsroom.second)
    assert SignOff.objects.count() == 3


def test_who_recorded_a_signature_does_not_sign_last(newsroom, submission, record):
    permissions.grant(newsroom.final.person, Role.OFFICE_CLERK)
    form = record(submission, account=newsroom.final, levels=[Level.FIRST])
    word_on(form, Level.FIRST, newsroom.second)
    newsroom.sign(submission, Level.SECOND)
    with pytest.raises(Refused, match="不能作最后签发"):
        newsroom.sign(submission, Level.FINAL)


def test_a_word_on_a_text_that_was_withdrawn_signs_nothing(newsroom, submission, record, deciders):
    form = record(submission)
    review.withdraw(submission, account=newsroom.editor)
    word_on(form, Level.FIRST, deciders[Level.FIRST].user)
    assert not SignOff.objects.exists()
    assert fresh(submission).get_state() is State.WITHDRAWN


def test_a_text_changed_after_the_entry_is_not_signed_by_the_last_word(newsroom, submission, record, deciders):
    form = record(submission)
    draft = fresh(submission.page).specific.get_latest_revision_as_object()
    draft.save_revision(user=newsroom.superuser)
    word_on(form, Level.FIRST, deciders[Level.FIRST].user)
    assert not SignOff.objects.exists()


# The scan --------------------------------------------------------------------------------------
def test_the_same_scan_is_no_second_form_whatever_it_is_called(newsroom, submission, record):
    record(submission, scan=make_scan("一.pdf"))
    other = newsroom.submit(newsroom.article("另一项制度"))
    with pytest.raises(Refused, match="一份纸质件只能登记一次"):
        record(other, scan=make_scan("二.pdf"))


def test_the_scan_of_a_form_serves_no_take_down_no_waiver_no_rejection(newsroom, submission, record, deciders):
    record(submission, scan=make_scan("一.pdf"))
    live = newsroom.published(newsroom.article("另一项制度"))
    again = make_scan("二.pdf")
    paper_of = {"account": newsroom.office.clerk, "scan": again}
    with pytest.raises(Refused, match="一份纸质件只能登记一次"):
        review.take_down(live, reason="含个人信息", decider=newsroom.final.person, **paper_of)
    with pytest.raises(Refused, match="一份纸质件只能登记一次"):
        review.reject(submission, Level.FIRST, comment="错字。", decider=deciders[Level.FIRST], **paper_of)
    with pytest.raises(Refused, match="一份纸质件只能登记一次"):
        review.waive(submission, "0", reason="quoted", decider=deciders[Level.FIRST], **paper_of)
    assert not Waiver.objects.exists()


def test_the_scan_of_a_form_serves_no_decision_of_the_loop(newsroom, submission, record):
    record(submission, scan=make_scan("一.pdf"))
    item = newsroom.office.make_record(Stage.PROPOSED)
    boss = make_person("示例纸上领导", Role.LEADER)
    with pytest.raises(StepRefused, match="一份纸质件只能登记一次"):
        take(
            "instruct",
            item,
            account=newsroom.office.clerk,
            decider=boss,
            instruction="同意。",
            scan=make_scan("二.pdf"),
        )


def test_a_scan_that_serves_a_decision_of_the_loop_is_no_form(newsroom, submission, record):
    item = newsroom.office.make_record(Stage.PROPOSED)
    boss = make_person("示例纸上领导", Role.LEADER)
    take("instruct", item, account=newsroom.office.clerk, decider=boss, instruction="同意。", scan=make_scan("一.pdf"))
    with pytest.raises(Refused, match="已登记为“纸质决定”"):
        record(submission, scan=make_scan("二.pdf"))


def test_a_scan_that_serves_a_take_down_is_no_form(newsroom, submission, record):
    live = newsroom.published(newsroom.article("另一项制度"))
    review.take_down(
        live,
        account=newsroom.office.clerk,
        reason="含个人信息",
        decider=newsroom.final.person,
        scan=make_scan("一.pdf"),
    )
    with pytest.raises(Refused, match="已登记为“撤稿”"):
        record(submission, scan=make_scan("二.pdf"))


# The office of three ---------------------------------------------------------------------------
@pytest.fixture
def three(newsroom, small):
    """Two people beside the editor who writes, keeps the books and records; the newsroom's other roles rest."""
    with chained("example", "准备", account=None):
        permissions.grant(newsroom.editor.person, Role.OFFICE_CLERK)
    return newsroom


def test_three_people_publish_a_page_with_two_signatures(three):
    page = three.published(three.article())
    needed = Submission.objects.get()
    assert needed.needed == [Level.FIRST, Level.FINAL]
    assert "两审" in needed.levels_because
    assert "少于三审制度的要求" in review.needed_levels(page).warning


def test_in_an_office_of_three_the_drafter_records_and_the_signers_confirm(three, record, deciders):
    submission = three.submit(three.article())
    form = record(submission, account=three.editor)
    word_on(form, Level.FIRST, deciders[Level.FIRST].user)
    word_on(form, Level.FINAL, deciders[Level.FINAL].user)
    assert review.signed_revision(fresh(submission.page)) == submission.revision


def test_in_an_office_of_three_the_drafter_never_signs_last(three, record):
    submission = three.submit(three.article())
    permissions.grant(three.editor.person, Role.FINAL_REVIEWER)
    three.sign(submission, Level.FIRST)
    with pytest.raises(Refused, match="参与了本页的编写"):
        review.sign(submission, Level.FINAL, account=three.editor)


def test_in_an_office_of_three_the_recorder_never_signs_last(three, record):
    submission = three.submit(three.article())
    permissions.grant(three.final.person, Role.OFFICE_CLERK)
    record(submission, account=three.final, levels=[Level.FIRST])
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        call_command("remind", verbosity=0)
        assert fresh(submission).next_level is Level.FINAL
        with pytest.raises(Refused, match="不能作最后签发"):
            three.sign(submission, Level.FINAL)


def test_in_an_office_of_three_what_nobody_answered_goes_out_after_a_working_day_and_says_so(three, record):
    with time_machine.travel("2026-11-27T02:00:00Z"):  # a Friday
        submission = three.submit(three.article())
        record(submission, account=three.editor)
    with time_machine.travel("2026-11-30T02:00:00Z"):  # the Monday after, the one working day
        call_command("remind", verbosity=0)
        assert not SignOff.objects.exists()
    with time_machine.travel("2026-12-01T02:00:00Z"):
        call_command("remind", verbosity=0)
        call_command("remind", verbosity=0)
    assert fresh(submission.page).live
    assert {one.paper.standing for one in SignOff.objects.all()} == {"未经复核"}
    assert "未经复核" in Event.objects.filter(what="page_signed").first().summary
    assert verify().ok


def test_what_went_out_unanswered_may_be_confirmed_afterwards(three, record, deciders):
    submission = three.submit(three.article())
    form = record(submission, account=three.editor)
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        call_command("remind", verbosity=0)
        word_on(form, Level.FIRST, deciders[Level.FIRST].user)
    assert [one.level for one in paper.unanswered()] == [Level.FINAL]
    assert [one.paper.proof for one in SignOff.objects.all()] == ["本人已确认", "未经复核"]


# Who is told -----------------------------------------------------------------------------------
def test_each_decider_is_told_at_once_and_no_more_once_they_answered(submission, record, deciders):
    form = record(submission)
    told = Notice.objects.filter(subject=f"paper:{form.pk}")
    assert {one.person_id for one in told} == {one.pk for one in deciders.values()}
    assert all(submission.revision.object_str not in one.text for one in told)
    word_on(form, Level.FIRST, deciders[Level.FIRST].user)
    assert told.filter(read_at=None).count() == 2


def test_those_who_watch_get_one_list_a_week(newsroom, submission, record):
    admin = make_person("示例管理", Role.ADMIN, login="keeper")
    record(submission)
    for day in ("2026-11-30", "2026-12-01", "2026-12-07"):
        with time_machine.travel(f"{day}T02:00:00Z"):
            call_command("remind", verbosity=0)
    told = Notice.objects.filter(subject__startswith="papers:")
    assert told.filter(person=admin).count() == 2
    assert told.filter(person=newsroom.final.person).count() == 2
    assert "3处" in told.first().text


def test_where_everything_is_confirmed_nobody_gets_a_list(newsroom, submission, record, deciders):
    form = record(submission)
    for level in Level.FIRST, Level.SECOND, Level.FINAL:
        word_on(form, level, deciders[level].user)
    call_command("remind", verbosity=0)
    assert not Notice.objects.filter(subject__startswith="papers:").exists()


def test_two_words_at_once_count_once(submission, record, deciders):
    form = record(submission)
    with transaction.atomic():
        word_on(form, Level.FIRST, deciders[Level.FIRST].user)
    assert SignOff.objects.count() == 1
    assert paper.settle(form) == {}
    assert SignOff.objects.count() == 1

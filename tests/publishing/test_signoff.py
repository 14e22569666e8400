"""The evidence of approval (审签记录): added to, never changed, and bound to one text."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.management.commands.purge_revisions import purge_revisions

from publishing import review
from publishing.models import Level, SignOff, SignOffVerdict, Submission, TakeDown, Withdrawal
from publishing.review.gate import carries_all
from publishing.review.reading import read
from publishing.review.statement import BOOKKEEPING, content_sha256, signed_content, used_files
from tests.tracking.factories import PDF
from tracking.models import Appended
from tracking.versions import append


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def submission(newsroom):
    return newsroom.submit(newsroom.article())


def event_for(newsroom):
    return append(what="list", account=newsroom.final)


def a_signature(newsroom, submission, **changes):
    facts = {
        "submission": submission,
        "page_id": submission.page_id,
        "revision_id": submission.revision_id,
        "level": Level.FIRST,
        "verdict": SignOffVerdict.AGREED,
        "decider": newsroom.first.person,
        "recorded_by": newsroom.first,
        "content_sha256": submission.content_sha256,
        "on": submission.at.date(),
        "event": event_for(newsroom),
    }
    return SignOff(**facts | changes)


# Append-only -----------------------------------------------------------------------------------
def test_no_row_of_evidence_is_ever_changed_or_deleted(newsroom, submission):
    newsroom.sign(submission)
    review.take_down(fresh(submission.page), account=newsroom.final, reason="示例")
    second = newsroom.submit(fresh(submission.page))
    review.withdraw(second, account=newsroom.editor)
    for model in (Submission, SignOff, Withdrawal, TakeDown):
        row = model.objects.first()
        with pytest.raises(Appended):
            row.save()
        with pytest.raises(Appended):
            row.delete()
        with pytest.raises(Appended):
            model.objects.all().delete()
        with pytest.raises(Appended):
            model.objects.update(recorded_by=newsroom.superuser)


def test_a_page_with_evidence_cannot_be_deleted(newsroom, submission):
    with pytest.raises(ProtectedError):
        submission.page.specific.delete()


def test_a_revision_with_evidence_survives_the_clearing_of_revisions(newsroom, submission):
    newsroom.sign(submission)
    draft = fresh(submission.page).get_latest_revision_as_object()
    draft.save_revision()
    draft.save_revision()
    purge_revisions()
    assert fresh(submission).revision_id == submission.revision_id


def test_the_table_refuses_a_second_signature_of_one_level(newsroom, submission):
    newsroom.sign(submission, Level.FIRST)
    other = a_signature(newsroom, submission, decider=newsroom.second.person)
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_the_table_refuses_one_person_on_two_levels(newsroom, submission):
    newsroom.sign(submission, Level.FIRST)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_signature(newsroom, submission, level=Level.SECOND).save()


def test_the_table_refuses_a_rejection_without_a_reason(newsroom, submission):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_signature(newsroom, submission, verdict=SignOffVerdict.REJECTED, comment="").save()


def test_the_table_refuses_a_take_down_without_a_reason(newsroom, submission):
    newsroom.sign(submission)
    row = TakeDown(
        page_id=submission.page_id, decider=newsroom.final.person, recorded_by=newsroom.final, event=event_for(newsroom)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# What a signature covers -----------------------------------------------------------------------
def test_the_digest_covers_every_key_but_the_bookkeeping(submission):
    revision = submission.revision
    before = content_sha256(revision, submission.files)
    for key in list(revision.content):
        kept = revision.content[key]
        revision.content[key] = "另一个值" if kept != "另一个值" else "再一个值"
        changed = content_sha256(revision, submission.files) != before
        revision.content[key] = kept
        assert changed == (key not in BOOKKEEPING), key


def test_what_is_signed_is_what_the_reviewer_is_shown(newsroom):
    """Every key that the digest covers is among the passages of the review page, unless it says nothing."""
    for page in (newsroom.article(), newsroom.summary(), newsroom.notice(number=50)):
        revision = newsroom.submit(page).revision
        shown = {passage.name for passage in read(revision.as_object())}
        silent = {key for key, value in signed_content(revision).items() if value in (None, "", False, [], {}, "[]")}
        told_elsewhere = {"pk", "pins"}
        assert set(signed_content(revision)) - silent - told_elsewhere <= shown


def test_a_digest_fits_no_other_page_and_no_other_submission(newsroom, submission):
    other = newsroom.submit(newsroom.article())
    assert other.content_sha256 != submission.content_sha256
    revision = other.revision
    revision.content = submission.revision.content
    assert content_sha256(revision, []) != submission.content_sha256


def test_a_signature_over_another_digest_counts_for_nothing(newsroom, submission):
    newsroom.sign(submission, Level.FIRST, Level.SECOND)
    a_signature(newsroom, submission, level=Level.FINAL, decider=newsroom.final.person, content_sha256="0" * 64).save()
    assert not carries_all(fresh(submission))


# Files -----------------------------------------------------------------------------------------
def picture(colour: str) -> io.BytesIO:
    file = io.BytesIO()
    Picture.new("RGB", (8, 8), colour).save(file, "PNG")
    file.seek(0)
    return file


def make_document(content: bytes = PDF):
    return get_document_model().objects.create(title="示例附件", file=ContentFile(content, name="a.pdf"))


@pytest.fixture
def with_document(newsroom):
    page, document = newsroom.article(), make_document()
    draft = page.get_latest_revision_as_object()
    draft.attachments = [("document", document)]
    draft.save_revision(user=newsroom.editor)
    return fresh(page), document


def test_the_digest_covers_the_bytes_of_attached_files(with_document):
    page, document = with_document
    files = used_files(page.get_latest_revision_as_object())
    assert [(one["model"], one["pk"]) for one in files] == [("wagtaildocs.document", document.pk)]


def test_a_file_replaced_in_place_voids_the_signatures(newsroom, with_document):
    page, document = with_document
    submission = newsroom.submit(page)
    newsroom.sign(submission, Level.FIRST)
    with document.file.storage.open(document.file.name, "wb") as stream:
        stream.write(b"%PDF-1.4 two")
    with pytest.raises(review.Refused, match="所用文件有改动"):
        newsroom.sign(submission, Level.SECOND)


def test_a_file_replaced_on_a_live_page_takes_the_page_out_of_the_press(newsroom, with_document):
    page, document = with_document
    page = newsroom.published(page)
    assert review.signed_revision(page) is not None
    document.file.delete(save=False)
    assert review.signed_revision(fresh(page)) is None


def test_images_are_covered_as_documents_are(newsroom):
    image = get_image_model().objects.create(title="示例图", file=ImageFile(picture("red"), name="a.png"))
    page = newsroom.article()
    draft = page.get_latest_revision_as_object()
    draft.body = [("rich", f'<embed embedtype="image" id="{image.pk}" format="left" alt="图"/>')]
    assert [one["model"] for one in used_files(draft)] == ["wagtailimages.image"]

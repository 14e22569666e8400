"""What changes on the public side is saved together with the job that presses it, or not at all."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Page

from publishing.models import ArticlePage, ColumnKind, PortalSettings
from tests.publishing.screening.made import document, paragraph
from tracking.models import WorkdayOverride


@contextmanager
def cut_off_at(table: str):
    """The database gives out when a row of this table is written."""

    def gives_out(execute, sql, *rest):
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise DatabaseError("cut off")
        return execute(sql, *rest)

    with connection.execute_wrapper(gives_out), pytest.raises(DatabaseError, match="cut off"):
        yield


def day_off() -> WorkdayOverride:
    return WorkdayOverride(day=date(2024, 12, 31), is_workday=False, name="示例假日", source="示例通知")


@pytest.mark.parametrize("table", ["tracking_historicalworkdayoverride", "tracking_job"])
@pytest.mark.django_db(transaction=True)
def test_no_row_is_saved_without_its_version_and_its_job(newsroom, table):
    with cut_off_at(table):
        day_off().save()
    assert not WorkdayOverride.objects.filter(name="示例假日").exists()
    day_off().save()
    assert WorkdayOverride.objects.get(name="示例假日").history.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_settings_are_saved_that_no_page_will_show(newsroom, portal_settings):
    portal_settings.name = "改名的示例区人民政府"
    with cut_off_at("tracking_job"):
        portal_settings.save()
    assert PortalSettings.objects.get().name != portal_settings.name


@pytest.mark.parametrize("where", ["add", "multiple/add", "chooser/create"])
@pytest.mark.django_db(transaction=True)
def test_a_document_comes_in_with_its_job_or_not_at_all(newsroom, client, where):
    client.force_login(newsroom.editor)
    fields = {"title": "示例", "document-chooser-upload-title": "示例"}
    words = document(paragraph("一"))
    files = {one: SimpleUploadedFile("a.docx", words) for one in ("file", "files[]", "document-chooser-upload-file")}
    with cut_off_at("tracking_job"):
        client.post(f"/admin/documents/{where}/", fields | files, headers={"x-requested-with": "XMLHttpRequest"})
    assert not get_document_model().objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_page_is_moved_with_its_job_or_not_at_all(newsroom, client):
    page = newsroom.article()
    where = Page.objects.get(pk=page.pk).url_path
    other = newsroom.columns[ColumnKind.OVERVIEW]
    client.force_login(newsroom.superuser)
    move = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, other.pk])
    with cut_off_at("tracking_job"):
        client.post(move)
    assert Page.objects.get(pk=page.pk).url_path == where
    client.post(move)
    assert ArticlePage.objects.get(pk=page.pk).get_parent().pk == other.pk

"""Final papers, kept by content (定稿存档): what was made once after 正式行文 is what is given ever after, byte for byte.

A step that makes a paper final has it made and kept at once; whoever asks for it earlier than that has it kept then.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracking import telling
from tracking.models import HandlingRecord, KeptPaper, NoticeKind, PrivateFile, Role
from tracking.papers.declaring import Paper, papers
from tracking.papers.making import Form, Unprintable, make, name_of, text_digest
from tracking.telling import Staff


def after_step(step: Any, record: HandlingRecord) -> None:
    """Make and keep, in all their forms, the papers that this step made final; the clerks are told of one that can't be made."""
    for paper in papers():
        if step not in paper.final_by or paper.about.of_item is None:
            continue
        for subject in paper.about.of_item(record, None):
            if paper.is_final(subject) and not paper.missing(subject):
                _keep(paper, subject, record)


def _keep(paper: Paper, subject: Any, record: HandlingRecord) -> None:
    about = f"paper:{paper.code}:{subject_name(paper, subject)}"
    try:
        for form in paper.forms:
            file_of(paper, subject, form)
    except Unprintable as why:
        words = _("%(item)s已行文，但定稿没有存成。%(why)s") % {"item": record.number_label, "why": why}
        clerks = Staff(timezone.localdate()).by_role[Role.OFFICE_CLERK]
        url = reverse("papers_of_item", args=[record.pk])
        telling.tell_people(clerks, NoticeKind.HOUSE, words, subject=about, url=url)
    else:
        telling.retire(about)


def kept_of(subjects: Iterable[str]) -> dict[tuple[str, str, str], KeptPaper]:
    """The kept papers of these subjects (letter:12), by paper, subject and form."""
    found = KeptPaper.objects.filter(subject__in=set(subjects)).select_related("file")
    return {(one.paper, one.subject, one.form): one for one in found}


def subject_name(paper: Paper, subject: Any) -> str:
    """How a kept paper names its subject: letter:12."""
    return f"{paper.about.code}:{paper.about.key(subject)}"


def stays_final(paper: Paper, subject: Any) -> bool:
    """Whether what was once kept is what is given.

    A letter with a row says so by its number, which the city office's return voids. The number of any other paper is entered
    under its title, which changes with a unit's or a session's name: what was kept under the old one stays.
    """
    return paper.may_be_final and (not paper.final_by or paper.is_final(subject))


def file_of(paper: Paper, subject: Any, form: Form) -> bytes:
    """The paper's file: the kept one, whatever was renamed since; where it is final, the first call keeps it. Raises Unprintable."""
    if not stays_final(paper, subject):
        return make(paper, subject, form)
    key = {"paper": paper.code, "subject": subject_name(paper, subject), "form": form}
    kept = KeptPaper.objects.select_related("file").filter(**key).first()
    if kept is None and not paper.is_final(subject):
        return make(paper, subject, form)
    if kept is None:
        data = make(paper, subject, form)
        with transaction.atomic():
            file = PrivateFile.objects.keep(name_of(paper, subject, form), data)
            kept, _created = KeptPaper.objects.get_or_create(
                **key,
                defaults={
                    "file": file,
                    "record": paper.about.item(subject),
                    "text_sha256": text_digest(paper, subject),
                },
            )
    if why := kept.file.trouble:
        raise Unprintable(_("%(paper)s的定稿：%(why)s") % {"paper": paper.name, "why": why})
    return kept.file.read()

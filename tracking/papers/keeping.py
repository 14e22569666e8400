"""Final papers, kept by content (定稿存档): what was made once after 正式行文 is what is given ever after, byte for byte."""

from typing import Any

from django.db import transaction

from tracking.models import KeptPaper, PrivateFile
from tracking.papers.declaring import Paper
from tracking.papers.making import Form, make, name_of, text_digest


def file_of(paper: Paper, subject: Any, form: Form) -> bytes:
    """The paper's file: the kept one where it is final, which the first call keeps; a new one otherwise. Raises Unprintable."""
    if not paper.is_final(subject):
        return make(paper, subject, form)
    key = {"paper": paper.code, "subject": f"{paper.about.code}:{paper.about.key(subject)}", "form": form}
    kept = KeptPaper.objects.select_related("file").filter(**key).first()
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
    return kept.file.path.read_bytes()

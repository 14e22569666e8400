"""The use of scans (扫描件用途): one paper, known by its content, proves one act and never a second one."""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _

from tracking.models import PrivateFile


def pointing_to_scans() -> Iterator[tuple[type[models.Model], str]]:
    """Every model of any app with a foreign key to a scan, and that field; tables of versions are left out."""
    for relation in PrivateFile._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not hasattr(relation.related_model, "history_type"):
            yield relation.related_model, relation.field.name


def serves_alone(model: type[models.Model]) -> bool:
    """Whether a scan used by this model may be used for nothing else (a form that bears several signatures)."""
    return getattr(model, "scan_serves_alone", False)


def why_not_serve(scan: PrivateFile, act: type[models.Model]) -> str:
    """Why this scan can't be used for one more row of this model; empty when it can. The file's name makes no difference."""
    for model, field in pointing_to_scans():
        excludes = serves_alone(act) or serves_alone(model)
        if excludes and model._default_manager.filter(**{f"{field}__sha256": scan.sha256}).exists():
            words = _("内容相同的扫描件已登记为“%(what)s”，一份纸质件只能登记一次；请上传这一件自己的扫描件。")
            return words % {"what": model._meta.verbose_name}
    return ""

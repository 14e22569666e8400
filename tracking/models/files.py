"""Scans and attachments (扫描件、附件): kept by content under private/, never in media, served by a checked view."""

import hashlib
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking import storing
from tracking.filekinds import incoming_type
from tracking.models.people import Person

MOST_BYTES = 20 * 1024 * 1024


def place_of(digest: str) -> str:
    """The name among the private files of the one with this digest."""
    return f"{digest[:2]}/{digest}"


class PrivateFileManager(models.Manager["PrivateFile"]):
    """Stores and finds files by the digest of their content."""

    def keep(self, name: str, content: bytes, by: Person | None = None) -> "PrivateFile":
        """Store the bytes once, whatever they are called, and return their row; refuses what is not kept."""
        if not content:
            raise ValidationError(_("文件是空的，请重新选择。"))
        if len(content) > MOST_BYTES:
            raise ValidationError(_("文件超过 20 MB，请压缩或降低扫描分辨率后上传。"))
        content_type = incoming_type(name, content)
        digest = hashlib.sha256(content).hexdigest()
        if not storing.private_files().exists(place_of(digest)):
            storing.put(place_of(digest), content)
        kept, _created = self.get_or_create(
            sha256=digest,
            name=Path(name).name[:200],
            defaults={"size": len(content), "content_type": content_type, "kept_by": by},
        )
        return kept


class PrivateFile(models.Model):
    """A scan or attachment, named by the digest of its content so that it can't be replaced in place."""

    sha256 = models.CharField(_("校验值"), max_length=64, db_index=True)
    name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveIntegerField(_("字节数"))
    content_type = models.CharField(_("类型"), max_length=100)
    kept_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("上传人"))
    kept_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    objects = PrivateFileManager()

    class Meta:
        verbose_name = verbose_name_plural = _("附件")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "name"], name="private_file_once", violation_error_message=_("这个文件已经上传过。")
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """The name under which the bytes lie among the private files."""
        return place_of(self.sha256)

    def open(self) -> File:
        """The bytes, to be read and closed; FileNotFoundError where they are gone, OSError where the store does not answer."""
        return storing.private_files().open(self.place)

    def read(self) -> bytes:
        """All bytes; raises as `open` does."""
        return storing.read(self.place)

    @property
    def trouble(self) -> str:
        """What is wrong with the bytes, in a sentence; empty when they are those that came in. Reads them all."""
        try:
            with self.open() as content:
                digest = storing.digest_of(content)
        except FileNotFoundError:
            return _("附件“%(name)s”不在 private/ 中，请从备份恢复。") % {"name": self.name}
        except OSError as problem:
            said = {"name": self.name, "why": problem.strerror or problem}
            return _("附件“%(name)s”现在读不出来：%(why)s。") % said
        return "" if digest == self.sha256 else _("附件“%(name)s”的内容与校验值不符。") % {"name": self.name}

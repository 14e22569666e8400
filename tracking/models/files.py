"""Scans and attachments (扫描件、附件): kept by content under private/, never in media, served by a checked view."""

import hashlib
import os
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.filekinds import incoming_type
from tracking.models.people import Person

MOST_BYTES = 20 * 1024 * 1024

PARTIAL = ".part"
"What the name of a file ends with while it is being written."
ORPHANED_AFTER = 24 * 3600
"Seconds after which nobody is still writing a file that was begun."


def private_root() -> Path:
    """The folder of private files (settings.PRIVATE_ROOT)."""
    return Path(settings.PRIVATE_ROOT)


def clear_partial_files() -> int:
    """Remove what uploads that never ended left in the folder of private files (清理); how many there were."""
    before = time.time() - ORPHANED_AFTER
    orphans = [path for path in private_root().glob(f"*/*{PARTIAL}") if path.stat().st_mtime < before]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _write(path: Path, content: bytes) -> None:
    """Write a file whole and flushed to the disk, or not at all: under a partial name first, which is then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(suffix=PARTIAL, prefix=path.name, dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        _flush(folder)


def _flush(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that new files survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
        path = private_root() / digest[:2] / digest
        if not path.exists():
            _write(path, content)
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
    def path(self) -> Path:
        """Where the bytes lie."""
        return private_root() / self.sha256[:2] / self.sha256

    @property
    def trouble(self) -> str:
        """What is wrong with the bytes, in a sentence; empty when they are those that came in. Reads them all."""
        try:
            with self.path.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:
            return _("附件“%(name)s”不在 private/ 中，请从备份恢复。") % {"name": self.name}
        return "" if digest == self.sha256 else _("附件“%(name)s”的内容与校验值不符。") % {"name": self.name}

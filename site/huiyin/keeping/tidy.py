"""Tidying (清理): what nobody needs any more; never what belongs to the history, and never while a backup is under way.

One-time links that have run out (过期的一次性链接) are part of the history and stay: what is kept of one opens nothing.
"""

import re
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import Storage, default_storage
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from huiyin.keeping import turns
from publishing.models import ReaderToday
from tracking import storing
from tracking.models import DraftSave, PrivateFile, Reply

BY_CONTENT = re.compile(r"[0-9a-f]{2}/.+")
"The names of scans, which begin with their digest; what waits for a day lies elsewhere."
LOGINS_KEPT = timedelta(days=183)
"How long logins and failed ones are kept: six months, as 网络安全法 asks of logs."
LOCKED_OUT = timedelta(days=1)
"After how long a failed login no longer slows anybody; AXES_COOLOFF_TIME is far shorter."
CODES_BEGUN = timedelta(days=1)
"After how long a secret that was not put to use is drawn anew."
DRAFTS_KEPT = timedelta(days=30)
"How long automatic savings of a letter stay once it was sent in; those by hand, and each writer's last, stay for good."
ORPHANED_AFTER = timedelta(days=1)
"After how long a file without a row is nobody's: it is written before its row."
ASIDE_KEPT = 30 * 24 * 3600
"Seconds for which the data that a restore replaced stay."
LEFT = ("restoring-*", "going-back", "runs/*.[0-9]*")
"What a restore or an upgrade that was killed leaves in the data directory."


@dataclass(frozen=True)
class Tidied:
    """One kind of thing that was cleared away, in words, and how many there were."""

    what: str
    count: int


def tidy(say: Callable[[str], object] = lambda _words: None) -> list[Tidied]:
    """Clear away everything that is due; run again, it finds nothing."""
    with turns.alone(say):
        return [Tidied(what, clear()) for what, clear in KINDS.items()]


def _sessions() -> int:
    return _deleted(Session.objects.filter(expire_date__lt=timezone.now()))


def _lock_outs() -> int:
    return _deleted(AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - LOCKED_OUT))


def _logins() -> int:
    before = timezone.now() - LOGINS_KEPT
    return sum(_deleted(model.objects.filter(attempt_time__lt=before)) for model in (AccessLog, AccessFailureLog))


def _codes() -> int:
    """Secrets of one-time codes that somebody was shown and never used."""
    before = timezone.now() - CODES_BEGUN
    return _deleted(TOTPDevice.objects.filter(confirmed=False, created_at__lt=before))


def _readers() -> int:
    return _deleted(ReaderToday.objects.filter(day__lt=timezone.localdate()))


def _drafts() -> int:
    """Automatic savings of letters that were sent in long ago, but for each writer's last of the round."""
    same = {name: OuterRef(name) for name in ("assignment", "round", "on_paper", "by")}
    later = DraftSave.objects.filter(**same, number__gt=OuterRef("number"))
    sent = Reply.objects.filter(assignment=OuterRef("assignment"), round=OuterRef("round"))
    old = DraftSave.objects.filter(is_automatic=True, at__lt=timezone.now() - DRAFTS_KEPT)
    return _deleted(
        DraftSave.objects.filter(pk__in=list(old.filter(Exists(later), Exists(sent)).values_list("pk", flat=True)))
    )


def _deleted(rows: models.QuerySet) -> int:
    """How many rows of this model were deleted."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


# Files that belong to nobody -------------------------------------------------------------------
def _private_orphans() -> int:
    """Scans whose row was never written, because the transaction around it failed."""
    known = set(PrivateFile.objects.values_list("sha256", flat=True))
    files = storing.private_files()
    by_content = (name for name in storing.everything(files) if BY_CONTENT.fullmatch(name))
    return _removed(files, (name for name in by_content if name.rpartition("/")[2] not in known))


def _media_orphans() -> int:
    """Images and documents whose row is gone."""
    known: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.FileField) and field.storage is default_storage:
                known |= set(model._base_manager.values_list(field.attname, flat=True))
    return _removed(default_storage, (name for name in storing.everything(default_storage) if name not in known))


def _removed(files: Storage, names: Iterable[str]) -> int:
    before = timezone.now() - ORPHANED_AFTER
    orphans = [name for name in names if files.get_modified_time(name) < before]
    for name in orphans:
        files.delete(name)
    return len(orphans)


# What acts of keeping left ---------------------------------------------------------------------
def _left_behind() -> int:
    data, count = Path(settings.DATA_DIR), 0
    for pattern in LEFT:
        for path in data.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            count += 1
    return count


def _aside() -> int:
    before = time.time() - ASIDE_KEPT
    old = [path for path in Path(settings.DATA_DIR).glob("before-restore-*") if path.stat().st_mtime < before]
    for path in old:
        shutil.rmtree(path)
    return len(old)


KINDS: dict[str, Callable[[], int]] = {
    "到期的登录会话": _sessions,
    "不再起作用的登录失败记录": _lock_outs,
    "六个月以前的登录日志": _logins,
    "没有启用完的验证码": _codes,
    "往日的读者摘要": _readers,
    "送审三十天后的自动暂存": _drafts,
    "没有传完的附件": storing.clear_partial_files,
    "没有登记的附件": _private_orphans,
    "没有登记的图片和文件": _media_orphans,
    "中断的恢复、升级留下的临时文件": _left_behind,
    "三十天以前被替换的数据": _aside,
}

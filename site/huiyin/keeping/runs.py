"""When what was last done (最近运行): one small file for each command, beside the data, read by 设置检查 and `huiyin doctor`."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

NOTED = {"backup", "remind", "settle", "press", "verify_history", "tidy", "upgrade"}
"Commands whose last run is noted as they end."
VERIFIED = "verified"
"The name under which it is noted that a backup was restored on trial."


@dataclass(frozen=True)
class LastRun:
    """The last time that something ran: when it ended, by which exit code, and what is to be known of it."""

    at: str
    code: int = 0
    about: str = ""

    @property
    def moment(self) -> datetime:
        """When."""
        return datetime.fromisoformat(self.at)


def _file(name: str) -> Path:
    return Path(settings.DATA_DIR) / "runs" / f"{name}.json"


def note(name: str, code: int = 0, about: str = "") -> None:
    """Note that something ended just now; what can't be written is left, for the act itself was done."""
    file = _file(name)
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        partial = file.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(asdict(LastRun(timezone.now().isoformat(), code, about)), ensure_ascii=False))
        os.replace(partial, file)
    except OSError:
        return


def last(name: str) -> LastRun | None:
    """The last run; None where it never ran here or its note can't be read."""
    try:
        return LastRun(**json.loads(_file(name).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None

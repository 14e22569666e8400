"""A place (安装处): one data directory with the database that belongs to it, the present one or a throw-away copy."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from huiyin import s3
from huiyin.keeping.troubles import WrongUse

FOLDERS = ("private", "media", "platforms")
"What lies in the data directory and is nowhere else; pressed/ and static/ can be made again."
PUBLIC = ("pressed", "static")
"What lies in the data directory and anybody may read."
SILENT = {
    **dict.fromkeys(s3.NAMED, ""),
    "HUIYIN_EMAIL_URL": "",
    "TRACKING_WEBHOOK_URL": "",
    "TRACKING_WEBHOOK_SECRET": "",
    "HUIYIN_TASKS": "inline",
    "HUIYIN_SERVER": "",
    "HUIYIN_REPLICA_URL": "",
}
"A throw-away place sends nothing to anybody, and has its files in folders of its own."


def refuse_inside(target: Path) -> None:
    """Say why what is kept can't be written here: the folder is public, or is itself what is kept."""
    target = target.resolve()
    for name in (*FOLDERS, *PUBLIC):
        folder = Path(settings.DATA_DIR) / name
        if target.is_relative_to(folder.resolve()):
            why = "谁都能读到" if name in PUBLIC else "本身在备份之中"
            raise WrongUse(f"不能写进 {folder}：这个文件夹{why}，请换一个位置。")


@dataclass(frozen=True)
class Answer:
    """What a command said: its exit code, its JSON object where it printed one, and its complaints."""

    code: int
    said: dict
    complaints: str


@dataclass(frozen=True)
class Place:
    """Where an installation lies: its data directory and Django's settings of its database."""

    data: Path
    database: dict
    is_throw_away: bool = False

    @classmethod
    def here(cls) -> "Place":
        """The present installation."""
        return cls(Path(settings.DATA_DIR), dict(connection.settings_dict))

    def elsewhere(self, data: Path, name: str) -> "Place":
        """A throw-away place with a database of the same kind under this name."""
        return replace(self, data=data, database=self.database | {"NAME": name}, is_throw_away=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is one file."""
        return self.database["ENGINE"].endswith("sqlite3")

    @property
    def url(self) -> str:
        """The database as HUIYIN_DATABASE_URL names it."""
        name = str(self.database["NAME"])
        if self.is_sqlite:
            return f"sqlite:///{name}"
        user, password = (quote(str(self.database.get(one) or ""), safe="") for one in ("USER", "PASSWORD"))
        account = f"{user}:{password}@" if password else f"{user}@" if user else ""
        at = f"{self.database.get('HOST') or ''}:{self.database.get('PORT') or ''}".rstrip(":")
        options = {name: value for name, value in self.database.get("OPTIONS", {}).items() if name.startswith("ssl")}
        return f"postgres://{account}{at}/{quote(name, safe='')}" + (f"?{urlencode(options)}" if options else "")

    def run(self, *command: str, further: dict[str, str] | None = None) -> Answer:
        """Run one of our commands in this place, in a process of its own."""
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "huiyin.settings",
            "HUIYIN_DATA_DIR": str(self.data),
            "HUIYIN_DATABASE_URL": self.url,
            "HUIYIN_SECRET_KEY": settings.SECRET_KEY,
            "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
        }
        environment |= (SILENT if self.is_throw_away else {}) | (further or {})
        done = subprocess.run(
            [sys.executable, "-m", "huiyin", *command], env=environment, capture_output=True, text=True
        )
        said = json.loads(done.stdout) if "--json" in command and done.stdout.startswith("{") else {}
        return Answer(done.returncode, said, done.stderr.strip())

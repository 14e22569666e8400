"""The platforms above (统一平台): which fields each has, under which names, in which order, within which limits, as data files.

Three examples lie beside this module; an office's own lie in platforms/ of its data folder, and go before an example of
the same name.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from publishing.models import PortalSettings

Key = Literal[
    "column_path", "title", "subtitle", "doc_number", "publisher", "issued_on", "theme", "genre", "keywords", "abstract",
    "source", "editor", "publicity", "validity",
]  # fmt: skip
"What a piece says of itself, by the names that data files and metadata use (移交字段)."
Column = Literal["zd", "ztqk", "rdjy", "zxta"]
FIRST = "fields"
"The example that is used where none is chosen."


class Broken(Exception):
    """A data file that can't be used; its text says which, where and why."""


class PlatformField(BaseModel):
    """A field of the platform's form: which of ours goes there, what it is called, and what it takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    of: Key
    name: Annotated[str, Field(min_length=1, max_length=40)]
    most: Annotated[int, Field(ge=1, le=10_000)] | None = None
    required: bool = False
    values: dict[str, str] = {}

    def value_of(self, said: str) -> str:
        """Our word as the platform has it (有效 → 1)."""
        return self.values.get(said, said)


class PlatformFile(BaseModel):
    """A data file (字段对照表)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(min_length=1, max_length=100)]
    day: str = "%Y-%m-%d"
    picture_kb: Annotated[int, Field(ge=20, le=2048)] = 200
    path_joiner: str = " > "
    keyword_joiner: Annotated[str, Field(min_length=1)] = "；"
    most_keywords: Annotated[int, Field(ge=1, le=20)] = 5
    columns: dict[Column, str] = {}
    field: Annotated[list[PlatformField], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform by its code, which is the name of its file."""

    code: str
    file: PlatformFile

    @property
    def name(self) -> str:
        """What people call it."""
        return self.file.name

    @property
    def fields(self) -> list[PlatformField]:
        """Its fields in its order."""
        return self.file.field

    def day(self, on: date | None) -> str:
        """A day as its form takes it."""
        if on is None:
            return ""
        plain = self.file.day.replace("%-m", str(on.month)).replace("%-d", str(on.day))
        return on.strftime(plain)


def folders() -> tuple[Path, Path]:
    """Where data files lie: the office's own, and the examples."""
    return Path(settings.PLATFORMS), Path(__file__).parent


def codes() -> list[str]:
    """The code of every platform there is, in order."""
    return sorted({file.stem for folder in folders() for file in folder.glob("*.toml")})


def platform_of(code: str) -> Platform:
    """The platform with this code; raises Broken with a sentence."""
    file = next((one for folder in folders() if (one := folder / f"{code}.toml") in folder.glob("*.toml")), None)
    if file is None:
        raise Broken(
            _("没有平台“%(code)s”的字段对照表；已有：%(known)s。") % {"code": code, "known": "、".join(codes())}
        )
    return Platform(code, _read(file))


def platforms() -> Iterator[Platform]:
    """All that can be used; a broken file of the office's own is told by `huiyin handover --platforms`."""
    for code in codes():
        try:
            yield platform_of(code)
        except Broken:
            continue


def current(portal: PortalSettings | None = None) -> Platform:
    """The platform of the portal's settings, which are read where none are given; where none is chosen, the first of the examples."""
    return platform_of((portal or PortalSettings.current()).platform or FIRST)


def _read(file: Path) -> PlatformFile:
    try:
        found = PlatformFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Broken(_("字段对照表 %(file)s 读不出来：%(why)s") % {"file": file, "why": problem}) from problem
    except ValidationError as problem:
        raise Broken(_("字段对照表 %(file)s 有误：%(why)s") % {"file": file, "why": _in_words(problem)}) from problem
    of = [one.of for one in found.field]
    if missing := sorted({"title", "keywords"} - {*of}):
        raise Broken(_("字段对照表 %(file)s 缺少：%(keys)s。") % {"file": file, "keys": "、".join(missing)})
    if double := sorted({key for key in of if of.count(key) > 1}):
        raise Broken(_("字段对照表 %(file)s 有重复的：%(keys)s。") % {"file": file, "keys": "、".join(double)})
    return found


def _in_words(problem: ValidationError) -> str:
    """The places of a data file that are wrong."""
    said = (f"{'.'.join(str(one) for one in found['loc'])}（{found['msg']}）" for found in problem.errors())
    return "；".join(said)

"""Opening a workbook (.xlsx, .xls, .csv): from a file of any sort to grids of cells, or one sentence why not."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from tracking.ledger import guises
from tracking.ledger.faults import Fault, judged
from tracking.ledger.grid import MOST_ROWS, Cell, Grid, Unreadable
from tracking.ledger.text_files import decoded, grid_of_text

__all__ = ["Cell", "Grid", "Unreadable", "grids_of", "read_bytes", "why_nothing"]

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
"A packed workbook may unpack to so many times its size; real ones stay below fifty times."
SMALL = 10 * 1024 * 1024
"Bytes of unpacked content up to which the ratio is not looked at: a small file can do no harm."
MOST_SECONDS = 120
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"


def read_bytes(source: str | Path | BinaryIO) -> bytes:
    """The file's content, from a path or an open file; a file larger than any ledger is refused."""
    try:
        if isinstance(source, str | Path):
            with Path(source).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
        else:
            data = source.read(MOST_BYTES + 1)
    except FileNotFoundError as problem:
        raise Unreadable(_("没有这个文件。")) from problem
    except OSError as problem:
        raise Unreadable(_("打不开文件：它是文件夹，或者没有读取它的权限。")) from problem
    if not data:
        raise Unreadable(_("文件是空的。"))
    if len(data) > MOST_BYTES:
        raise Unreadable(_("文件超过 %(most)s MB，请分成几个文件导入。") % {"most": MOST_BYTES // 2**20})
    return data


def is_packed(data: bytes) -> bool:
    """Whether the content begins as a workbook of Excel or WPS does (.xlsx, .xls); if not, it is read as text (.csv)."""
    return data.startswith((_ZIP, _OLE))


def why_nothing(data: bytes, name: str) -> str:
    """Why a file without any table of ours is no workbook at all, whatever its name says; empty where it is one."""
    return "" if is_packed(data) else guises.of_text(data, name)


def grids_of(data: bytes, *, moments: bool = False) -> tuple[list[Grid], list[str]]:
    """The visible worksheets of a file, and the names of hidden ones that are left out; raises Unreadable.

    A ledger knows days alone; with `moments` a cell of Excel that has a time of day keeps it.
    """
    grids, hidden = _grids_of(data, _with_moments if moments else _with_days)
    for grid in grids:
        for _number, cells in grid.rows:
            cells[:] = [judged(cell) if isinstance(cell, str) else cell for cell in cells]
    return grids, hidden


def _grids_of(data: bytes, reading: Callable[[dict], object]) -> tuple[list[Grid], list[str]]:
    if data.startswith(_ZIP):
        check_package(data)
        return _parsed(data, reading=reading)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(_has_password())
        return _parsed(data, reading=reading)
    text, damaged = decoded(data)
    head = text.lstrip()[:200].lower()
    if head.startswith("<"):
        return _parsed(text.encode("utf-8", "replace"), "page")
    if head.startswith("%pdf"):
        raise Unreadable(guises.of_bytes(data))
    if head.startswith(("{", "mime-version:")):
        raise Unreadable(_("文件是网页存档或其他格式，不是工作簿；请用 Excel 或 WPS 打开后另存为 .xlsx。"))
    return [grid_of_text(text, damaged)], []


def _has_password() -> str:
    return _("工作簿设有打开密码，请取消密码、另存后再导入。")


def _broken() -> str:
    return _("文件不是能打开的工作簿，可能已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx。")


def check_package(data: bytes, most_unpacked: int = MOST_UNPACKED) -> None:
    """Look at a packed workbook's list of contents before anything is unpacked; raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            contents = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as problem:
        raise Unreadable(_broken()) from problem
    if any(one.flag_bits & 1 for one in contents):
        raise Unreadable(_has_password())
    unpacked = sum(one.file_size for one in contents)
    if unpacked > most_unpacked or (unpacked > SMALL and unpacked > MOST_RATIO * len(data)):
        raise Unreadable(_too_large())
    names = {one.filename.replace("\\", "/").lstrip("/").lower() for one in contents}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise Unreadable(guises.of_package(names))


def _too_large() -> str:
    return _("工作簿展开后过大，不像正常的台账，没有读取；请把内容复制到新的工作簿再导入。")


def _parsed(
    data: bytes, kind: str = "workbook", *, reading: Callable[[dict], object] | None = None
) -> tuple[list[Grid], list[str]]:
    """The worksheets, parsed by another process (parsing/) that may die of the file without harm."""
    found = run_bounded(Path(__file__).with_name("parsing"), data, kind, reading=reading or _with_days)
    if "problem" in found:
        raise Unreadable(_why_not(found["problem"], data))
    grids = [
        Grid(one["name"], [(number, cells) for number, cells in one["rows"]], [tuple(area) for area in one["merged"]])
        for one in found["sheets"]
        if one["visible"]
    ]
    if any(len(grid.rows) > MOST_ROWS for grid in grids):
        raise Unreadable(_("工作表超过 %(most)s 行，请分成几个文件导入。") % {"most": MOST_ROWS})
    if found["broken"]:
        names = "、".join(found["broken"])
        raise Unreadable(
            _("工作表“%(names)s”已损坏，读不出来；请用 Excel 或 WPS 打开后另存为 .xlsx，或删去这张表。")
            % {"names": names}
        )
    return grids, [one["name"] for one in found["sheets"] if not one["visible"]]


def _why_not(problem: str, data: bytes) -> str:
    """The sentence for the problem that the parser reports."""
    match problem:
        case "password":
            return _has_password()
        case "large":
            return _too_large()
        case "no table":
            return _("文件是网页或 XML 文件，里面没有表格；请用 Excel 或 WPS 打开原来的表格，另存为 .xlsx 后再导入。")
    return (guises.of_ole(data) if data.startswith(_OLE) else "") or _broken()


def run_bounded(program: Path, data: bytes, *arguments: str, reading: Callable[[dict], object] | None = None) -> dict:
    """What a program of ours that bounds its own memory and time answers about a file; raises Unreadable if it dies."""
    try:
        run = subprocess.run(  # noqa: S603 - our own file, run by the Python that runs us
            [sys.executable, "-I", str(program), *arguments],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise Unreadable(_too_large()) from problem
    if run.returncode != 0:
        raise Unreadable(_too_large())
    return json.loads(run.stdout, object_hook=reading or _with_days)


def _with_moments(found: dict) -> dict | date | Fault:
    """The same, with the time of day of a cell that has one."""
    return datetime.fromisoformat(f"{found['day']}T{found['time']}") if "time" in found else _with_days(found)


def _with_days(found: dict) -> dict | date | Fault:
    if "day" in found:
        return date.fromisoformat(found["day"])
    return Fault(found["fault"], found["text"]) if "fault" in found else found

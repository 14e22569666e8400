"""Opening a workbook (.xlsx, .xls, .csv): from a file of any sort to grids of cells, or one sentence why not."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
"How many times its size a packed workbook may unpack to; real ones stay below fifty."
SMALL = 10 * 1024 * 1024
"Up to here the ratio says nothing."
MOST_COLUMNS = 500
MOST_ROWS = 100_000
MOST_SECONDS = 120
WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods"}
"Names of files that are workbooks, where they are what they are called."
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"

Cell = str | int | float | bool | date | None


class Unreadable(Exception):
    """A file from which no rows can be read; its text is a sentence in Chinese that says why and what to do."""


@dataclass(slots=True)
class Grid:
    """One worksheet as it lies in the file: rows by their number in Excel less one, and merged ranges."""

    name: str
    rows: list[tuple[int, list[Cell]]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    "First row, first column, last row, last column; all from 0."


def read_bytes(source: str | Path | BinaryIO) -> bytes:
    """The file's content, from a path or an open file; no more than the office can have meant."""
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


def why_no_workbook(data: bytes, name: str) -> str:
    """Why a file in which nothing of ours was found is no workbook at all, whatever its name says; else empty."""
    suffix = Path(name).suffix.lower()
    if is_packed(data) or suffix not in WORKBOOKS:
        return ""
    words = _(
        "文件名以%(suffix)s结尾，内容却是普通文字，不是工作簿；请用 Excel 或 WPS 打开原来的表格，另存为 .xlsx 后再导入。"
    )
    return words % {"suffix": f" {suffix} "}


def grids_of(data: bytes) -> tuple[list[Grid], list[str]]:
    """The visible worksheets of a file, and the names of hidden ones that are left out; raises Unreadable."""
    if data.startswith(_ZIP):
        check_package(data)
        return _worksheets(data)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable(_has_password())
        return _worksheets(data)
    return [_from_text(data)], []


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
    names = {one.filename for one in contents}
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise Unreadable(_("文件是压缩包或其他文档，不是工作簿；请选择 .xlsx、.xls 或 .csv 文件。"))


def _too_large() -> str:
    return _("工作簿展开后过大，不像正常的台账，没有读取；请把内容复制到新的工作簿再导入。")


def _worksheets(data: bytes) -> tuple[list[Grid], list[str]]:
    """The worksheets, parsed by another process (grids.py) that may die of the file without harm."""
    found = run_bounded(Path(__file__).with_name("grids.py"), data)
    if "problem" in found:
        raise Unreadable(_has_password() if found["problem"] == "password" else _broken())
    sheets = found["sheets"]
    grids = [
        Grid(one["name"], [(number, cells) for number, cells in one["rows"]], [tuple(area) for area in one["merged"]])
        for one in sheets
        if one["visible"]
    ]
    if any(len(grid.rows) > MOST_ROWS for grid in grids):
        raise Unreadable(_("工作表超过 %(most)s 行，请分成几个文件导入。") % {"most": MOST_ROWS})
    return grids, [one["name"] for one in sheets if not one["visible"]]


def run_bounded(program: Path, data: bytes) -> dict:
    """What a program of ours that bounds its own memory and time answers about a file; raises Unreadable if it dies."""
    try:
        run = subprocess.run(  # noqa: S603 - our own file, run by the Python that runs us
            [sys.executable, "-I", str(program)], input=data, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as problem:
        raise Unreadable(_too_large()) from problem
    if run.returncode != 0:
        raise Unreadable(_too_large())
    return json.loads(run.stdout, object_hook=_with_days)


def _with_days(found: dict):
    return date.fromisoformat(found["day"]) if "day" in found else found


def _from_text(data: bytes) -> Grid:
    """A CSV, in UTF-8 or as Chinese Excel saves it (GB18030); Excel's “Unicode 文本” too."""
    text = _decoded(data)
    head = text.lstrip()[:200].lower()
    if head.startswith(("<", "{", "%pdf")):
        raise Unreadable(_("文件是网页或其他格式，不是工作簿；请用 Excel 或 WPS 打开后另存为 .xlsx。"))
    first_lines = text[:5000]
    delimiter = max(",\t;", key=first_lines.count)
    rows = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if len(cells) > MOST_COLUMNS or number > MOST_ROWS:
                raise Unreadable(_too_large())
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
    except csv.Error as problem:
        raise Unreadable(_broken()) from problem
    return Grid("", rows)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(sign in text for sign in ("\0", "\1", "\2", "\3", "\4", "\5", "\6")):
            return text
    raise Unreadable(_("文件不是工作簿；请选择 .xlsx、.xls 或 .csv 文件。"))

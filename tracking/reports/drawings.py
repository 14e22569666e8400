"""What is drawn on a workbook's sheets (文本框、图形、图片、图表): copied as it lies in the file, never read and rewritten.

The library that writes workbooks knows pictures and some charts; text boxes, shapes and SmartArt would be gone. Used by
template.py, which runs as a process of its own, so this module imports nothing of the project.
"""

import io
import posixpath
import re
import zipfile
from xml.etree import ElementTree

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
AFTER_DRAWING = re.compile(
    rb"<(?:\w+:)?(?:legacyDrawing|legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b"
    rb"|</(?:\w+:)?worksheet>"
)
ROW = re.compile(rb"(<(?:\w+:)?row>)(\d+)(</(?:\w+:)?row>)")
KEPT = "rIdKept"


def put_back(template: bytes, filled: bytes, moves: dict[int, list[tuple[int, int]]]) -> bytes:
    """The filled workbook with the template's drawings; `moves`: sheet → (below this row, moved down by so many)."""
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(io.BytesIO(filled)) as new:
        parts = {name: new.read(name) for name in new.namelist()}
        copied: dict[str, bytes] = {}
        for number, (was, now) in enumerate(zip(_sheets(old), _sheets(new), strict=True)):
            drawing = _drawing_of(old, was)
            if drawing is None:
                continue
            copied |= _with_what_it_needs(old, drawing)
            copied[drawing] = _moved(copied[drawing], moves[number])
            _refer(parts, now, drawing)
        if not copied:
            return filled
        kinds = _kinds(old.read("[Content_Types].xml"), copied)
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kinds + b"</Types>")
        parts |= copied
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _relations(package: zipfile.ZipFile, part: str) -> list[tuple[str, str, str]]:
    """What a part refers to within the package: number, kind and path."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in package.namelist():
        return []
    found = []
    for one in ElementTree.fromstring(package.read(path)):  # noqa: S314 - in a process of its own, with little memory
        if one.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/" + folder, one.get("Target", "")))
            found.append((one.get("Id", ""), one.get("Type", ""), target.lstrip("/")))
    return found


def _sheets(package: zipfile.ZipFile) -> list[str]:
    """The paths of the worksheets, in their order in the workbook."""
    targets = {
        number: path for number, kind, path in _relations(package, "xl/workbook.xml") if kind.endswith("/worksheet")
    }
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - as above
    ids = [one.get(f"{{{RELATION}}}id") for one in book.iter() if one.tag.rpartition("}")[2] == "sheet"]
    return [targets[one] for one in ids if one in targets]


def _drawing_of(package: zipfile.ZipFile, sheet: str) -> str | None:
    found = (path for _number, kind, path in _relations(package, sheet) if kind.endswith("/drawing"))
    return next((path for path in found if path in package.namelist()), None)


def _with_what_it_needs(package: zipfile.ZipFile, part: str) -> dict[str, bytes]:
    """A part, its relations and every part that those lead to: pictures, charts, diagrams."""
    found: dict[str, bytes] = {}
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if one in found or one not in package.namelist():
            continue
        found[one] = package.read(one)
        folder, name = posixpath.split(one)
        relations = f"{folder}/_rels/{name}.rels"
        if relations in package.namelist():
            found[relations] = package.read(relations)
            waiting += [path for _number, _kind, path in _relations(package, one)]
    return found


def _moved(drawing: bytes, moves: list[tuple[int, int]]) -> bytes:
    """A drawing whose places below a repeated row are as far down as the cells there."""
    for below, more in moves:
        drawing = ROW.sub(
            lambda row, below=below, more=more: row[1] + b"%d" % (int(row[2]) + more * (int(row[2]) >= below)) + row[3],
            drawing,
        )
    return drawing


def _refer(parts: dict[str, bytes], sheet: str, drawing: str) -> None:
    """Say in a sheet and among its relations that it has this drawing."""
    mark = f'<drawing xmlns:r="{RELATION}" r:id="{KEPT}"/>'.encode()
    parts[sheet] = AFTER_DRAWING.sub(lambda found: mark + found[0], parts[sheet], count=1)
    folder, name = posixpath.split(sheet)
    path = f"{folder}/_rels/{name}.rels"
    nothing = f'<Relationships xmlns="{PACKAGE}/relationships"></Relationships>'.encode()
    entry = f'<Relationship Id="{KEPT}" Type="{RELATION}/drawing" Target="/{drawing}"/></Relationships>'.encode()
    parts[path] = parts.get(path, nothing).replace(b"<Relationships/>", nothing).replace(b"</Relationships>", entry)


def _kinds(listed: bytes, copied: dict[str, bytes]) -> bytes:
    """The template's entries of content types for the parts that were copied."""
    endings = {name.rpartition(".")[2] for name in copied}
    found = ""
    for one in ElementTree.fromstring(listed):  # noqa: S314 - as above
        kind = one.get("ContentType")
        if one.get("PartName", "").lstrip("/") in copied:
            found += f'<Override PartName="{one.get("PartName")}" ContentType="{kind}"/>'
        elif one.get("Extension") in endings - {"xml", "rels", "vml"}:
            found += f'<Default Extension="{one.get("Extension")}" ContentType="{kind}"/>'
    return found.encode()

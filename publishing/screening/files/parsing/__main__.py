"""TextRun by itself, as a process with little memory: opens a file from outside and tells all that it says, as JSON on stdout.

A file may be made to fill the memory or to crash the library that reads it, so it is never the office's own process
that opens one. `read` takes the file; `mask` takes JSON with the file and the edits of each passage, and answers the
file anew with its properties taken off; `clean` only takes them off. Libraries are loaded for the kind of file at hand.
"""

import base64
import json
import runpy
import sys
from pathlib import Path

from packages import Limits, NotOpened
from passages import Read

LIMITS = Path(__file__).resolve().parents[4] / "tracking" / "ledger" / "parsing" / "limits.py"
MOST_PASSAGES = 500_000
_OLE = b"\xd0\xcf\x11\xe0"


def read_file(read: Read, data: bytes, where: str = ""):
    """Read a file of whatever kind its content says; the open package is answered, so that it can be changed."""
    if data.startswith(b"PK"):
        from office import Office

        office = Office(data, Limits(len(data)))
        office.read(read, where, read_file)
        return office
    if is_pdf(data):
        from pdfs import read_pdf

        read_pdf(read, data, where, read_file)
    elif data.startswith(_OLE):
        raise NotOpened("password" if "EncryptedPackage".encode("utf-16-le") in data else "old")
    elif where and (text := said(data)) is not None:
        read.add(where, text)
    else:
        from pictures import read_picture

        read_picture(read, data, where or "图片")
    return None


def is_pdf(data: bytes) -> bool:
    """Whether it is a PDF, which may begin with some other bytes."""
    return b"%PDF-" in data[:1024]


def said(data: bytes) -> str | None:
    """The text of a file inside another; None when it is none."""
    for encoding in ("utf-8-sig", "gb18030") if b"\0" not in data else ():
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def cleaned(data: bytes) -> bytes:
    """The file without its properties."""
    if data.startswith(b"PK"):
        return read_file(Read(), data).packed()
    if is_pdf(data):
        from pdfs import without_metadata

        return without_metadata(data)
    from pictures import redrawn

    return redrawn(data)


def masked(data: bytes, edits: dict[str, list]) -> bytes:
    """A package with the edits of each passage made, from the last to the first, and without its properties."""
    read = Read()
    office = read_file(read, data)
    for number, changes in edits.items():
        edit = read.passages[int(number)].edit
        if edit is not None:
            for start, end, text in sorted(changes, reverse=True):
                edit(start, end, text)
    return office.packed()


def answer(act: str, given: bytes) -> dict:
    """What the process answers."""
    try:
        if act == "read":
            read = Read()
            read_file(read, given)
            if len(read.passages) > MOST_PASSAGES:
                return {"problem": "large"}
            passages = [[one.where, one.text, one.labels, one.edit is not None] for one in read.passages]
            return {"passages": passages, "notes": read.notes}
        if act == "clean":
            return {"file": base64.b64encode(cleaned(given)).decode()}
        asked = json.loads(given)
        return {"file": base64.b64encode(masked(base64.b64decode(asked["file"]), asked["edits"])).decode()}
    except NotOpened as why:
        return {"problem": str(why)}
    except Exception:
        # Whatever a library stumbles over in a file from outside, the file is not to be relied on.
        return {"problem": "broken"}


if __name__ == "__main__":
    runpy.run_path(str(LIMITS))["limit"]()
    json.dump(answer(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)

"""Workbooks and lists with anything changed in them are read or refused in a sentence; none ends in an exception.

50 of them each time, 2000 by `make thorough`; HUIYIN_MUTATIONS says how many.
"""

import io
import os
import random
import zipfile

from tests.thorough import times
from tests.tracking.ledger.books import ANSWERED, PLAIN, csv_bytes, xlsx
from tracking import ledger

MUTATIONS = int(os.environ.get("HUIYIN_MUTATIONS") or times(50, 2000))
PIECES = [
    b"#N/A", b"#SPILL!", b"<c r=\"B2\" t=\"e\"><v>#REF!</v></c>", b"<f>A1</f>", b' t="s"', b' t="q"', b' r="ZZ9"', b"<row>", b"</c>", b"&x;", b"\0",
    b"\xff", "张三 李四".encode(), "编号".encode(), "提案号".encode(), b"<td rowspan=9>", b"</table>", b"=DISPIMG(\"x\",1)", b"2024-13-45", b"\xd5\xc5",
    b'"', b",", b"\t", "等5人".encode(), "（领衔".encode(), b"99999999999999999999", "第13、35号".encode(), b'<mergeCell ref="A1:B9"/>',
]  # fmt: skip


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Bytes with a few places overwritten, doubled, cut out, or with something else put in."""
    content = bytearray(data)
    for _change in range(chance.randint(1, 6)):
        place, length = chance.randrange(len(content) + 1), chance.randint(1, 30)
        match chance.randrange(5):
            case 0:
                content[place : place + length] = chance.randbytes(length)
            case 1:
                content[place:place] = content[place : place + length]
            case 2:
                del content[place : place + length]
            case 3:
                content[place:place] = chance.choice(PIECES)
            case 4:
                content[place : place + length] = chance.choice(PIECES)
    return bytes(content)


def one_of(chance: random.Random) -> tuple[bytes, str]:
    """A workbook, a text or a web page with something changed in it: in its parts, or in the file as a whole."""
    kind = chance.choice(["parts", "parts", "parts", "file", "csv", "page"])
    if kind == "csv":
        encoding = chance.choice(["utf-8-sig", "gb18030", "utf-16"])
        rows = ({name: str(value) for name, value in row.items()} for row in (PLAIN, PLAIN | ANSWERED))
        return mutated(chance, csv_bytes(*rows, encoding=encoding).getvalue()), "台账.csv"
    if kind == "page":
        cells = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in line)}</tr>" for line in (PLAIN, PLAIN.values()))
        return mutated(chance, f"<html><table>{cells}</table></html>".encode()), "台账.xls"
    book = xlsx(PLAIN, PLAIN | ANSWERED | {"编号": 2})
    if kind == "file":
        return mutated(chance, book.getvalue()), "台账.xlsx"
    made = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(made, "w") as new:
        chosen = chance.choice(["xl/worksheets/sheet1.xml"] * 6 + old.namelist())
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, mutated(chance, content) if part == chosen else content)
    return made.getvalue(), "台账.xlsx"


def test_mutated_workbooks_are_read_or_refused_in_a_sentence(session, units):
    read = 0
    for seed in range(MUTATIONS):
        data, name = one_of(random.Random(seed))
        try:
            sheet = ledger.read(io.BytesIO(data), name)
        except ledger.Unreadable as problem:
            assert str(problem).endswith("。"), (seed, str(problem))
            continue
        made = ledger.plan(sheet, session)
        assert all(error.message for error in made.errors), seed
        read += 1
    assert read > MUTATIONS / 4

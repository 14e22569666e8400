"""A workbook of Excel 97 (.xls): the cells with errors, which the parser gives as blanks.

Only what is needed of the two formats is read: the streams of a compound file, and the records of a workbook that
name its sheets and hold errors, alone or as the result of a formula.
"""

import struct
from collections.abc import Iterator

_END = 0xFFFFFFFA
"Sector numbers from here on end a chain, or are no sectors."
_BOF, _EOF, _SHEET, _FORMULA, _ERROR = 0x0809, 0x000A, 0x0085, 0x0006, 0x0205
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

Faults = dict[tuple[int, int], list[str]]


def faults_in_old_workbook(data: bytes) -> dict[str, Faults]:
    """The cells with errors, by sheet, row and column from 0; none in a file of another form, or one that is damaged."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return {}
    try:
        stream = _workbook_stream(data)
        return {name: _faults(stream, start) for name, start in _sheets(stream)}
    except (struct.error, IndexError, ValueError, UnicodeDecodeError):
        return {}


def _workbook_stream(data: bytes) -> bytes:
    """The stream of the compound file that holds the workbook's records."""
    sector, small = 1 << struct.unpack_from("<H", data, 30)[0], 1 << struct.unpack_from("<H", data, 32)[0]
    first_directory, _signature, cutoff, first_small = struct.unpack_from("<IIII", data, 48)

    def at(number: int) -> bytes:
        return data[(number + 1) * sector : (number + 2) * sector]

    numbers = [one for one in struct.unpack_from("<109I", data, 76) if one < _END]
    more = struct.unpack_from("<I", data, 68)[0]
    while more < _END and len(numbers) < 10_000:
        *entries, more = struct.unpack(f"<{sector // 4}I", at(more))
        numbers += [one for one in entries if one < _END]
    next_of = [one for number in numbers for one in struct.unpack(f"<{sector // 4}I", at(number))]

    def chain(first: int, following: list[int]) -> Iterator[int]:
        for _step in range(len(following)):
            if first >= _END:
                return
            yield first
            first = following[first]

    def whole(first: int) -> bytes:
        return b"".join(at(number) for number in chain(first, next_of))

    directory = whole(first_directory)
    entries = [directory[place : place + 128] for place in range(0, len(directory), 128)]
    names = {entry[: max(0, entry[64] - 2)].decode("utf-16-le"): entry for entry in entries if len(entry) == 128}
    entry = names.get("Workbook") or names.get("Book")
    if entry is None:
        return b""
    first, size = struct.unpack_from("<II", entry, 116)
    if size >= cutoff:
        return whole(first)[:size]
    table = whole(first_small)
    following = list(struct.unpack(f"<{len(table) // 4}I", table))
    box = whole(struct.unpack_from("<I", entries[0], 116)[0])
    return b"".join(box[number * small : (number + 1) * small] for number in chain(first, following))[:size]


def _records(stream: bytes, place: int = 0) -> Iterator[tuple[int, bytes]]:
    """The records from a place on, to the end of what begins there; what is nested in it is passed over."""
    depth = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, stream[place + 4 : place + 4 + length]
        elif depth <= 0:
            return
        place += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Every sheet's name and where its records begin."""
    for kind, content in _records(stream):
        if kind == _SHEET:
            length, wide = content[6], content[7] & 1
            text = content[8 : 8 + length * (2 if wide else 1)]
            yield text.decode("utf-16-le" if wide else "latin-1"), struct.unpack_from("<I", content)[0]


def _faults(stream: bytes, start: int) -> Faults:
    found: Faults = {}
    for kind, content in _records(stream, start):
        code = None
        if kind == _ERROR and content[7]:
            code = content[6]
        elif kind == _FORMULA and content[12:14] == b"\xff\xff" and content[6] == 2:
            code = content[8]
        if code is not None:
            found[struct.unpack_from("<HH", content)] = ["error", _ERRORS.get(code, "#N/A")]
    return found

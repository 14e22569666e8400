"""Run by itself, as a process with little memory: a workbook on stdin becomes plain grids as JSON on stdout.

The parser takes memory for the whole rectangle that a sheet's cells span: two cells in opposite corners of a small file
are enough to end the process. So it is never the office's own process that opens a file.
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO

MOST_MEMORY = 1 << 30
MOST_SECONDS = 60


def limit() -> None:
    """Bound memory and time, where the system knows how to."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    except (ImportError, ValueError, OSError):
        pass


def plain(value):
    """A cell as JSON holds it; days as {"day": ISO}."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value) if isinstance(value, time | timedelta) else value


def grids(data: bytes) -> dict:
    """Every worksheet with its rows (number from 0, cells) and merged ranges; {"problem": …} for what can't be read."""
    from python_calamine import PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    try:
        workbook = load_workbook(BytesIO(data))
        found = []
        for about in workbook.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            rows = [
                [number, [plain(cell) for cell in cells]]
                for number, cells in enumerate(sheet.to_python(skip_empty_area=False))
                if any(cell != "" for cell in cells)
            ]
            merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or []]
            visible = about.visible == SheetVisibleEnum.Visible
            found.append({"name": about.name, "visible": visible, "rows": rows, "merged": merged})
    except PasswordError:
        return {"problem": "password"}
    except BaseException as problem:  # the parser's own panics are no Exception
        if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        return {"problem": "password" if "password" in str(problem).lower() else "broken"}
    return {"sheets": found}


if __name__ == "__main__":
    limit()
    json.dump(grids(sys.stdin.buffer.read()), sys.stdout)

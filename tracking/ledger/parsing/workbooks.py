"""Workbooks of Excel and WPS as plain grids; a cell that can't be read stands in its grid as {"fault": …}, never as a blank."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

from old_workbooks import faults_in_old_workbook
from packages import Package


def plain(value: object) -> object:
    """A cell as JSON holds it; days as {"day": ISO}, with the time of day beside it where there is one."""
    if isinstance(value, datetime):
        clock = {"time": value.time().isoformat()} if value.time() != time() else {}
        return {"day": value.date().isoformat(), **clock}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value) if isinstance(value, time | timedelta) else value


def grids_of_workbook(data: bytes) -> dict:
    """Every worksheet; where the parser stumbles over one odd name or cell, once more without it."""
    package = Package.of(data)
    try:
        return _read(data, package)
    except BaseException as problem:  # the parser's own panics are no Exception
        if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        if "password" in str(problem).lower():
            return {"problem": "password"}
    if package is None:
        return {"problem": "broken"}
    try:
        return _read(package.mended(), package)
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        return {"problem": "broken"}


def _read(data: bytes, package: Package | None) -> dict:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    workbook = load_workbook(BytesIO(data))
    faults = package.faults() if package is not None else faults_in_old_workbook(data)
    found, broken, problems = [], [], []
    for about in workbook.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_name(about.name)
            rows = [[plain(cell) for cell in cells] for cells in sheet.to_python(skip_empty_area=False)]
            merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or []]
        except Exception as problem:
            broken.append(about.name)
            problems.append(problem)
            continue
        _lay_in(rows, faults.get(about.name, {}))
        visible = about.visible == SheetVisibleEnum.Visible
        kept = [[number, cells] for number, cells in enumerate(rows) if any(cell != "" for cell in cells)]
        found.append({"name": about.name, "visible": visible, "rows": kept, "merged": merged})
    if problems and (not found or (package is not None and not package.is_mended)):
        raise problems[0]
    return {"sheets": found, "broken": broken}


def _lay_in(rows: list[list], faults: dict[tuple[int, int], list[str]]) -> None:
    """Put the cells that can't be read where the parser saw blank ones, and pictures where there is nothing else."""
    for (row, column), (what, text) in faults.items():
        rows += [[] for _missing in range(row + 1 - len(rows))]
        cells = rows[row]
        cells += [""] * (column + 1 - len(cells))
        if what != "float" or cells[column] == "":
            cells[column] = {"fault": "picture" if what == "float" else what, "text": text}

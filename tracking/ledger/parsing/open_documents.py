"""A worksheet of OpenDocument (.ods): its errors and formulas without a result, which the parser gives as blanks or as 0."""

from sheet_cells import Faults, pass_over

_MOST_REPEATED = 1000
"How many copies of a repeated faulty cell are reported."


class _Content:
    """What a pass through a document's content finds, sheet by sheet."""

    def __init__(self) -> None:
        self.found: dict[str, Faults] = {}
        self.sheet: Faults = {}
        self.row, self.rows, self.column, self.columns = 0, 1, 0, 1
        self.cell: dict[str, str] | None = None
        self.texts: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A sheet, a row or a cell begins."""
        tag, said = tag.rpartition(":")[2], {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if tag == "table":
            self.sheet = self.found.setdefault(said.get("name", ""), {})
            self.row, self.rows = 0, 1
        elif tag == "table-row":
            self.column, self.rows = 0, _count(said.get("number-rows-repeated"))
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell, self.texts = {**said, "type": attributes.get("calcext:value-type", "")}, []
            self.columns = _count(said.get("number-columns-repeated"))

    def text(self, text: str) -> None:
        """What a cell shows."""
        if self.cell is not None:
            self.texts.append(text)

    def end(self, tag: str) -> None:
        """A cell or a row ends."""
        tag = tag.rpartition(":")[2]
        if tag in ("table-cell", "covered-table-cell") and self.cell is not None:
            if (fault := self._fault(self.cell)) is not None:
                for row in range(self.row, self.row + min(self.rows, _MOST_REPEATED)):
                    for column in range(self.column, self.column + min(self.columns, _MOST_REPEATED)):
                        self.sheet[row, column] = fault
            self.column += self.columns
            self.cell = None
        elif tag == "table-row":
            self.row += self.rows

    def _fault(self, cell: dict[str, str]) -> list[str] | None:
        shown = "".join(self.texts).strip()
        if "formula" not in cell:
            return None
        if cell["type"] == "error" or shown.startswith(("#", "Err:")):
            return ["error", shown or "#N/A"]
        return ["formula", ""] if "value-type" not in cell and not shown else None


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 1


def faults_in_document(xml: bytes) -> dict[str, Faults]:
    """Errors and formulas without a result, by sheet, row and column from 0."""
    if b"formula" not in xml:
        return {}
    content = _Content()
    pass_over(xml, content.start, content.text, content.end)
    return content.found

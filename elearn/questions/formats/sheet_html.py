"""Tables of a web page: old programs export them with the name .xls. Pure."""

from html.parser import HTMLParser

from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.worksheet import MOST_COLUMNS, MOST_ROWS, Sheet, too_many
from elearn.questions.parsed import clean

MOST_CELLS = 200_000
MOST_TABLES = 400
_HIDDEN = frozenset(["script", "style", "head", "title", "template"])
_BREAKS = frozenset(["br", "p", "div", "li"])


class _Tables(HTMLParser):
    """Rows of texts; a cell over several columns or rows stands in the first of them, as in a merged cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.outside: list[str] = []
        self.cell: list[str] | None = None
        self.width = 1
        self.hidden = 0
        self.below: dict[int, int] = {}
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag == "table":
            self._end_cell()
            self.tables.append([])
            self.below = {}
            self._count(MOST_CELLS // MOST_TABLES)
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].append([])
            self._count(1)
        elif tag in ("td", "th") and self.tables:
            self._begin_cell(own)
        elif tag in _BREAKS and self.cell:
            self.cell.append("\n")
        elif tag == "img" and self.cell is not None:
            self.cell.append(f'\n<img src="{own.get("src", "")[:60]}">')

    def _count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > MOST_CELLS:
            raise too_many("html")

    def _begin_cell(self, own: dict[str, str]) -> None:
        self._end_cell()
        if not self.tables[-1]:
            self.tables[-1].append([])
        row = self.tables[-1][-1]
        self._skip(row)
        self.cell, self.width = [], _span(own.get("colspan", ""))
        self._count(self.width)
        for at in range(self.width):
            if (down := _span(own.get("rowspan", ""))) > 1:
                self.below[len(row) + at] = down - 1

    def _skip(self, row: list[str]) -> None:
        while self.below.get(len(row), 0) > 0 and len(self.tables[-1]) > 1:
            self.below[len(row)] -= 1
            row.append("")
            self._count(1)

    def _end_cell(self) -> None:
        if self.cell is not None:
            self.tables[-1][-1] += ["".join(self.cell), *[""] * (self.width - 1)]
            self.cell = None

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Take “<![…” that is no known section for text: the parser of Python fails on it."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return -1

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data.removeprefix("CDATA["))

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        text = " ".join(data.split())
        if self.cell is None:
            self.outside += [text] if text else []
        elif text:
            self.cell.append((" " if data[:1].isspace() and self.cell else "") + text)


def _span(text: str) -> int:
    return max(1, min(int(text), MOST_COLUMNS)) if text.strip().isdecimal() else 1


def read_html(text: str) -> tuple[list[Sheet], str]:
    """Return the tables of a page, and the texts outside them. Raises Unreadable."""
    found = _Tables()
    found.feed(text)
    found.close()
    found.handle_endtag("table")
    sheets = []
    for number, table in enumerate(found.tables, 1):
        if len(table) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in table):
            raise too_many(f"table {number}")
        cells = [(at, [Cell(clean(value)) for value in row]) for at, row in enumerate(table, 1)]
        name = f"{number}" if len(found.tables) > 1 else ""
        sheets.append(Sheet(name, [(at, row) for at, row in cells if any(cell.text for cell in row)]))
    return [sheet for sheet in sheets if sheet.rows], " ".join(found.outside)

"""The parts of a table: each header begins a block with its own columns; headings between rows name kinds. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from elearn.questions.formats import marks
from elearn.questions.formats.columns import Columns, find_header, header_word, is_header, named, option_place
from elearn.questions.formats.raw import KIND_PATTERN, kind_of
from elearn.questions.formats.reading import Place, Reading
from elearn.questions.formats.sheet import Cell, Sheet
from elearn.questions.grading import Kind

_KIND_IN_NAME = re.compile(rf"(?:{KIND_PATTERN})题?(?:库|表|目|答案|参考答案)?[-_\s]*\d*")
Row = tuple[int, list[Cell]]


@dataclass
class Block:
    """Rows below one header. `kind` of each row: what the table's name or the heading above says."""

    sheet: Sheet
    columns: Columns
    header: list[Cell]
    rows: list[tuple[Row, Kind | None]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Return how many columns the header spans."""
        known = list(self.columns.roles)
        named_cells = [column for column, cell in enumerate(self.header) if cell.text]
        return max([*known, *named_cells], default=-1) + 1


def at(row: Sequence[Cell], column: int) -> str:
    """Return the text in a column, "" beyond the row's end."""
    return row[column].text if column < len(row) else ""


def joined(row: Sequence[Cell]) -> str:
    """Return a row as one line."""
    return " | ".join(cell.text for cell in row if cell.text)


def place(sheet: Sheet, number: int) -> Place:
    """Return where a row stands."""
    return Place(sheet=sheet.name or None, row=number)


def blocks_of(sheet: Sheet, asked: Columns | None, reading: Reading) -> list[Block]:
    """Return the blocks of a table, none where no header is found; what stands outside them is noted as ignored."""
    kind = kind_of(sheet.name) if _KIND_IN_NAME.fullmatch(sheet.name.strip()) else None
    if asked:
        return _asked(sheet, asked, kind, reading)
    headers = [index for index, (_, row) in enumerate(sheet.rows) if is_header(row)]
    if not headers and (found := find_header(sheet.rows)):
        headers = [found[0]]
    blocks: list[Block] = []
    begin = 0
    for index, (number, row) in enumerate(sheet.rows):
        if index < begin:
            continue
        if index in headers:
            block, begin = _headed(sheet, index)
            blocks.append(block)
        elif not blocks:
            reading.ignored.append((place(sheet, number), joined(row)))
        elif (heading := _heading(row)) is not None:
            kind = heading[0]
            reading.ignored.append((place(sheet, number), joined(row)))
        else:
            blocks[-1].rows.append(((number, row), kind))
    for block in blocks:
        _settle(block, reading)
    return blocks


def _asked(sheet: Sheet, asked: Columns, kind: Kind | None, reading: Reading) -> list[Block]:
    """Read by the columns that somebody said; a table too narrow for them, such as instructions, is left."""
    width = max((len(row) for _, row in sheet.rows), default=0)
    header = find_header(sheet.rows)
    begin = header[0] + 1 if header else 0
    left = sheet.rows if width <= max(asked.roles, default=0) else sheet.rows[:begin]
    reading.ignored += [(place(sheet, number), joined(row)) for number, row in left]
    if left is sheet.rows:
        return []
    block = Block(sheet, asked, [], [(row, kind) for row in sheet.rows[begin:]])
    return [block]


def _heading(row: Sequence[Cell]) -> tuple[Kind | None, str] | None:
    """“二、多项选择题（每题3分）” alone in a row names the kind of what follows."""
    texts = {cell.text for cell in row if cell.text}
    return marks.section_of(texts.pop()) if len(texts) == 1 else None


def _headed(sheet: Sheet, index: int) -> tuple[Block, int]:
    """Return the block that a header begins, and the index of its first row; a row of letters below belongs to it."""
    header = sheet.rows[index][1]
    following = sheet.rows[index + 1][1] if index + 1 < len(sheet.rows) else []
    words = [header_word(cell.text) for cell in following if cell.text]
    own = {header_word(cell.text) for cell in header}
    letters_below = [word for word in words if word not in own]
    if len(letters_below) > 1 and all(option_place(word) is not None for word in letters_below):
        width = max(len(header), len(following))
        header = [
            Cell(text if option_place(header_word(text := at(following, column))) is not None else at(header, column))
            for column in range(width)
        ]
        return Block(sheet, named(header), header), index + 2
    return Block(sheet, named(header), header), index + 1


def _settle(block: Block, reading: Reading) -> None:
    """Give the columns that the header leaves open their roles by what stands in them, and name those without one."""
    columns, rows = block.columns, [row for (_, row), _ in block.rows]
    _spread_options(block, rows)
    if len(both := columns.of("options")) == 2 and all(
        re.fullmatch(r"[A-Ha-h][.、．]?", text) for row in rows if (text := at(row, both[0]))
    ):
        columns.roles[both[0]] = "letter"
    top = block.rows[0][0][0] - 1 if block.rows else 1
    for column in range(block.width):
        texts = [at(row, column) for row in rows if at(row, column)]
        if column not in columns.roles and texts:
            name = at(block.header, column)
            reading.ignored.append((place(block.sheet, max(top, 1)), f"{name}：{' | '.join(texts)}"[:2000]))


def _spread_options(block: Block, rows: Sequence[Sequence[Cell]]) -> None:
    """“选项” over several columns, the others without a name, heads one option in each."""
    columns = block.columns
    if columns.options or len(columns.of("options")) != 1:
        return
    run = [columns.of("options")[0]]
    width = max((len(row) for row in rows), default=0)
    while run[-1] + 1 < width and not at(block.header, run[-1] + 1) and run[-1] + 1 not in columns.roles:
        run.append(run[-1] + 1)
    if len(run) > 1 and any(at(row, column) for row in rows for column in run[1:]):
        columns.set_options(run)


def answer_tables(block: Block) -> Iterator[tuple[Kind | None, dict[str, str]]]:
    """Yield the keys of a table of numbers and answers by kind; several pairs of columns stand side by side.

    A number with two different answers in one part has none.
    """
    parts: dict[Kind | None, dict[str, str]] = {}
    pairs = list(zip(block.columns.of("number"), block.columns.of("answer"), strict=False))
    for (_, row), kind in block.rows:
        own = parts.setdefault(kind, {})
        for number, answer in pairs:
            for each, key in _keys(at(row, number), at(row, answer)).items():
                own[each] = key if own.get(each, key) == key else ""
    yield from parts.items()


def _keys(number: str, answer: str) -> dict[str, str]:
    """“1-5” with “ABCDE” stands for five."""
    if re.fullmatch(r"\d+\s*[-—~～至]+\s*\d+", number):
        return {str(each): key for each, key in marks.table_keys(f"{number} {answer}").items()}
    return {number: answer} if number and answer else {}

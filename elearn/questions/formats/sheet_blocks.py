"""The parts of a table: each header begins a block with its own columns; headings between rows name kinds. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from elearn.questions.formats import guessing, marks, sheet_rows, sheet_words, side_by_side
from elearn.questions.formats.columns import Columns, find_header, is_header, letters_of, named
from elearn.questions.formats.header_names import header_word, option_place
from elearn.questions.formats.raw import KIND_PATTERN, kind_of
from elearn.questions.formats.reading import Place, Reading
from elearn.questions.formats.sheet import Cell, Sheet
from elearn.questions.formats.worksheet import Row
from elearn.questions.grading import Kind

_KIND_IN_NAME = re.compile(
    rf"\d*[-_.、\s]*(?:{KIND_PATTERN})题?(?:库|表|目|答案|参考答案)?[-_\s]*[（(]?\d*(?:道|题)?[)）]?"
)
_LOOSE_KINDS = ("类型", "type", "kind", "题目类别", "试题类别", "问题类型")
_NOT_USED = ("marks", "ignored")
SHOWN = 500
"""Signs of a column's texts that are told where it is left out."""


@dataclass
class Block:
    """Rows below one header. `kind` of each row: what the table's name or the heading above says."""

    sheet: Sheet
    columns: Columns
    header: list[Cell]
    rows: list[tuple[Row, Kind | None]] = field(default_factory=list)
    top: int = 1
    """The row of the header."""
    one_each: bool = False
    """Options stand in rows below their question, one in each."""
    codes: Mapping[str, Kind | None] = field(default_factory=dict)
    """What the header says that the codes in the column of kinds mean."""

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
    return Place(sheet=sheet.name or None, row=max(number, 1))


def blocks_of(sheet: Sheet, asked: Columns | None, reading: Reading) -> tuple[list[Block], list[Row]]:
    """Return the blocks of a table, and the rows before the first; what stands between them is noted as ignored."""
    kind = kind_of(sheet.name) if _KIND_IN_NAME.fullmatch(sheet.name.strip()) else None
    if asked:
        return _asked(sheet, asked, kind, reading)
    headers = [index for index, (_, row) in enumerate(sheet.rows) if is_header(row)]
    if not headers and (found := find_header(sheet.rows)):
        headers = [found[0]]
    blocks: list[Block] = []
    begin = 0
    for index, row in enumerate(sheet.rows):
        if index in headers and index >= begin:
            block, begin = _headed(sheet, index)
            blocks.append(block)
        elif index >= begin and blocks:
            kind = _take(blocks[-1], row, kind, reading)
    blocks = [part for block in blocks for part in _side_by_side(block)]
    for block in blocks:
        _settle(block, reading)
    return blocks, sheet.rows[: headers[0]] if headers else sheet.rows


def _take(block: Block, row: Row, kind: Kind | None, reading: Reading) -> Kind | None:
    """Take a row into a block, or note it as ignored; return the kind that it and the rows below it are of."""
    found = sheet_rows.heading(row[1])
    is_first = not block.rows and sheet_rows.is_instruction(row[1], block.columns)
    if found is None and not (
        is_first
        or sheet_rows.is_footer(row[1], block.columns)
        or sheet_rows.is_chapter(row[1])
        or sheet_rows.is_comment(row[1])
    ):
        block.rows.append((row, kind))
        return kind
    reading.ignored.append((place(block.sheet, row[0]), joined(row[1])))
    return found[0] if found else kind


def _asked(sheet: Sheet, asked: Columns, kind: Kind | None, reading: Reading) -> tuple[list[Block], list[Row]]:
    """Read by the columns that somebody said; a table too narrow for them, such as instructions, is left."""
    width = max((len(row) for _, row in sheet.rows), default=0)
    if width <= max(asked.roles, default=0):
        return [], sheet.rows
    header = find_header(sheet.rows)
    index = header[0] if header else guessing.header_of(sheet.rows)
    begin = 0 if index is None else index + 1
    block = Block(sheet, asked, sheet.rows[begin - 1][1] if begin else [], top=sheet.rows[begin - 1][0] if begin else 1)
    for row in sheet.rows[begin:]:
        kind = _take(block, row, kind, reading)
    _settle(block, reading)
    return [block], sheet.rows[: max(begin - 1, 0)]


def _headed(sheet: Sheet, index: int) -> tuple[Block, int]:
    """Return the block that a header begins, and the index of its first row; a row of letters below belongs to it."""
    number, header = sheet.rows[index]
    following = sheet.rows[index + 1][1] if index + 1 < len(sheet.rows) else []
    words = [header_word(cell.text) for cell in following if cell.text]
    own = {header_word(cell.text) for cell in header}
    letters_below = [word for word in words if word not in own]
    begin = index + 1
    if len(letters_below) > 1 and all(option_place(word) is not None for word in letters_below):
        header, begin = (
            [
                Cell(
                    text if option_place(header_word(text := at(following, column))) is not None else at(header, column)
                )
                for column in range(max(len(header), len(following)))
            ],
            index + 2,
        )
    columns = named(header)
    said = [at(header, column) for column in columns.of("kind")]
    above = [cell.text for _, row in sheet.rows[:index] for cell in row if cell.text]
    return Block(sheet, columns, header, top=number, codes=sheet_words.legend([*said, *above])), begin


def _side_by_side(block: Block) -> list[Block]:
    """Return the lists that stand side by side under one header, each a block of its own."""
    parts = []
    for span in side_by_side.spans_of(block.header):
        header = side_by_side.within(block.header, span)
        rows = [((number, side_by_side.within(row, span)), kind) for (number, row), kind in block.rows]
        held = [each for each in rows if any(cell.text for cell in each[0][1])]
        parts.append(Block(block.sheet, named(header), header, held, block.top, codes=block.codes))
    return parts or [block]


def _settle(block: Block, reading: Reading) -> None:
    """Give the columns that the header leaves open their roles by what stands in them, and name those without one."""
    columns, rows = block.columns, [row for (_, row), _ in block.rows]
    _spread_options(block, rows)
    block.one_each = any(_is_below(row, columns) for row in rows)
    if len(both := columns.of("options")) == 2 and all(
        re.fullmatch(r"[A-Ha-h][.、．]?", text) for row in rows if (text := at(row, both[0]))
    ):
        columns.roles[both[0]] = "letter"
    _settle_kinds(block, rows)
    numbers = columns.of("number")
    if columns.of("stem") and len(numbers) > 1:
        columns.roles |= dict.fromkeys(numbers[1:], "ignored")
    for column in range(block.width):
        texts = [at(row, column) for row in rows if at(row, column)]
        if columns.roles.get(column, "ignored") in _NOT_USED and texts:
            name = f"{at(block.header, column)}（{letters_of(column)}）".replace("\n", "")
            told = f"{name}：{' | '.join(texts)}"
            reading.ignored.append((place(block.sheet, block.top), told[:SHOWN] + ("…" if len(told) > SHOWN else "")))


def _settle_kinds(block: Block, rows: Sequence[Sequence[Cell]]) -> None:
    """“类型” may be anything: where no text in it names a kind, it is another column."""
    columns = block.columns
    for column in (kinds := columns.of("kind")):
        texts = {at(row, column) for row in rows if at(row, column)}
        is_loose = len(kinds) > 1 or header_word(at(block.header, column)) in _LOOSE_KINDS
        if is_loose and texts and not any(sheet_words.may_be_kind(text, block.codes) for text in texts):
            columns.roles[column] = "ignored"


def _spread_options(block: Block, rows: Sequence[Sequence[Cell]]) -> None:
    """“选项” over several columns, the others without a name, heads one option in each."""
    columns = block.columns
    if columns.options or len(columns.of("options")) != 1:
        return
    run = [columns.of("options")[0]]
    width = max((len(row) for row in rows), default=0)
    while run[-1] + 1 < width and not at(block.header, run[-1] + 1) and run[-1] + 1 not in columns.roles:
        run.append(run[-1] + 1)
    while len(run) > 1 and not any(at(row, run[-1]) for row in rows):
        run.pop()
    if len(run) > 1:
        columns.set_options(run)


def _is_below(row: Sequence[Cell], columns: Columns) -> bool:
    """Say whether a row has an option but no question of its own."""
    stems = [row[column] for column in columns.of("stem") if column < len(row)]
    options = [column for column in columns.of("options") if at(row, column)]
    return bool(options) and all(not cell.text or cell.spread for cell in stems)


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

"""Questions from tables: each row one question, its options in columns, in one cell, or in rows below. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from elearn.errors import marked
from elearn.questions.formats import guessing, sheet_answers, sheet_cases, sheet_typed, sheet_words
from elearn.questions.formats.columns import Columns, letters_of
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.reading import Draft, Reading, Unreadable
from elearn.questions.formats.row_question import from_row, goes_on, options_of, plain, takes_field, unnumber
from elearn.questions.formats.sheet import Sheet
from elearn.questions.formats.sheet_blocks import Block, answer_tables, at, blocks_of, joined, place
from elearn.questions.formats.worksheet import Row
from elearn.questions.grading import letters
from elearn.questions.parsed import Picture

NO_LAYOUT = marked(
    "The columns of this table are not known: %(columns)s. Say which column holds what, or use the template."
)
NO_HEADER = marked("Nothing above this row says what its columns are. Put the names of the columns in a row above it.")
HIDDEN_COLUMNS = marked("The columns %(columns)s are hidden in the table; they were read all the same.")
NO_PICTURE = marked("The picture %(file)s could not be found.")
_NOTES = ("explanation", "source", "topic", "difficulty", "points")


class UnknownLayout(Unreadable):
    """A table whose columns must be asked for; carries a guess and the first rows."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.guess = guessing.guess(sheet.rows)
        number, row = next((row for row in sheet.rows if sum(bool(cell.text) for cell in row[1]) > 1), sheet.rows[0])
        names = [f"{letters_of(at)} “{cell.text[:20]}”" for at, cell in enumerate(row) if cell.text]
        super().__init__("unknown-layout", NO_LAYOUT, columns="、".join(names[:30]), sheet=sheet.name, row=number)


def read_sheets(sheets: Sequence[Sheet], name: str, columns: Columns | None = None) -> Reading:
    """Read all tables of a file. `columns` were asked for; otherwise the header says. Raises UnknownLayout."""
    reading = Reading(name)
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable("empty", marked("The file is empty."))
    found = [(sheet, *blocks_of(sheet, columns, reading)) for sheet in sheets]
    blocks = [block for _, own, _ in found for block in own]
    if not any(block.columns.of("stem") or block.columns.of("sub_stem") for block in blocks):
        if typed := sheet_typed.read(sheets, name):
            return typed
        raise UnknownLayout(max(sheets, key=lambda sheet: (_width(sheet), len(sheet.rows))))
    raws: list[Raw] = []
    groups: list[tuple[Sheet, list[Row], list[list[Raw]]]] = []
    for sheet, own, before in found:
        parts = [_raws(block, reading) for block in own if block.columns.makes_questions]
        raws += [raw for part in parts for raw in part]
        groups.append((sheet, before, parts))
    _use_tables(raws, [block for block in blocks if block.columns.makes_answers], reading)
    if not columns and (unsure := _unsure(blocks, raws)):
        raise UnknownLayout(unsure.sheet)
    for sheet, before, parts in groups:
        reading.drafts += _loose(sheet, before, reading)
        for part in parts:
            reading.drafts += [sheet_cases.draft(group) for group in sheet_cases.groups(part)]
        _tell_notes(sheet, reading)
    return reading


def _width(sheet: Sheet) -> int:
    return min(8, max((sum(bool(cell.text) for cell in row) for _, row in sheet.rows), default=0))


def _loose(sheet: Sheet, rows: Sequence[Row], reading: Reading) -> Iterator[Draft]:
    """Rows that no header heads: refused one by one where they may be questions, noted as ignored where not."""
    are_questions = guessing.looks_like_questions(rows)
    for number, row in rows:
        if are_questions and sum(bool(cell.text) for cell in row) > 1:
            draft = Draft(str(number), place(sheet, number), None, text=joined(row))
            draft.reject("no-header", NO_HEADER)
            yield draft
        else:
            reading.ignored.append((place(sheet, number), joined(row)))


def _tell_notes(sheet: Sheet, reading: Reading) -> None:
    """Comments, text boxes, files within the table, and pictures at no question are told, so that none is lost."""
    reading.ignored += [(place(sheet, number), text) for number, text in sheet.facts.notes]
    taken = {picture.file for draft in reading.drafts if draft.question for picture in draft.question.pictures}
    for number, pictures in sheet.pictures.items():
        reading.ignored += [(place(sheet, number), file) for file, body in pictures if body and file not in taken]


def _unsure(blocks: Sequence[Block], raws: Sequence[Raw]) -> Block | None:
    """Return a part with columns nobody knows that may hold what is missing in every question. Ask for them."""
    for block in blocks:
        unknown = [
            column
            for column in range(block.width)
            if column not in block.columns.roles and any(at(row, column) for (_, row), _ in block.rows)
        ]
        if raws and unknown and (_lacks_key(block, raws) or (len(unknown) > 1 and _lacks_options(block, raws))):
            return block
    return None


def _lacks_key(block: Block, raws: Sequence[Raw]) -> bool:
    """Options but no answer in any row, and no column for it."""
    has_key = block.columns.of("answer") or any(raw.fields.get("answer") for raw in raws)
    marked_options = any(word in text for raw in raws for _, text in raw.options for word in ("正确", "√"))
    return not has_key and not marked_options and any(raw.options for raw in raws)


def _lacks_options(block: Block, raws: Sequence[Raw]) -> bool:
    """Letters for answers, and no options in any row."""
    given = [raw.fields.get("answer", "") for raw in raws]
    return not any(raw.options for raw in raws) and all(re.fullmatch(r"[A-Ha-h]{1,8}", each.strip()) for each in given)


def _use_tables(raws: Sequence[Raw], blocks: Sequence[Block], reading: Reading) -> None:
    """Give the keys of answer tables to the questions they number; where two could be meant, to none."""
    tables = [table for block in blocks for table in answer_tables(block)]
    open_numbers = Counter(raw.number for raw in raws if not raw.fields.get("answer"))
    used: dict[str, Raw] = {}
    for raw in raws:
        if raw.fields.get("answer"):
            continue
        found = {
            keys[raw.number]
            for kind, keys in tables
            if keys.get(raw.number) and (kind == raw.kind if kind and raw.kind else open_numbers[raw.number] == 1)
        }
        if len(found) == 1:
            raw.fields["answer"], raw.key_from_table = found.pop(), True
            used[raw.number] = raw
    for block in blocks:
        _tell_unused(block, used, reading)


def _tell_unused(block: Block, used: Mapping[str, Raw], reading: Reading) -> None:
    """Explanations beside the answers go with them; what belongs to no question is told."""
    for (number, row), _ in block.rows:
        own = [at(row, column) for column in block.columns.of("number")]
        found = [used[each] for each in own if each in used]
        for role in _NOTES:
            text = "\n".join(filter(None, (at(row, column) for column in block.columns.of(role))))
            if text and len(found) == 1 and not found[0].fields.get(role):
                found[0].fields[role] = plain(text)
            elif text:
                reading.ignored.append((place(block.sheet, number), text))
        if not any(each in used for each in own) and not any("-" in each or "~" in each for each in own):
            reading.ignored.append((place(block.sheet, number), joined(row)))


def _raws(block: Block, reading: Reading) -> list[Raw]:
    raws: list[Raw] = []
    material = ""
    for (number, row), kind in block.rows:
        columns = block.columns
        stem = "\n".join(filter(None, (at(row, column) for column in columns.of("stem"))))
        options = options_of(row, columns, block.one_each)
        if raws and not options and takes_field(raws[-1], row, stem, columns):
            continue
        if raws and options and goes_on(raws[-1], stem, options, row, columns):
            raws[-1].options += [
                (letters(26)[min(len(raws[-1].options) + more, 25)], text) for more, (_, text) in enumerate(options)
            ]
            raws[-1].lines.append(joined(row))
        elif not stem and not options and not any(at(row, column) for column in columns.of("sub_stem")):
            reading.ignored.append((place(block.sheet, number), joined(row)))
        else:
            raw, material = from_row(block, (number, row), kind, options, len(raws) + 1, material)
            _with_pictures(raw, block.sheet, number, reading)
            raws.append(raw)
    unnumber(raws)
    sheet_answers.settle(block, raws)
    sheet_words.settle_codes(raws)
    sheet_words.fill_down(raws)
    _tell_hidden_columns(block, raws)
    return raws


def _with_pictures(raw: Raw, sheet: Sheet, number: int, reading: Reading) -> None:
    for name, body in sheet.pictures.get(number, []):
        if not body:
            raw.refuse("picture-missing", NO_PICTURE, file=name)
            continue
        reading.pictures[name] = body
        raw.pictures.append(Picture(name, ""))


def _tell_hidden_columns(block: Block, raws: Sequence[Raw]) -> None:
    hidden = [
        letters_of(column) for column in sorted(block.sheet.facts.hidden_columns) if column in block.columns.roles
    ]
    if hidden and raws:
        raws[0].remark("hidden", HIDDEN_COLUMNS, columns=", ".join(hidden))

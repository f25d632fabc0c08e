"""One row of a table as the parts of a question. Every cell of the row is used, or told where it is left out. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from elearn.errors import marked
from elearn.questions.fill_text import normalise
from elearn.questions.formats import cell_options, marks, option_list, sheet_answers, sheet_words
from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.columns import Columns, letters_of
from elearn.questions.formats.keys import BLANK, plain_truth
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.rich import maybe_html
from elearn.questions.formats.sheet_blocks import Block, at, joined, place
from elearn.questions.formats.sheet_cases import NO_MATERIAL
from elearn.questions.formats.sheet_facts import EMPTY, UNSAVED
from elearn.questions.formats.worksheet import Row
from elearn.questions.grading import Kind
from elearn.questions.parsed import truth

TOO_LONG = marked("The row has more cells than the table has columns: “%(text)s” is left over.")
LOST = marked("“%(text)s” has more digits than the program could keep. Write it as text, with ' before it.")
NO_PICTURE = marked("The picture %(file)s could not be found.")
WRONG_CELL = marked("Cell %(cell)s holds “%(text)s”: the program could not work it out. Type the text itself.")
NO_VALUE = marked(
    "Cell %(cell)s holds a formula whose value was not saved. Open the table, save it, and send it again."
)
EMPTY_FORMULA = marked("Cell %(cell)s holds a formula that gives nothing. Is something missing here?")
OTHER_OPTIONS = marked("A statement is right or wrong; “%(text)s” is something else. Is it a choice?")
TWO_OPTIONS = marked("The row has options in columns of their own and, otherwise, in one cell: “%(text)s”.")
OPTIONS_OF_BLANK = marked("To fill in, or to choose? The row has options: %(text)s")
OPTIONS_OF_ESSAY = marked("A short answer has no options, but the row has: %(text)s")
LONG_TOPIC = marked("The point of knowledge is longer than %(most)s signs; the rest is left out: %(text)s")
HIDDEN = marked("This row is hidden in the table; it was taken all the same.")
HIDDEN_SHEET = marked("The table “%(sheet)s” is hidden; its questions were taken all the same.")
_FIELDS = ("explanation", "source", "topic", "difficulty", "uses", "effective_on", "review_on", "points")
_NONE = ("-", "—", "/", "无", "无。")
_FILLERS = ("-", "--", "—", "——", "/", "\\", "N/A", "n/a", "null", "NULL", "None")
_NO_PICTURE = ("", "无", "否", "没有", "0", "-", "/", "no", "false", "none", "null", "n/a")
LONGEST_TOPIC = 60
# What programs leave where a picture stood: its address, its file's name, a word for it.
_PICTURE_NAMES = re.compile(
    r"\n<img ([^>]*)>|!\[[^\]]*\]\(([^)]{1,200})\)"
    r"|[\[【(（<]([^\[\]【】()（）<>\s]{1,80}\.(?:gif|png|jpe?g|bmp|webp))[\]】)）>]"
    r"|([\[【](?:图片|图像|image|img)[\]】]|\[object Object\])",
    re.I,
)
_NUMBERED_SHARE = 0.9


def from_row(
    block: Block, numbered: Row, kind: Kind | None, options: list[tuple[str, str]], count: int, before: str
) -> tuple[Raw, str]:
    """Return the question of a row and the material that goes on for the rows below it."""
    (number, row), columns = numbered, block.columns
    own = next(filter(None, (at(row, column) for column in columns.of("number"))), "")
    raw = Raw(own or str(count), place(block.sheet, number), options=options, lines=[joined(row)])
    raw.stem = [plain("\n".join(filter(None, (at(row, column) for column in columns.of("stem")))))]
    sheet_words.take_kind(raw, [at(row, column) for column in columns.of("kind")], block.codes)
    _take_part(raw, row, block, own)
    raw.kind = raw.kind or (None if "kind" in raw.fields else kind)
    raw.fields["blank_kind"] = "1" if columns.of("kind") and "kind" not in raw.fields else ""
    for role in _FIELDS:
        texts = [plain(text) for column in columns.of(role) if (text := at(row, column))]
        if texts:
            raw.fields[role] = "\n".join(texts)
    sheet_words.take_difficulty(raw)
    _shorten_topic(raw)
    sheet_answers.take(raw, row, columns)
    _settle_options(raw, row, columns)
    material = _with_material(raw, row, columns, before)
    _look_at_cells(raw, row, block, number)
    return raw, material


def _take_part(raw: Raw, row: Sequence[Cell], block: Block, own: str) -> None:
    """Say whether the row is a part of a case: by the columns for sub-questions, or by its number."""
    columns = block.columns
    sub_stem = "\n".join(filter(None, (at(row, column) for column in columns.of("sub_stem"))))
    sub_kind = [at(row, column) for column in columns.of("sub_kind") if at(row, column)]
    if sub_stem or sub_kind:
        raw.fields["part"] = "sub"
        if sub_stem:
            raw.stem = ["\n".join(filter(None, [raw.stem[0], plain(sub_stem)]))]
        if sub_kind:
            raw.kind, raw.kind_is_certain = None, False
            sheet_words.take_kind(raw, sub_kind, block.codes)
    elif columns.of("number"):
        raw.fields["part"] = "numbered" if own else "unnumbered"


def plain(text: str) -> str:
    """HTML that some program left in a cell becomes text; a picture in it is not there and keeps the question out."""
    rich = maybe_html(text)
    return rich.text + "".join(f"\n<img {address[:60]}>" for address, _ in rich.images)


def options_of(row: Sequence[Cell], columns: Columns, one_each: bool = False) -> list[tuple[str, str]]:
    """Return the options of a row: a column each (with or without A. before), or all in one cell."""
    texts = [option_list.text_of(plain(at(row, column))) for column in columns.options]
    if any(texts):
        while len(texts) > 2 and texts[-1] in ("", *_FILLERS):
            texts.pop()
        return cell_options.of_columns(texts)
    whole = _whole(row, columns)
    if not whole or whole in (*_FILLERS, "无", "[]", "{}"):
        return []
    letter = next(filter(None, (at(row, column) for column in columns.of("letter"))), "")
    if columns.of("letter"):
        return [(letter[:1].upper() or "A", plain(whole))]
    return cell_options.of_row(plain(whole)) if one_each else cell_options.of_cell(plain(whole))


def _whole(row: Sequence[Cell], columns: Columns) -> str:
    return "\n".join(filter(None, (at(row, column) for column in columns.of("options"))))


def goes_on(raw: Raw, stem: str, options: Sequence[tuple[str, str]], row: Sequence[Cell], columns: Columns) -> bool:
    """Say whether a row holds one more option of the question above."""
    same = stem != "" and raw.stem == [plain(stem)] and len(options) == 1
    return (not stem or same) and (same or not any(at(row, column) for column in columns.of("answer")))


def takes_field(raw: Raw, row: Sequence[Cell], stem: str, columns: Columns) -> bool:
    """“答案：B” alone in a row below a question is its answer; take it."""
    found = marks.field_of(stem) if stem and "\n" not in stem else None
    if not found or not found[1] or sum(bool(cell.text) for cell in row) != 1 or raw.fields.get(found[0]):
        return False
    raw.fields[found[0]] = found[1]
    raw.lines.append(stem)
    return True


def _settle_options(raw: Raw, row: Sequence[Cell], columns: Columns) -> None:
    """Options that the kind has no place for are not dropped unseen; options in the stem are parted from it."""
    answer = raw.fields.get("answer", "")
    if columns.options and (whole := _whole(row, columns)) and cell_options.of_cell(plain(whole)) != raw.options:
        raw.refuse("two-options", TWO_OPTIONS, text=whole[:80])
    if not raw.options and raw.kind not in (Kind.FILL, Kind.ESSAY, Kind.CASE):
        stem, in_stem = marks.split_stem_lines(raw.stem[0])
        found = cell_options.of_cell(in_stem) if in_stem else []
        if found and (raw.kind is not Kind.TRUE_FALSE or all(truth(text) is not None for _, text in found)):
            raw.stem[0], raw.options = stem, found
    if raw.kind is Kind.TRUE_FALSE:
        raw.options = [option for option in raw.options if option[1] not in (*_FILLERS, *_NONE)]
    texts = [text for _, text in raw.options]
    if raw.kind is Kind.TRUE_FALSE and texts:
        other = [text for text in texts if plain_truth(text) is None]
        if other or len(texts) != 2 or plain_truth(texts[0]) == plain_truth(texts[1]):
            raw.refuse("other-options", OTHER_OPTIONS, text=" | ".join(other or texts)[:80])
    elif raw.kind is Kind.FILL and texts:
        if not answer and len(texts) == max(1, len(BLANK.findall(raw.stem[0]))):
            raw.fields["answer"] = "|".join(texts)
        elif {normalise(part) for part in re.split(r"[|;；,，、\n]", answer)} != {normalise(text) for text in texts}:
            raw.refuse("options-of-blank", OPTIONS_OF_BLANK, text=" | ".join(texts)[:80])
        raw.options = []
    elif raw.kind is Kind.ESSAY and texts:
        raw.refuse("options-of-essay", OPTIONS_OF_ESSAY, text=" | ".join(texts)[:80])
        raw.options = []


def _shorten_topic(raw: Raw) -> None:
    """A bank keeps short points of knowledge; what is longer is told."""
    topic = raw.fields.get("topic", "").replace("\n", " ")
    if len(topic) > LONGEST_TOPIC:
        raw.remark("long-topic", LONG_TOPIC, most=LONGEST_TOPIC, text=topic[LONGEST_TOPIC:][:200])


def _with_material(raw: Raw, row: Sequence[Cell], columns: Columns, before: str) -> str:
    """Put the material that a row shares before its question; return it for the rows below."""
    if not columns.of("material"):
        return ""
    own = "\n".join(filter(None, (at(row, column) for column in columns.of("material"))))
    if own in _NONE:
        return ""
    if own:
        raw.stem[0] = f"{plain(own)}\n{raw.stem[0]}"
    elif before:
        raw.refuse("material", NO_MATERIAL)
    return own or before


def _look_at_cells(raw: Raw, row: Sequence[Cell], block: Block, number: int) -> None:
    """Refuse what lies beyond the columns, what the program lost, pictures that are only named; tell what is hidden."""
    beyond = [cell.text for cell in row[block.width :] if cell.text] if block.header else []
    if beyond:
        raw.refuse("too-long-row", TOO_LONG, text=" | ".join(beyond)[:80])
    for column, cell in enumerate(row):
        if cell.lost:
            raw.refuse("lost-digits", LOST, text=cell.text)
        if cell.wrong and block.columns.roles.get(column, "ignored") not in ("ignored", "marks"):
            name = f"{letters_of(column)}{number}"
            if cell.wrong == EMPTY:
                raw.remark("empty-formula", EMPTY_FORMULA, cell=name)
            else:
                raw.refuse("wrong-cell", NO_VALUE if cell.wrong == UNSAVED else WRONG_CELL, cell=name, text=cell.text)
    for column in block.columns.of("picture"):
        if at(row, column).casefold() not in _NO_PICTURE:
            raw.refuse("picture-missing", NO_PICTURE, file=at(row, column)[:80])
    texts = [raw.stem[0], *(text for _, text in raw.options), raw.fields.get("explanation", ""), raw.fields["answer"]]
    for address in _PICTURE_NAMES.findall("\n".join(texts)):
        raw.refuse("picture-missing", NO_PICTURE, file="".join(address)[:80])
    if number in block.sheet.facts.hidden_rows:
        raw.remark("hidden", HIDDEN)
    elif block.sheet.is_hidden:
        raw.remark("hidden", HIDDEN_SHEET, sheet=block.sheet.name)


def unnumber(raws: Sequence[Raw]) -> None:
    """Numbers typed before the questions, rising row by row, are no part of them; nor are stars that say “needed”."""
    for raw in raws:
        raw.stem = [re.sub(r"^[*＊]{1,3}\s*(?=\S)", "", raw.stem[0])]
    found = [marks.number_of(raw.stem[0]) for raw in raws]
    numbers = [each.number for each in found if each]
    rises = numbers[:1] == [1] and all(after > before or after == 1 for before, after in pairwise(numbers))
    if rises and len(numbers) >= _NUMBERED_SHARE * len(raws):
        for raw, each in zip(raws, found, strict=True):
            raw.stem = [each.rest] if each and each.rest else raw.stem
        return
    for raw, each in zip(raws, found, strict=True):
        if each and each.rest and raw.number == str(each.number) and raw.number.isdecimal():
            raw.stem = [each.rest]

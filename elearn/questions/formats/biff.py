"""What an .xls workbook (BIFF5 and BIFF8 in a compound file) tells beyond the values of its cells. Pure.

The values come from another reader; it does not say that 0.3 is shown as 30 %, that a cell holds #REF!, what is hidden.
"""

import struct
from collections.abc import Iterator

from elearn.questions.formats.sheet_facts import BUILT_IN, EMPTY, Facts, changes

_END = 0xFFFFFFFC
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
BOF, EOF, BOUNDSHEET, FORMAT, XF = 0x809, 0x0A, 0x85, 0x41E, 0xE0
NUMBER, RK, MULRK, FORMULA, BOOLERR = 0x203, 0x27E, 0xBD, 0x06, 0x205
DIMENSIONS, SST = 0x200, 0xFC
LABELSST, LABEL, BLANK = 0xFD, 0x204, 0x201
ROW, COLINFO, NOTE, OBJ, TXO, CONTINUE = 0x208, 0x7D, 0x1C, 0x5D, 0x1B6, 0x3C
Record = tuple[int, bytes]


class Damaged(Exception):
    """The file is not what it says: where it announces more than it holds, the reader would make room for all of it."""


def facts_by_sheet(data: bytes) -> dict[str, Facts]:
    """Return the facts of each table by its name. Raises Damaged."""
    try:
        stream = _stream(data)
        _check_strings(stream)
        return _facts(stream)
    except (struct.error, IndexError, KeyError, UnicodeDecodeError, ValueError) as error:
        raise Damaged from error


def _check_strings(stream: bytes) -> None:
    """Raise Damaged where more strings are announced than there are bytes: the reader would make room for all."""
    for kind, body in _records(stream, 0):
        if kind == SST and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise Damaged


def _facts(stream: bytes) -> dict[str, Facts]:
    codes, styles, sheets, is_new = dict(BUILT_IN), [], [], True
    for kind, body in _records(stream, 0):
        if kind == BOF:
            is_new = struct.unpack_from("<H", body)[0] >= 0x600
        elif kind == FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _text(body, 2, is_new, wide_count=is_new)
        elif kind == XF:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == BOUNDSHEET:
            sheets.append((_text(body, 6, is_new, wide_count=False), struct.unpack_from("<I", body)[0]))
    if not sheets:
        raise Damaged
    shown = {at: codes[number] for at, number in enumerate(styles) if changes(codes.get(number, ""))}
    return {name: _sheet(stream, begin, shown) for name, begin in sheets}


def _sheet(stream: bytes, begin: int, shown: dict[int, str]) -> Facts:
    facts, texts, notes, last = Facts(), {}, {}, 0
    before = 0
    for kind, body in _records(stream, begin):
        if kind in (NUMBER, RK, FORMULA, BOOLERR):
            row, column, style = struct.unpack_from("<HHH", body)
            _cell(facts, kind, body, (row + 1, column), shown.get(style, ""))
        elif kind == MULRK:
            row, column = struct.unpack_from("<HH", body)
            _reach(facts, row + 1, column + (len(body) - 6) // 6 - 1)
            for at in range((len(body) - 6) // 6):
                if code := shown.get(struct.unpack_from("<H", body, 4 + 6 * at)[0]):
                    facts.formats[row + 1, column + at] = code
        elif kind in (LABELSST, LABEL, BLANK):
            row, column = struct.unpack_from("<HH", body)
            _reach(facts, row + 1, column)
        elif kind == DIMENSIONS and len(body) >= 10:
            # The reader of the values believes it and makes room.
            shape = struct.unpack_from("<IIHH" if len(body) >= 14 else "<HHHH", body)
            if shape[0] > shape[1] or shape[2] > shape[3]:
                raise Damaged
            _reach(facts, shape[1], shape[3] - 1)
        elif kind == ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            facts.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == COLINFO and struct.unpack_from("<H", body, 8)[0] & 1:
            first, end = struct.unpack_from("<HH", body)
            facts.hidden_columns |= set(range(first, min(end, 255) + 1))
        elif kind == OBJ:
            last = struct.unpack_from("<H", body, 6)[0]
        elif kind == CONTINUE and before == TXO and body:
            texts[last] = body[1:].decode("utf-16-le" if body[0] & 1 else "latin-1", "replace")
        elif kind == NOTE and len(body) >= 8:
            notes[struct.unpack_from("<H", body, 6)[0]] = struct.unpack_from("<H", body)[0] + 1
        before = kind
    facts.notes = [(notes.get(each, 0), text) for each, text in texts.items() if text.strip()]
    return facts


def _reach(facts: Facts, row: int, column: int) -> None:
    facts.rows, facts.columns = max(facts.rows, row), max(facts.columns, column + 1)


def _cell(facts: Facts, kind: int, body: bytes, spot: tuple[int, int], code: str) -> None:
    _reach(facts, *spot)
    if code:
        facts.formats[spot] = code
    if kind == BOOLERR and body[7]:
        facts.wrong[spot] = _ERRORS.get(body[6], "#")
    elif kind == FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        facts.wrong[spot] = _ERRORS.get(body[8], "#")
    elif kind == FORMULA and body[12:14] == b"\xff\xff" and body[6] == 3:
        # Its result is empty, or was never worked out: programs that only write such files say both alike.
        facts.wrong[spot] = EMPTY


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Yield the records of one part of the stream, up to its end."""
    deep = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        deep += (kind == BOF) - (kind == EOF)
        if kind == EOF and deep <= 0:
            return
        at += 4 + length


def _text(body: bytes, at: int, is_new: bool, wide_count: bool) -> str:
    count = struct.unpack_from("<H" if wide_count else "<B", body, at)[0]
    at += 2 if wide_count else 1
    if not is_new:
        return body[at : at + count].decode("gb18030", "replace")
    is_wide = body[at] & 1
    return body[at + 1 : at + 1 + count * (2 if is_wide else 1)].decode("utf-16-le" if is_wide else "latin-1")


def _stream(data: bytes) -> bytes:
    """Return the workbook's stream out of the compound file."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if not 6 <= small_shift <= shift <= 12:
        raise Damaged
    size = 1 << shift
    directory, _, cutoff, small_table = struct.unpack_from("<IIII", data, 48)
    sectors = struct.unpack_from("<109I", data, 76)
    more, left = struct.unpack_from("<II", data, 68)[0], len(data) // size + 1
    table = list(sectors)
    while more < _END and left > 0:
        found = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        table, more, left = [*table, *found[:-1]], found[-1], left - 1
    fat = b"".join(data[(each + 1) * size : (each + 2) * size] for each in table if each < _END)
    entries = _chain(data, fat, directory, size)
    root, found_entry = entries[:128], b""
    for at in range(0, len(entries), 128):
        name = entries[at : at + max(0, struct.unpack_from("<H", entries, at + 64)[0] - 2)].decode(
            "utf-16-le", "replace"
        )
        if name in ("Workbook", "Book"):
            found_entry = entries[at : at + 128]
    begin, length = struct.unpack_from("<II", found_entry, 116)
    if length >= cutoff:
        return _chain(data, fat, begin, size)[:length]
    small = _chain(data, fat, struct.unpack_from("<I", root, 116)[0], size)
    return _chain(small, _chain(data, fat, small_table, size), begin, 1 << small_shift, first=0)[:length]


def _chain(data: bytes, fat: bytes, sector: int, size: int, first: int = 1) -> bytes:
    found, left = [], len(data) // size + 2
    while sector < _END and left > 0:
        found.append(data[(sector + first) * size : (sector + first + 1) * size])
        sector, left = struct.unpack_from("<I", fat, sector * 4)[0], left - 1
    return b"".join(found)

"""Reading a file of divisions: pure but for the file that is shipped with the program."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from elearn.errors import RuleBroken, marked
from elearn.people.access import LEVEL_BY_LENGTH, Level, parent_code

SHIPPED = Path(__file__).parents[1] / "data" / "divisions_shanxi.csv.gz"
COLUMNS = ("code", "name", "level", "kind")


@dataclass(frozen=True)
class Division:
    """One row: a unit as the statistical division codes list it."""

    code: str
    name: str
    level: Level
    kind: str


def shipped_divisions() -> list[Division]:
    """Return every unit of Shanxi, parents before children."""
    return read_divisions(SHIPPED.read_bytes())


def read_divisions(content: bytes) -> list[Division]:
    """Read a .csv or .csv.gz file, parents before children. Raises RuleBroken naming row and column."""
    if content.startswith(b"\x1f\x8b"):
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError):
            raise RuleBroken("bad-gzip", marked("The file is a damaged .gz file.")) from None
    rows = csv.DictReader(io.StringIO(_decoded(content), newline=""))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or [])]
    if missing:
        raise RuleBroken(
            "no-column", marked("The column %(name)s is missing in the first row."), name=", ".join(missing)
        )
    found = sorted(_divisions(rows), key=lambda row: (len(row.code), row.code))
    _check_parents(found)
    return found


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleBroken("not-text", marked("The file is neither UTF-8 nor GB18030 text."))


def _divisions(rows: "csv.DictReader[str]") -> Iterator[Division]:
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        code, name = (row["code"] or "").strip(), (row["name"] or "").strip()
        level = LEVEL_BY_LENGTH.get(len(code))
        if not code.isalnum() or level is None:
            raise RuleBroken(
                "bad-code",
                marked("Row %(row)s, column code: “%(unit)s” must have 2, 4, 6, 9 or 12 digits."),
                row=number,
                unit=code,
            )
        if (row["level"] or "").strip() != level.value:
            raise RuleBroken(
                "bad-level",
                marked("Row %(row)s, column level: a code of this length is %(level)s."),
                row=number,
                level=level.value,
            )
        if not 1 <= len(name) <= 60:
            raise RuleBroken("bad-name", marked("Row %(row)s, column name: 1 to 60 characters."), row=number)
        if code in seen:
            raise RuleBroken(
                "twice",
                marked("Row %(row)s, column code: %(unit)s stands in row %(first)s already."),
                row=number,
                unit=code,
                first=seen[code],
            )
        seen[code] = number
        yield Division(code, name, level, (row["kind"] or "").strip()[:20])


def _check_parents(divisions: list[Division]) -> None:
    codes = {division.code for division in divisions}
    for division in divisions:
        parent = parent_code(division.code)
        if parent and parent not in codes:
            raise RuleBroken(
                "no-parent",
                marked("The unit %(unit)s %(name)s has no unit above it: %(parent)s is missing."),
                unit=division.code,
                name=division.name,
                parent=parent,
            )

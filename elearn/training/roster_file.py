"""Reading a roster (花名册) out of tables: who stands in which row, as people really type it. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from elearn.errors import marked
from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.reading import Place, Unreadable
from elearn.questions.formats.worksheet import Sheet
from elearn.training.roster_cells import clean_text, is_total, key_of

ROLES = ("name", "mobile", "township", "village", "unit", "post")
_PLACES = ("township", "village", "unit")
# Heads as they stand in real lists, without spaces and what is in brackets.
HEADS = {
    "name": "姓名 名字 学员姓名 人员姓名 干部姓名 参训人员 参训人员姓名 参训学员 学员",
    "mobile": "手机号 手机号码 手机 联系电话 电话 电话号码 联系方式 移动电话 联系手机 本人手机 本人手机号 联系号码"
    " 手机电话 手机联系方式 本人联系电话",
    "township": "乡镇 所属乡镇 所在乡镇 乡镇街道 乡镇名称 镇 街道 乡 乡镇名 乡镇办 镇街 所属镇街 乡镇/街道 乡镇、街道",
    "village": "村 村社区 所在村 行政村 村名 社区 村委会 村名称 所属村 所在村社区 村居"
    " 村/社区 村、社区 所属村社区 村庄 社区名称",
    "unit": "单位 工作单位 所在单位 单位名称 所属单位 部门 任职单位 单位及职务 单位职务 工作单位及职务 参训单位"
    " 现工作单位 所在村镇 派出单位",
    "post": "职务 岗位 职位 现任职务 村内职务 担任职务 职务名称 身份 职务职级 人员类别 岗位职务 现任岗位",
}
_ROLE_OF = {head: role for role, heads in HEADS.items() for head in heads.split()}
FIRST_ROWS = 30
"""So many rows are looked through for the head."""
NO_PEOPLE = marked("No row with a name and a mobile number was found. Is this the right file?")
ASK = marked("Which column is what is not known.")
EMPTY_ROW = marked("Neither name nor number.")
TOTAL_ROW = marked("A row of totals.")
HEAD_AGAIN = marked("The head once more.")
NO_HEAD = marked("This sheet has no columns of names and numbers; it was not read.")


@dataclass(frozen=True)
class Person:
    """One row: texts as they stand there, and where."""

    where: Place
    name: str
    mobile: str
    lost: bool = False
    """The program that wrote the file no longer had all digits of the number."""
    township: str = ""
    village: str = ""
    unit: str = ""
    post: str = ""
    context: tuple[str, ...] = ()
    """What names the unit of a whole sheet, where no column does: its name, its title."""


@dataclass
class Roster:
    """A whole file: its people in order, and the rows that are none, each with the reason."""

    format: str
    people: list[Person] = field(default_factory=list)
    skipped: list[tuple[Place, str, str]] = field(default_factory=list)
    """Place, marked reason, the row's text."""


class ColumnsUnknown(Unreadable):
    """Columns must be asked for: the first rows as text, a guess of each column's role, what such tables share."""

    def __init__(self, rows: list[list[str]], guess: list[str], names: list[str]) -> None:
        super().__init__("columns", ASK)
        self.rows, self.guess, self.names = rows, guess, names


def read_roster(sheets: Sequence[Sheet], form: str, roles: Sequence[str] | None = None) -> Roster:
    """Read all sheets. `roles` by column where they were asked for. Raises Unreadable, ColumnsUnknown."""
    found = Roster(form)
    unknown: Sheet | None = None
    for sheet in sheets:
        if sheet.is_hidden or not sheet.rows:
            continue
        head = _head(sheet) if roles is None else (_named_head(sheet), dict(_asked(roles)))
        if head is None:
            found.skipped.append((Place(sheet=sheet.name), NO_HEAD, ""))
            unknown = unknown or (sheet if _may_be_people(sheet) else None)
            continue
        _read_sheet(sheet, head[0], head[1], found)
    if found.people:
        return found
    if unknown is not None:
        raise _ask(unknown)
    raise Unreadable("no-people", NO_PEOPLE)


def head_role(text: str) -> str:
    """Return what a head says its column is, "" for nothing that we use."""
    text = re.sub(r"[（(\[【][^）)\]】]*[）)\]】]?|[*:：]", "", unicodedata.normalize("NFKC", key_of(text)))
    return _ROLE_OF.get(text, "")


def _head(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """Return the index of the head row and the role of its columns; it needs names and numbers at least."""
    for index, (_, row) in enumerate(sheet.rows[:FIRST_ROWS]):
        roles: dict[int, str] = {}
        for column, cell in enumerate(row):
            role = head_role(cell.text)
            if role and role not in roles.values():
                roles[column] = role
        if {"name", "mobile"} <= set(roles.values()):
            return index, roles
    return None


def _named_head(sheet: Sheet) -> int:
    """Return the index of a row that only names columns, -1 where the table begins with people."""
    for index, (_, row) in enumerate(sheet.rows[:FIRST_ROWS]):
        if any(_digits(cell.text) for cell in row):
            return index - 1
    return -1


def _digits(text: str) -> bool:
    return bool(re.search(r"1[3-9]\d{9}|\d\.?\d*[eE]\+?10", re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))))


def _asked(roles: Sequence[str]) -> list[tuple[int, str]]:
    return [(column, role) for column, role in enumerate(roles) if role in ROLES]


def _may_be_people(sheet: Sheet) -> bool:
    return any(_digits(cell.text) for _, row in sheet.rows[:200] for cell in row)


def _ask(sheet: Sheet) -> ColumnsUnknown:
    rows = [[cell.text for cell in row] for _, row in sheet.rows[:12]]
    width = max(map(len, rows), default=0)
    guess = [_guess([row[at] for row in rows if at < len(row) and row[at]]) for at in range(width)]
    seen: set[str] = set()
    for at, role in enumerate(guess):
        guess[at] = "" if role in seen else role
        seen.add(role)
    first = next((row for row in rows if sum(map(bool, row)) > 1), [])
    return ColumnsUnknown(rows, guess, ["roster", *map(key_of, first)])


def _guess(texts: Sequence[str]) -> str:
    roles = [role for text in texts if (role := head_role(text))]
    if roles:
        return roles[0]
    texts = texts[1:] or texts
    if sum(map(_digits, texts)) * 2 > len(texts):
        return "mobile"
    return "name" if sum(bool(re.fullmatch(r"[\u4e00-\u9fff]{2,3}", key_of(t))) for t in texts) * 2 > len(texts) else ""


def _read_sheet(sheet: Sheet, head: int, roles: dict[int, str], found: Roster) -> None:
    by_role = {role: column for column, role in roles.items()}
    context: tuple[str, ...] = ()
    if not any(role in by_role for role in _PLACES):
        titles = [cell.text for _, row in sheet.rows[: max(head, 0)] for cell in row if cell.text]
        context = (sheet.name, *titles[:4])
    heads = [key_of(cell.text) for cell in sheet.rows[head][1]] if head >= 0 else []
    for number, row in sheet.rows[head + 1 :]:
        where = Place(sheet=sheet.name, row=number)
        cells = {role: row[column] if column < len(row) else Cell("") for role, column in by_role.items()}
        reason = _no_person(row, cells, heads)
        if reason:
            found.skipped.append((where, reason, " ".join(cell.text for cell in row if cell.text)[:120]))
        else:
            found.people.append(_person(where, cells, context))


def _no_person(row: Sequence[Cell], cells: dict[str, Cell], heads: Sequence[str]) -> str:
    """Return why a row is no person's, "" where it is one's."""
    name, mobile = clean_text(cells["name"].text), clean_text(cells["mobile"].text)
    if heads and [key_of(cell.text) for cell in row if cell.text] == [head for head in heads if head]:
        return HEAD_AGAIN
    if any(is_total(cell.text) for cell in row if not cell.spread) and not _digits(mobile):
        return TOTAL_ROW
    spread = cells["name"].spread or not name
    if (spread and not mobile) or (not mobile and len(name) > 12):
        return EMPTY_ROW
    if not mobile and re.match(r"(填表|填报|制表|审核|联系|负责|备注|说明|注)[\w\s]{0,6}[:：]", name):
        return EMPTY_ROW
    return ""


def _person(where: Place, cells: dict[str, Cell], context: tuple[str, ...]) -> Person:
    def text(role: str) -> str:
        return clean_text(cells[role].text) if role in cells else ""

    mobile = cells["mobile"]
    return Person(
        where=where,
        name=text("name"),
        mobile=clean_text(mobile.text),
        lost=mobile.lost,
        township=text("township"),
        village=text("village"),
        unit=text("unit"),
        post=text("post"),
        context=context,
    )

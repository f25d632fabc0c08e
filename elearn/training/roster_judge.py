"""What becomes of each row of a roster file: who comes in, who moves, what must be asked or mended. Pure."""

import enum
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from elearn.errors import marked
from elearn.people import names
from elearn.training.roster_cells import mobile_of, name_of
from elearn.training.roster_file import Person
from elearn.training.roster_units import Units


class RowState(enum.StrEnum):
    """Where a row stands."""

    REFUSED = "refused"
    """Must be mended."""
    ASK = "ask"
    """The official must say something."""
    SOUND = "sound"
    SAME = "same"
    """On the roster already, or twice in the file."""
    DROPPED = "dropped"
    DONE = "done"


class Act(enum.StrEnum):
    """What taking a row over does."""

    NONE = ""
    NEW = "new"
    """A new account, on the roster."""
    ENROL = "enrol"
    """A known account comes onto the roster."""
    MOVE = "move"
    """On the roster in another unit: moves on the day of the import."""
    BACK = "back"
    """Had left, comes back."""
    ASK_OTHER = "request"
    """Belongs to units of others, who must agree first."""


NO_UNIT = marked("No unit is named. Choose one.")
UNKNOWN_UNIT = marked("“%(unit)s” is no unit that you answer for in this class.")
WHICH_UNIT = marked("Several units may be meant by “%(unit)s”. Choose one.")
FORMER = marked("“%(unit)s” is a former name; taken as %(now)s.")
OTHER_NAME = marked("The account of this number has the name %(name)s. Is it the same person?")
OTHER_NAME_ELSEWHERE = marked("The account of this number has another name. Ask the person for the right number.")
CLOSED = marked("The account of this number has been closed. An administrator can open it again.")
MOVES = marked("Is in %(unit)s so far, and moves on %(day)s.")
FROM_OTHERS = marked(
    "Has an account in a unit that is not yours. If you keep the row, the officials there are asked to let the person "
    "go; the person is on your roster as soon as they agree."
)
COMES_BACK = marked("Left the roster (%(reason)s) and comes back on %(day)s.")
OTHER_NUMBER = marked("%(unit)s has a %(name)s with the number %(mobile)s already. Is this another person?")
TWICE = marked("Stands in row %(row)s already.")
TWICE_UNITS = marked("Stands in row %(row)s with another unit. Leave one of the two out.")
TWO_NAMES = marked("Row %(row)s has the same number for %(name)s. Correct one of them.")
TITLE_CUT = marked("“%(text)s” is taken as the name %(name)s.")
SAME_NAME = marked("Row %(row)s of the same unit has the same name with another number. Two people, or one?")
ALREADY = marked("On the roster already.")


@dataclass(frozen=True)
class Known:
    """Whom an account with a number belongs to, and where they stand on this roster."""

    user_id: int
    name: str
    unit_code: str
    unit_name: str
    is_mine: bool
    is_closed: bool = False
    place: str = ""
    """The unit in which they count on the roster, "" for none."""
    place_name: str = ""
    left: str = ""
    """The reason for which they have left it."""


@dataclass
class Row:
    """A row with what was found out about it."""

    person: Person
    position: int
    unit_code: str = ""
    """Chosen on the desk, or found."""
    is_chosen: bool = False
    decision: str = ""
    name: str = ""
    mobile: str = ""
    post: str = ""
    state: RowState = RowState.SOUND
    act: Act = Act.NONE
    user_id: int | None = None
    doubts: list[dict[str, Any]] = field(default_factory=list)
    """Each {code, message, params}, the first one the gravest."""
    units: list[str] = field(default_factory=list)
    """Codes to choose from."""
    mobiles: list[str] = field(default_factory=list)

    def doubt(self, state: RowState | None, code: str, message: str, **params: Any) -> None:
        """Note a doubt; a state worse than the present one takes its place."""
        entry = {"code": code, "message": message, "params": params}
        if state is not None and _GRAVE[state] > _GRAVE[self.state]:
            self.state = state
            self.doubts.insert(0, entry)
        else:
            self.doubts.append(entry)


_GRAVE = {
    RowState.SOUND: 0,
    RowState.DONE: 0,
    RowState.SAME: 1,
    RowState.ASK: 2,
    RowState.REFUSED: 3,
    RowState.DROPPED: 4,
}


@dataclass(frozen=True)
class Around:
    """What rows are judged against."""

    units: Units
    known: Mapping[str, Known]
    """By mobile number."""
    namesakes: Mapping[tuple[str, str], Sequence[str]]
    """Masked numbers of the accounts by name and unit."""
    day: str


def read_row(row: Row, units: Units) -> None:
    """Understand the cells of one row: name, number, unit."""
    person = row.person
    row.name, title, bad = name_of(person.name)
    row.post = person.post or title
    if bad:
        row.doubt(RowState.REFUSED, bad.code, bad.message, **bad.params)
    elif row.name != names.clean_name(person.name):
        row.doubt(None, "title-cut", TITLE_CUT, text=person.name[:40], name=row.name)
    row.mobile, wrong, row.mobiles = mobile_of(person.mobile, person.lost)
    if wrong:
        row.doubt(RowState.REFUSED, wrong.code, wrong.message, **wrong.params)
    if not row.is_chosen:
        _find_unit(row, units)


def _find_unit(row: Row, units: Units) -> None:
    person = row.person
    found = units.find(person.township, person.village, person.unit, person.context)
    said = " ".join(text for text in (person.township, person.village, person.unit) if text)[:60]
    row.unit_code, row.post = found.code, row.post or found.rest
    row.units = list(found.near)
    if found.code and found.former:
        row.doubt(None, "former-name", FORMER, unit=found.former, now=units.names[found.code])
    elif not found.code and not said:
        row.doubt(RowState.REFUSED, "no-unit", NO_UNIT)
    elif not found.code:
        exact = len(found.near) > 1 and len({units.names[code] for code in found.near}) == 1
        code, message = ("which-unit", WHICH_UNIT) if exact else ("unknown-unit", UNKNOWN_UNIT)
        row.doubt(RowState.REFUSED, code, message, unit=said)


def judge(rows: Sequence[Row], around: Around) -> None:
    """Judge all rows anew: each for itself, against the accounts and the roster, and against each other."""
    for row in rows:
        row.state, row.act, row.user_id, row.doubts = RowState.SOUND, Act.NEW, None, []
        read_row(row, around.units)
        if row.state is RowState.SOUND:
            _against_accounts(row, around)
    _against_each_other(rows)
    for row in rows:
        if row.decision == "drop":
            row.state = RowState.DROPPED
        elif row.decision == "keep" and row.state is RowState.ASK:
            row.state = RowState.SOUND


def _against_accounts(row: Row, around: Around) -> None:
    known = around.known.get(row.mobile)
    if known is None:
        _namesake(row, around)
        return
    row.user_id = known.user_id
    if known.is_closed:
        row.doubt(RowState.REFUSED, "closed-account", CLOSED)
    elif not names.same_name(known.name, row.name):
        if not known.is_mine:
            row.doubt(RowState.REFUSED, "number-of-another", OTHER_NAME_ELSEWHERE)
            return
        row.doubt(RowState.ASK, "other-name", OTHER_NAME, name=known.name)
        _known_person(row, known, around)
    else:
        _known_person(row, known, around)


def _known_person(row: Row, known: Known, around: Around) -> None:
    if not known.is_mine:
        row.act = Act.ASK_OTHER
        row.doubt(RowState.ASK, "of-others", FROM_OTHERS)
    elif known.left:
        row.act = Act.BACK
        row.doubt(None, "comes-back", COMES_BACK, reason=known.left, day=around.day)
    elif known.place and known.place == row.unit_code and known.unit_code == row.unit_code:
        row.act = Act.NONE
        row.doubt(RowState.SAME, "already", ALREADY)
    elif known.place:
        row.act = Act.MOVE
        row.doubt(None, "moves", MOVES, unit=known.place_name, day=around.day)
    else:
        row.act = Act.ENROL
        if known.unit_code != row.unit_code:
            row.doubt(None, "moves", MOVES, unit=known.unit_name, day=around.day)


def _namesake(row: Row, around: Around) -> None:
    for mobile in around.namesakes.get((row.name, row.unit_code), ())[:1]:
        place = around.units.names.get(row.unit_code, "")
        row.doubt(RowState.ASK, "other-number", OTHER_NUMBER, unit=place, name=row.name, mobile=mobile)


def _against_each_other(rows: Sequence[Row]) -> None:
    """The first of equal rows goes in. One number for two names keeps both out; one name with two numbers is asked."""
    active = [row for row in rows if row.decision != "drop"]
    for group in _groups(active, lambda row: row.mobile):
        first = group[0]
        for row in group[1:]:
            if not names.same_name(row.name, first.name):
                row.doubt(RowState.REFUSED, "two-names", TWO_NAMES, row=_where(first, row), name=first.name)
                first.doubt(RowState.REFUSED, "two-names", TWO_NAMES, row=_where(row, first), name=row.name)
            elif row.unit_code == first.unit_code or not row.unit_code:
                row.state = RowState.SAME if row.state is not RowState.REFUSED else row.state
                row.doubt(RowState.SAME, "twice", TWICE, row=_where(first, row))
            else:
                row.doubt(RowState.REFUSED, "twice-units", TWICE_UNITS, row=_where(first, row))
    for group in _groups(active, lambda row: (row.name, row.unit_code) if row.unit_code and row.mobile else None):
        for row in group[1:]:
            if row.mobile != group[0].mobile and row.state is RowState.SOUND and row.act is Act.NEW:
                row.doubt(RowState.ASK, "same-name", SAME_NAME, row=_where(group[0], row))


def _groups(rows: Sequence[Row], key: Callable[[Row], Any]) -> list[list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        if key(row):
            found[key(row)].append(row)
    return [group for group in found.values() if len(group) > 1]


def _where(other: Row, row: Row) -> str:
    """Return the number of another row, with its sheet where that is another one."""
    there, here = other.person.where, row.person.where
    return f"{there.sheet} {there.row}" if there.sheet != here.sheet else str(there.row or other.position)

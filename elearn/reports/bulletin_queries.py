"""Reading bulletins: what an official may see of them, and their frozen pieces. Never more than the asked units."""

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from elearn.db import session, upper_bound
from elearn.errors import RuleBroken, marked
from elearn.people.access import LENGTH_BY_LEVEL, Level, ancestors, covered_by_any
from elearn.reports import bulletin_content as content
from elearn.reports import evidence
from elearn.reports.bulletin_content import FIGURES, FILES, NAMES, ROSTER, FrozenPerson, FrozenTable
from elearn.reports.bulletin_models import Bulletin, BulletinEvent, BulletinPart, BulletinPlan, BulletinSetting
from elearn.reports.bulletin_rules import BulletinState
from elearn.training.models import TrainingClass

PAGE = 30
COUNTY_LENGTH = LENGTH_BY_LEVEL[Level.COUNTY]


@dataclass(frozen=True)
class Listed:
    """One page of bulletins, the newest day first."""

    rows: Sequence[Bulletin]
    page: int
    pages: int


def by_id(bulletin_id: int) -> Bulletin | None:
    """Return a bulletin with its class and unit."""
    return session.scalar(
        select(Bulletin)
        .where(Bulletin.id == bulletin_id)
        .options(joinedload(Bulletin.training_class).joinedload(TrainingClass.exam), joinedload(Bulletin.unit))
    )


def standing(class_id: int, unit_code: str, day: date, corrects_id: int | None) -> int | None:
    """Return the bulletin of a day, or the correction of another, that was not withdrawn."""
    same_day = and_(Bulletin.class_id == class_id, Bulletin.unit_code == unit_code, Bulletin.day == day)
    which = Bulletin.corrects_id == corrects_id if corrects_id else and_(same_day, Bulletin.corrects_id.is_(None))
    return session.scalar(select(Bulletin.id).where(which, Bulletin.state != BulletinState.WITHDRAWN))


def visible(codes: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that officials of some units may see a bulletin: any of their own, sealed ones of above."""
    own = [and_(Bulletin.unit_code >= code, Bulletin.unit_code < upper_bound(code)) for code in codes]
    above = sorted({each for code in codes for each in ancestors(code)})
    return or_(*own, and_(Bulletin.state == BulletinState.SEALED, Bulletin.unit_code.in_(above)))


def may_see(bulletin: Bulletin, codes: Sequence[str]) -> bool:
    """Say whether officials of some units may see a bulletin; the same rule as `visible`."""
    if covered_by_any(codes, bulletin.unit_code):
        return True
    return bulletin.state is BulletinState.SEALED and any(code.startswith(bulletin.unit_code) for code in codes)


def scope(bulletin: Bulletin, codes: Sequence[str]) -> list[str]:
    """Return the units whose people an official may see in a bulletin: the whole, or the official's own within it."""
    if covered_by_any(codes, bulletin.unit_code):
        return [bulletin.unit_code]
    return [code for code in codes if code.startswith(bulletin.unit_code)]


def listed(codes: Sequence[str], page: int = 1, class_id: int | None = None, unit_code: str = "") -> Listed:
    """Return the bulletins that officials of some units may see; of one class and unit, where these are given."""
    where = [visible(codes)]
    where += [Bulletin.class_id == class_id] if class_id else []
    where += [Bulletin.unit_code == unit_code] if unit_code else []
    count = session.scalar(select(func.count()).select_from(Bulletin).where(*where)) or 0
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    order = (Bulletin.day.desc(), Bulletin.revision.desc(), Bulletin.id.desc())
    rows = session.scalars(select(Bulletin).where(*where).order_by(*order).limit(PAGE).offset((page - 1) * PAGE))
    return Listed(rows.all(), page, pages)


def events(bulletin: Bulletin) -> Sequence[BulletinEvent]:
    """Return what was done to a bulletin, in order."""
    mine = BulletinEvent.bulletin_id == bulletin.id
    return session.scalars(select(BulletinEvent).where(mine).order_by(BulletinEvent.id)).all()


def correction_of(bulletin: Bulletin) -> Bulletin | None:
    """Return what corrects a bulletin, sealed or on its way there."""
    which = (Bulletin.corrects_id == bulletin.id, Bulletin.state != BulletinState.WITHDRAWN)
    return session.scalar(select(Bulletin).where(*which))


def last_sealed(class_id: int, unit_code: str) -> Bulletin | None:
    """Return the edition with the highest number."""
    which = (Bulletin.class_id == class_id, Bulletin.unit_code == unit_code, Bulletin.state == BulletinState.SEALED)
    order = (Bulletin.number.desc(), Bulletin.revision)
    return session.scalar(select(Bulletin).where(*which).order_by(*order).limit(1))


def setting_code(unit_code: str) -> str:
    """Return the unit whose setting holds for bulletins of a unit: its county, or itself above the counties."""
    return unit_code[:COUNTY_LENGTH]


def needs_two(unit_code: str) -> bool:
    """Say whether a second official has to sign the bulletins of a unit; so it is unless the county said otherwise."""
    found = session.get(BulletinSetting, setting_code(unit_code))
    return found is None or found.two_officials


def plan(class_id: int, unit_code: str) -> BulletinPlan | None:
    """Return the weekly plan of a class in a unit."""
    return session.get(BulletinPlan, (class_id, unit_code))


def plans() -> list[tuple[int, str]]:
    """Return all weekly plans."""
    columns = (BulletinPlan.class_id, BulletinPlan.unit_code)
    return [(class_id, code) for class_id, code in session.execute(select(*columns).order_by(*columns))]


def table(bulletin: Bulletin, code: str) -> FrozenTable | None:
    """Return one table of a bulletin."""
    ranges = and_(BulletinPart.last_code >= code, BulletinPart.first_code <= code)
    lines = (found for found in _unpacked(bulletin, FIGURES, ranges) if found["table"] == code)
    return content.tables_of(lines).get(code)


def tables(bulletin: Bulletin, codes: Sequence[str]) -> list[FrozenTable]:
    """Return the tables of some units and of all below them."""
    found = content.tables_of(_lines(bulletin, FIGURES, codes))
    return [each for code, each in found.items() if covered_by_any(codes, code)]


def people(
    bulletin: Bulletin, codes: Sequence[str], keep: Callable[[FrozenPerson], bool] = lambda _: True
) -> list[FrozenPerson]:
    """Return people of some units with their names, by unit and name."""
    lines = zip(_lines(bulletin, ROSTER, codes), _lines(bulletin, NAMES, codes), strict=True)
    found = (content.person_of(line, named["name"]) for line, named in lines)
    return [person for person in found if covered_by_any(codes, person.unit) and keep(person)]


def changed_people(old: Bulletin, new: Bulletin, codes: Sequence[str]) -> tuple[list[FrozenPerson], list[FrozenPerson]]:
    """Return the people whose lines differ in two bulletins, as each has them; what is alike is never taken apart."""
    before, after = ({*_texts(each, ROSTER, _ranges(codes))} for each in (old, new))
    found = []
    for bulletin, texts in ((old, before - after), (new, after - before)):
        lines = [json.loads(text) for text in texts]
        places = {line["place"] for line in lines}
        named = (line for line in _lines(bulletin, NAMES, codes) if line["place"] in places)
        names = {line["place"]: line["name"] for line in named}
        people = [content.person_of(line, names[line["place"]]) for line in lines]
        found.append([person for person in people if covered_by_any(codes, person.unit)])
    return found[0], found[1]


def _lines(bulletin: Bulletin, file: str, codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Read the lines of those parts in which something of some units, or of what lies below them, may stand."""
    return _unpacked(bulletin, file, _ranges(codes))


def _ranges(codes: Sequence[str]) -> ColumnElement[bool]:
    within = [and_(BulletinPart.last_code >= code, BulletinPart.first_code < upper_bound(code)) for code in codes]
    return or_(*within)


def _unpacked(bulletin: Bulletin, file: str, ranges: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    return (json.loads(text) for text in _texts(bulletin, file, ranges))


def _texts(bulletin: Bulletin, file: str, ranges: ColumnElement[bool]) -> Iterator[str]:
    """Read lines in their order; one part at a time is unpacked."""
    which = (BulletinPart.bulletin_id == bulletin.id, BulletinPart.file == file, ranges)
    for body in session.scalars(select(BulletinPart.body).where(*which).order_by(BulletinPart.position)):
        yield from zlib.decompress(body).decode().splitlines()


def rules(bulletin: Bulletin) -> dict[str, Any]:
    """Return the class, its conditions and thresholds as they were."""
    return dict(json.loads(_file(bulletin, content.RULES)))


def definitions(bulletin: Bulletin) -> dict[str, Any]:
    """Return the definitions as they were."""
    return dict(json.loads(_file(bulletin, content.DEFINITIONS)))


def _file(bulletin: Bulletin, file: str) -> bytes:
    which = (BulletinPart.bulletin_id == bulletin.id, BulletinPart.file == file)
    found = session.scalars(select(BulletinPart.body).where(*which).order_by(BulletinPart.position))
    return b"".join(zlib.decompress(body) for body in found)


def files(bulletin: Bulletin) -> dict[str, bytes]:
    """Return all frozen files. Raises RuleBroken where one is not what its checksum says."""
    found = {file: _file(bulletin, file) for file in FILES}
    broken = [file for file, body in found.items() if evidence.checksum(body) != bulletin.sums.get(file)]
    if broken:
        raise RuleBroken(
            "bulletin-damaged",
            marked("%(file)s of this bulletin does not agree with its checksum: the database was damaged or changed."),
            file=broken[0],
        )
    return found

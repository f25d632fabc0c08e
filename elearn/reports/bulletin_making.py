"""Making bulletins: the record first, then its figures in small commits, then one short one that makes it a draft.

A bulletin of a county is made while its official waits; one of a city or the province by `elearn tick`. Whoever is
stopped half-way leaves a record in the state `making`, and the next tick begins its figures anew.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256

import structlog
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from elearn import clock, db
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.people.access import Level
from elearn.people.models import Unit, User
from elearn.reports import bulletin_queries, bulletin_words, evidence, tallies
from elearn.reports.bulletin_content import DEFINITIONS, FIGURES, NAMES, ROSTER, RULES, dumped
from elearn.reports.bulletin_gather import Gathered, gather
from elearn.reports.bulletin_models import Bulletin, BulletinEvent, BulletinPart, BulletinPlan
from elearn.reports.bulletin_rules import BulletinAct, BulletinState, Origin, weekly_cut_off
from elearn.training.completion import ClassState
from elearn.training.models import TrainingClass

AT_ONCE = 3000
"""People whose figures are gathered while an official waits; more are left to tick."""
LINES, PARTS = 2000, 8
"""Lines of a part, parts of a transaction: about half a megabyte, a few milliseconds."""
LEASE = timedelta(minutes=10)

log = structlog.get_logger()


def begin(
    training_class: TrainingClass,
    unit: Unit,
    day: date,
    by_id: int | None,
    origin: Origin,
    corrects: Bulletin | None = None,
    reason: str = "",
) -> tuple[int, bool]:
    """Store the record of a bulletin, or find the one that is there for the day (or correction) already.

    Returns its id, and whether it is new. Its own transaction. Raises RuleBroken for a day or unit without figures.
    """
    class_id, code, corrected = training_class.id, unit.code, corrects.id if corrects else None
    found = bulletin_queries.standing(class_id, code, day, corrected)
    if found is not None:
        return found, False
    _must_have_figures(training_class, unit, day)
    values = {
        "class_title": training_class.title,
        "organiser": training_class.organiser,
        "unit_name": unit.name,
        "revision": corrects.revision + 1 if corrects else 0,
    }
    target = f"class:{training_class.slug}"
    try:
        with db.writing():
            made = Bulletin(
                class_id=class_id, unit_code=code, day=day, corrects_id=corrected, origin=origin, made_by_id=by_id,
                made_at=clock.now(), **values,
            )  # fmt: skip
            session.add(made)
            session.flush()
            note(made, BulletinAct.MAKE, by_id, reason)
            details = {"day": day.isoformat(), "bulletin": made.id, "origin": origin.value}
            details |= {"corrects": corrected, "reason": reason} if corrected else {}
            record("make_bulletin", target, actor_id=by_id, unit_code=code, **details)
            return made.id, True
    except IntegrityError:  # somebody else was faster
        found = bulletin_queries.standing(class_id, code, day, corrected)
        if found is None:
            raise
        return found, False


def note(bulletin: Bulletin, act: BulletinAct, by_id: int | None, reason: str = "") -> None:
    """Add to what was done to a bulletin."""
    name = session.scalar(select(User.name).where(User.id == by_id)) if by_id else ""
    event = BulletinEvent(bulletin_id=bulletin.id, at=clock.now(), act=act, by_id=by_id, by_name=name, reason=reason)
    session.add(event)


def _must_have_figures(training_class: TrainingClass, unit: Unit, day: date) -> None:
    if unit.level is Level.VILLAGE:
        raise RuleBroken("village", marked("A village has no bulletin of its own. Choose the township or the county."))
    if day > clock.today():
        raise RuleBroken("future", marked("%(day)s lies in the future."), day=day.isoformat())
    whole = tallies.figures(training_class.id, unit.code, [day])[0].whole
    if not whole.required and not whole.deducted:
        raise RuleBroken(
            "nobody",
            marked("Nobody of %(unit)s was on the roster of this class on %(day)s."),
            unit=unit.name,
            day=day.isoformat(),
        )


def make(
    training_class: TrainingClass,
    unit: Unit,
    day: date,
    by_id: int | None,
    origin: Origin,
    corrects: Bulletin | None = None,
    reason: str = "",
    *,
    at_most: int | None = AT_ONCE,
) -> tuple[int, bool]:
    """Begin a bulletin and gather its figures, unless they are of more people than `at_most`."""
    whole = tallies.figures(training_class.id, unit.code, [day])[0].whole
    few = at_most is None or whole.required + whole.deducted <= at_most
    made, is_new = begin(training_class, unit, day, by_id, origin, corrects, reason)
    if few:
        fill(made)
    return made, is_new


def fill(bulletin_id: int) -> bool:
    """Gather a bulletin's figures and freeze them. Nothing happens where that was done, or is being done elsewhere."""
    if not _lease(bulletin_id):
        return False
    bulletin = session.get_one(Bulletin, bulletin_id)
    gathered = gather(bulletin)
    parts, sums = _packed(bulletin_id, bulletin.unit_code, gathered)
    session.rollback()
    with db.writing():
        session.execute(delete(BulletinPart).where(BulletinPart.bulletin_id == bulletin_id))
    for at in range(0, len(parts), PARTS):
        with db.writing():
            session.execute(insert(BulletinPart), parts[at : at + PARTS])
    with db.writing():
        made = session.get_one(Bulletin, bulletin_id, populate_existing=True)
        made.as_of, made.people, made.total = gathered.as_of, len(gathered.people), gathered.total
        made.sums, made.digest = sums, evidence.digest_of(sums)
        made.state, made.leased_at = BulletinState.DRAFT, None
    return True


def _lease(bulletin_id: int) -> bool:
    now = clock.now()
    free = or_(Bulletin.leased_at.is_(None), Bulletin.leased_at < now - LEASE)
    with db.writing():
        taken = session.execute(
            update(Bulletin)
            .where(Bulletin.id == bulletin_id, Bulletin.state == BulletinState.MAKING, free)
            .values(leased_at=now)
        )
        return bool(taken.rowcount)  # type: ignore[attr-defined]


_Line = tuple[str, str]
"""The unit that a line is about, and the line."""


def _packed(bulletin_id: int, code: str, gathered: Gathered) -> tuple[list[dict[str, object]], dict[str, str]]:
    """Return the parts of all files, and the files' checksums."""
    files: dict[str, Iterable[_Line]] = {
        RULES: [(code, dumped(gathered.rules))],
        DEFINITIONS: [(code, dumped(bulletin_words.definitions()))],
        FIGURES: ((table.code, line) for table in gathered.tables for line in table.lines()),
        ROSTER: ((person.unit, person.line()) for person in gathered.people),
        NAMES: ((person.unit, person.name_line()) for person in gathered.people),
    }
    parts: list[dict[str, object]] = []
    sums = {}
    for file, lines in files.items():
        whole = sha256()
        for position, some in enumerate(_chunks(lines)):
            body = "".join(f"{line}\n" for _, line in some).encode()
            whole.update(body)
            parts.append(
                {
                    "bulletin_id": bulletin_id,
                    "file": file,
                    "position": position,
                    "first_code": some[0][0],
                    "last_code": some[-1][0],
                    "body": zlib.compress(body, 6),
                }
            )
        sums[file] = whole.hexdigest()
    return parts, sums


def _chunks(lines: Iterable[_Line]) -> Iterator[Sequence[_Line]]:
    some: list[_Line] = []
    for line in lines:
        some.append(line)
        if len(some) == LINES:
            yield some
            some = []
    if some:
        yield some


def make_due() -> int:
    """Make this week's drafts that are due by plan, and the figures of whatever waits for them; return how many."""
    session.rollback()
    for class_id, code in bulletin_queries.plans():
        _follow(class_id, code)
    waiting = list(session.scalars(select(Bulletin.id).where(Bulletin.state == BulletinState.MAKING)))
    session.rollback()
    return sum(_filled(bulletin_id) for bulletin_id in waiting)


def _follow(class_id: int, code: str) -> None:
    """Begin the newest draft of a plan, once."""
    session.rollback()
    plan, training_class = session.get(BulletinPlan, (class_id, code)), session.get_one(TrainingClass, class_id)
    if plan is None or training_class.state is ClassState.DRAFT:
        return
    day = weekly_cut_off(clock.today(), plan.weekday, training_class.starts_on, training_class.ends_on)
    if day is None or (plan.last_day is not None and plan.last_day >= day):
        return
    try:
        begin(training_class, session.get_one(Unit, code), day, None, Origin.WEEKLY)
    except RuleBroken as refused:
        log.warning("no_weekly_bulletin", unit=code, why=refused.code)
    with db.writing():
        plan = session.get(BulletinPlan, (class_id, code), populate_existing=True)
        if plan is not None:
            plan.last_day = day


def _filled(bulletin_id: int) -> bool:
    """One that can't be made keeps its lease, and is tried again when that has run out."""
    try:
        return fill(bulletin_id)
    except RuleBroken as refused:
        log.error("bulletin_not_made", bulletin=bulletin_id, why=refused.code)
        session.rollback()
        return False

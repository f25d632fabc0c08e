"""What a training class may plan: pure. A plan in; out what is wrong with it, what is doubtful, and what it changes."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from elearn.errors import marked
from elearn.people.access import covered_by_any, covers
from elearn.training.completion import Audience, Condition, ConditionKind

MOST_COURSES, MOST_EXAMS = 8, 6
MOST_HOURS = Decimal(999)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True)
class Plan:
    """Everything that its makers decide about a class."""

    title: str
    organiser: str
    unit_code: str
    """The unit that makes it; who is responsible there may change it."""
    unit_codes: tuple[str, ...]
    """The units that it is for, each with all below it."""
    audience: Audience
    starts_on: date
    ends_on: date
    course_ids: tuple[int, ...] = ()
    """In the order in which they are learnt."""
    exam_id: int | None = None
    required_exams: tuple[int, ...] = ()
    """Further exams that must be passed as well."""
    offered_exams: tuple[int, ...] = ()
    online_hours: Decimal = Decimal(0)
    face_hours: Decimal = Decimal(0)
    conditions: tuple[Condition, ...] = ()

    def asks(self, kind: ConditionKind) -> bool:
        """Say whether a condition of this kind is set."""
        return any(each.kind is kind for each in self.conditions)


@dataclass(frozen=True)
class Known:
    """What a plan is judged by, beside itself."""

    own_codes: Sequence[str]
    """The units of whoever makes the class."""
    lessons: Mapping[int, int]
    """The courses to choose from, each with how many lessons it has."""
    exam_ids: Collection[int]
    sessions: int = 0
    """Sessions that are planned already."""
    exam_days: Mapping[int, tuple[date, date]] = field(default_factory=dict)
    """The first and the last day of exams."""


@dataclass(frozen=True)
class Fault:
    """Something about one field of the form (`where`), as a marked sentence with its parameters."""

    where: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


def faults(plan: Plan, known: Known) -> list[Fault]:
    """Return what is wrong: nobody could ever meet it, or it is not for its maker to decide."""
    return [*_wrong_dates(plan), *_wrong_units(plan, known), *_wrong_contents(plan, known), *_wrong_conditions(plan)]


def _wrong_dates(plan: Plan) -> Iterable[Fault]:
    if plan.ends_on < plan.starts_on:
        yield Fault("ends_on", marked("The last day lies before the first one."))


def _wrong_units(plan: Plan, known: Known) -> Iterable[Fault]:
    if not covered_by_any(known.own_codes, plan.unit_code):
        yield Fault("unit", marked("This unit is not yours."))
    if not plan.unit_codes:
        yield Fault("units", marked("Choose at least one unit that the class is for."))
    elif not all(covers(plan.unit_code, code) for code in plan.unit_codes):
        yield Fault("units", marked("The class can only be for the unit that makes it and for units below it."))


def _wrong_contents(plan: Plan, known: Known) -> Iterable[Fault]:
    if len(set(plan.course_ids)) < len(plan.course_ids):
        yield Fault("courses", marked("A course stands here twice."))
    if not set(plan.course_ids) <= set(known.lessons):
        yield Fault("courses", marked("This course is not there for your unit."))
    further = [*plan.required_exams, *plan.offered_exams]
    if len(set(further)) < len(further):
        yield Fault("exams", marked("An exam stands here twice."))
    if plan.exam_id in further and plan.exam_id is not None:
        yield Fault("exams", marked("The closing exam can't be a further exam as well."))
    if not {*further, *([plan.exam_id] if plan.exam_id else [])} <= set(known.exam_ids):
        yield Fault("exams", marked("This exam is not there for your unit."))
    for name, hours in (("online_hours", plan.online_hours), ("face_hours", plan.face_hours)):
        if not 0 <= hours <= MOST_HOURS:
            yield Fault(name, marked("Between 0 and 999 hours."))


def _wrong_conditions(plan: Plan) -> Iterable[Fault]:
    if not plan.conditions:
        yield Fault("conditions", marked("Say what completes the class: at least one condition."))
    for each in plan.conditions:
        if not 1 <= each.threshold <= 100:
            yield Fault(f"{each.kind.value}_share", marked("Between 1 and 100 percent."))
    if plan.asks(ConditionKind.LESSONS) and not plan.course_ids:
        yield Fault("courses", marked("Lessons are a condition, but the class has no course. Choose a course."))
    if plan.asks(ConditionKind.EXAM) and plan.exam_id is None and not plan.required_exams:
        yield Fault("exam", marked("Passing the exam is a condition, but the class has no exam. Choose an exam."))
    if plan.required_exams and not plan.asks(ConditionKind.EXAM):
        yield Fault("exams", marked("A further exam must be passed, but passing is no condition. Tick “exam passed”."))
    if plan.asks(ConditionKind.ONLINE_HOURS) and not plan.online_hours:
        yield Fault("online_hours", marked("Online hours are a condition. Say how many hours the class plans."))
    if plan.asks(ConditionKind.FACE_HOURS) and not plan.face_hours:
        yield Fault("face_hours", marked("Face-to-face hours are a condition. Say how many hours the class plans."))


def doubts(plan: Plan, known: Known) -> list[Fault]:
    """Return what can be, but should be looked at before the class is opened."""
    return [*_doubtful_contents(plan, known), *_doubtful_exams(plan, known)]


def _doubtful_contents(plan: Plan, known: Known) -> Iterable[Fault]:
    if plan.asks(ConditionKind.LESSONS) and not sum(known.lessons.get(key, 0) for key in plan.course_ids):
        yield Fault("courses", marked("The courses have no lesson yet."))
    meets = (ConditionKind.ATTENDANCE, ConditionKind.FACE_HOURS)
    if any(plan.asks(kind) for kind in meets) and not known.sessions:
        yield Fault(
            "conditions", marked("No session is planned yet. Until there is one, nobody can meet what is asked of it.")
        )


def _doubtful_exams(plan: Plan, known: Known) -> Iterable[Fault]:
    for exam_id in [*([plan.exam_id] if plan.exam_id else []), *plan.required_exams]:
        first, last = known.exam_days.get(exam_id, (plan.starts_on, plan.ends_on))
        if last < plan.starts_on:
            yield Fault("exam", marked("An exam is over before the class begins."))
        elif first > plan.ends_on:
            yield Fault("exam", marked("An exam begins only after the class has ended."))


def not_published(title: str) -> Fault:
    """Return what keeps a class from being opened: nobody could sit this exam."""
    words = marked("The exam “%(title)s” is not published yet. A trainer has to publish it first.")
    return Fault("exam", words, {"title": title})


FIXED = ("unit_code", "course_ids", "exam_id")
"""What can't change any more once somebody has begun: what they have done would have been for something else."""
DECIDING = ("course_ids", "exam_id", "required_exams", "online_hours", "face_hours", "conditions")
"""What decides who has completed the class."""


def frozen(before: Plan, after: Plan) -> list[Fault]:
    """Return what the second plan changes though somebody has begun."""
    words = {
        "unit_code": ("unit", marked("Somebody has begun already: the unit that makes the class can't change.")),
        "course_ids": ("courses", marked("Somebody has begun already: the courses can't change.")),
        "exam_id": ("exam", marked("Somebody has begun already: the closing exam can't change.")),
    }
    return [Fault(*words[name]) for name in FIXED if _differs(before, after, name)]


def decides_anew(before: Plan, after: Plan) -> bool:
    """Say whether completion may be another one by the second plan."""
    return any(_differs(before, after, name) for name in DECIDING)


def _differs(before: Plan, after: Plan, name: str) -> bool:
    """Say whether something else is chosen; another order alone is no difference."""
    one, other = getattr(before, name), getattr(after, name)
    return set(one) != set(other) if isinstance(one, tuple) else bool(one != other)


def changed(before: Plan, after: Plan) -> list[str]:
    """Return the names of what differs, another order of the courses included."""
    found = [name for name in Plan.__dataclass_fields__ if _differs(before, after, name)]
    reordered = before.course_ids != after.course_ids and "course_ids" not in found
    return [*found, "course_ids"] if reordered else found


def smallest(unit_codes: Iterable[str]) -> tuple[str, ...]:
    """Return units without those that lie below another one of them, in order."""
    codes = sorted(set(unit_codes))
    return tuple(code for code in codes if not covered_by_any([each for each in codes if each != code], code))


def a_year_on(day: date) -> date:
    """Return the same day a year later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def next_title(title: str) -> str:
    """Return a title with each year in it counted on by one: 2026年培训班 → 2027年培训班."""
    return _YEAR.sub(lambda found: str(int(found[0]) + 1), title)

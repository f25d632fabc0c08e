"""What one invented person does in a class: which lessons when, which tries with which answers. Pure; a seed decides.

Moments run as the ordinary acts would stamp them: the same life can be stored in bulk or lived through the acts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

PAUSE = timedelta(minutes=50)
"""The last act of a life lies at least so long before now: a try still fits in."""


@dataclass(frozen=True)
class DrawnItem:
    """A question of a drawn paper: a right and a wrong response as the learner would see the letters, and the marks."""

    right: object
    wrong: object
    marks_right: Decimal
    marks_wrong: Decimal


@dataclass(frozen=True)
class DrawnPaper:
    """A paper that several people get."""

    seed: str
    paper_id: int
    items: tuple[DrawnItem, ...]


@dataclass(frozen=True)
class Course:
    """What a class asks for: minutes of its lessons in order, tries, pass mark, and the papers in stock."""

    minutes: tuple[int, ...]
    tries: int
    pass_mark: Decimal
    papers: Sequence[DrawnPaper]


@dataclass(frozen=True)
class Studied:
    """A lesson opened, and perhaps finished."""

    opened_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class Sat:
    """One try: the paper, what was right, when each answer was saved, when it was handed in."""

    paper: DrawnPaper
    started_at: datetime
    saved_at: tuple[datetime, ...]
    right: tuple[bool, ...]
    handed_in_at: datetime

    def marks(self) -> list[Decimal]:
        """Return the marks of each question."""
        pairs = zip(self.paper.items, self.right, strict=True)
        return [item.marks_right if right else item.marks_wrong for item, right in pairs]


@dataclass(frozen=True)
class Life:
    """Everything that a person does between two moments; empty for somebody who never came."""

    lessons: list[Studied] = field(default_factory=list)
    tries: list[Sat] = field(default_factory=list)


def live(source: Random, keenness: tuple[float, float], course: Course, starts: datetime, now: datetime) -> Life:
    """Let a person learn between two moments, as far as the keenness of their township takes them.

    `keenness`: the share that begins, and the share of those who get through to the exam.
    """
    begins, finishes = keenness
    last = now - PAUSE
    if source.random() > begins or starts >= last:
        return Life()
    through = source.random() < finishes
    at = starts + (last - starts) * source.betavariate(1.6, 2.2)
    pace = (last - at) / (len(course.minutes) + 2)
    count = len(course.minutes) if through else source.randint(0, len(course.minutes) - 1)
    life = Life()
    for minutes in course.minutes[:count]:
        opened = min(at, last)
        at = min(opened + timedelta(minutes=minutes * source.uniform(0.8, 1.6)), last)
        life.lessons.append(Studied(opened, at))
        at = min(at + pace * source.uniform(0.2, 1.0), last)
    if not through:
        life.lessons.append(Studied(at, None))
        return life
    life.tries.extend(_tries(source, course, at, last))
    return life


def _tries(source: Random, course: Course, at: datetime, last: datetime) -> list[Sat]:
    ability = source.betavariate(8, 2)
    found: list[Sat] = []
    for _ in range(course.tries):
        start = at + timedelta(minutes=source.uniform(5, 600))
        if start > last:
            # Whoever is late sits the exam at the very end, once.
            if found:
                break
            start = last
        sat = _sit(source, course, start, ability)
        found.append(sat)
        full = sum((item.marks_right for item in sat.paper.items), Decimal(0))
        passed = sum(sat.marks(), Decimal(0)) * 100 / full >= course.pass_mark
        if passed or start == last or source.random() < 0.4:
            break
        at, ability = sat.handed_in_at, min(0.98, ability + 0.12)
    return found


def _sit(source: Random, course: Course, start: datetime, ability: float) -> Sat:
    paper = source.choice(course.papers)
    at, saved = start, []
    for _ in paper.items:
        at += timedelta(seconds=source.uniform(8, 70))
        saved.append(at)
    right = tuple(source.random() < ability for _ in paper.items)
    return Sat(paper, start, tuple(saved), right, at + timedelta(seconds=source.uniform(5, 60)))

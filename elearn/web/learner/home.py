"""The learner's home: in one glance what is still to do and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask import render_template
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.courses import review_queries
from elearn.courses.queries import LessonRow
from elearn.people import unit_queries
from elearn.people.access import ancestors, covers
from elearn.training import queries, reminder_queries, session_queries, todo
from elearn.training.completion import Condition, Facts
from elearn.training.queries import HomeClass
from elearn.training.session_queries import Own
from elearn.web import class_words
from elearn.web.learner import learner

FLAT = 10
"""So many lessons are one list; more are folded by module, the module in hand open."""


@dataclass(frozen=True)
class Module:
    """Lessons of a course that belong together."""

    title: str
    rows: list[LessonRow]
    is_open: bool

    @property
    def done(self) -> int:
        """How many of them are learnt."""
        return sum(each.finished for each in self.rows)


@dataclass(frozen=True)
class Card:
    """One class as the page shows it: figures, the one thing to do next, the list."""

    row: HomeClass
    done: int
    next_lesson: LessonRow | None
    days_left: int
    exam_is_on: bool
    meetings: Sequence[Own]
    """The sessions of the class, in order of time."""
    reminded: bool
    """Whether their unit reminded them lately."""

    @property
    def todo(self) -> str:
        """What is still to do, in one line, as far as it may be known."""
        row, place = self.row, self.row.enrolment
        required, exam = row.training_class, row.training_class.exam
        planned = [
            each
            for each in self.meetings
            if each.held.cancelled_at is None and covers(each.held.unit_code, place.unit_code)
        ]
        facts = Facts(
            lessons=len(row.lessons),
            lessons_done=self.done,
            score=row.best_score,
            pass_mark=exam.pass_mark if exam else None,
            exams_missing=row.exams_missing,
            online_planned=required.online_hours,
            online_hours=place.online_hours,
            face_planned=required.face_hours,
            face_hours=place.face_hours,
            sessions=len(planned),
            attended=place.attended,
        )
        conditions = [Condition(each.kind, each.threshold) for each in required.conditions]
        return class_words.todo_words(todo.todo(facts, conditions))

    @property
    def modules(self) -> list[Module]:
        """The lessons by module in their order; a short course is one without a title."""
        if len(self.row.lessons) <= FLAT:
            return [Module("", list(self.row.lessons), True)]
        parts = groupby(self.row.lessons, lambda each: (each.lesson.course_id, each.lesson.module))
        return [
            Module(title, rows, any(each is self.next_lesson for each in rows))
            for (_, title), found in parts
            for rows in [list(found)]
        ]

    def state(self, each: LessonRow) -> str:
        """done, current or open, for the list of steps."""
        if each.finished:
            return "done"
        return "current" if each is self.next_lesson else "open"


@learner.get("/home")
def home() -> Any:
    """The classes under way, each with the next thing to do in one big button."""
    rows = queries.home(current_user.id)
    meetings = session_queries.own_by_class(current_user.id, [row.training_class.id for row in rows])
    reminded = reminder_queries.for_home(current_user.id)
    cards = [_card(row, clock.today(), meetings.get(row.training_class.id, []), reminded) for row in rows]
    codes = [code for code in ancestors(current_user.user.unit_code) if len(code) >= 6]
    names = unit_queries.names(codes)
    return render_template(
        "learner/home.html",
        cards=cards,
        greeting=_greeting(),
        units=[names[code] for code in codes if code in names],
        review=review_queries.today(current_user.id),
    )


def _card(row: HomeClass, today: date, meetings: Sequence[Own], reminded: set[int]) -> Card:
    exam = row.training_class.exam
    return Card(
        row=row,
        done=sum(each.finished for each in row.lessons),
        next_lesson=next((each for each in row.lessons if not each.finished), None),
        days_left=(row.training_class.ends_on - today).days,
        exam_is_on=exam is not None and exam.opens_at <= clock.now() < exam.closes_at,
        meetings=meetings,
        reminded=row.training_class.id in reminded,
    )


def _greeting() -> str:
    hour = clock.now().astimezone(clock.SHANGHAI).hour
    if 5 <= hour < 11:
        words = gettext("Good morning, %(name)s", name=current_user.name)
    elif 11 <= hour < 13:
        words = gettext("Good day, %(name)s", name=current_user.name)
    elif 13 <= hour < 18:
        words = gettext("Good afternoon, %(name)s", name=current_user.name)
    else:
        words = gettext("Good evening, %(name)s", name=current_user.name)
    return str(words)

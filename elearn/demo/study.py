"""People learn, answer and finish by the same actions that the web calls, with a fixed seed and the clock held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from elearn import clock, db
from elearn.courses import actions as course_actions
from elearn.courses.models import Lesson, Progress
from elearn.exams import answering, sitting
from elearn.exams import queries as exam_queries
from elearn.exams.models import Attempt, Exam
from elearn.exams.paper import Item
from elearn.people.models import User
from elearn.questions import queries as question_queries
from elearn.questions.grading import CHOICE_KINDS, Kind, Shape, letters, right_response, to_shown
from elearn.questions.models import QuestionVersion
from elearn.training import actions as training

# How keen each township is: the share that begins, and the share of those who get through to the exam.
KEENNESS = {
    "141130100": (0.97, 0.80),
    "141130101": (0.93, 0.64),
    "141130102": (0.95, 0.73),
    "141130103": (0.87, 0.48),
    "141130104": (0.99, 0.91),
    "141130105": (0.90, 0.60),
    "141130202": (0.76, 0.37),
}

PRACTISED = 2
"""Lessons after which a person practises, at most."""


@dataclass(frozen=True)
class Studied:
    """One lesson, and when a person opened and finished it."""

    lesson: Lesson
    opened_at: datetime
    done_at: datetime


def study(user: User, lessons: Sequence[Lesson], exam: Exam, starts: datetime, now: datetime, seed: str) -> None:
    """Let one person use the site between two moments, as far as their township's keenness takes them."""
    source = Random(seed)  # noqa: S311
    begins, finishes = KEENNESS.get(user.unit_code[:9], (0.9, 0.6))
    if source.random() > begins:
        return
    through = source.random() < finishes
    span = (now - starts) / timedelta(days=1)
    at = starts + timedelta(days=span * source.betavariate(1.6, 2.2), hours=source.uniform(0, 10))
    pace = (now - at) / (len(lessons) + 2)
    with clock.freeze(at) as held:
        count = len(lessons) if through else source.randint(0, len(lessons) - 1)
        studied = []
        for lesson in lessons[:count]:
            done = at + timedelta(minutes=lesson.minutes * source.uniform(0.8, 1.6))
            studied.append(Studied(lesson, at, done))
            at = min(done + pace * source.uniform(0.2, 1.0), now - timedelta(minutes=50))
        _learn(user, studied, held, source)
        if not through:
            if count < len(lessons):
                held.move_to(at)
                with db.writing():
                    training.open_lesson(user.id, lessons[count])
            return
        ability = source.betavariate(8, 2)
        for _ in range(exam.tries):
            at = min(at + timedelta(minutes=source.uniform(5, 600)), now - timedelta(minutes=45))
            held.move_to(at)
            if sit(user, exam, ability, held, source) >= exam.pass_mark or source.random() < 0.4:
                break
            ability = min(0.98, ability + 0.12)


def _learn(user: User, studied: Sequence[Studied], held: clock.freeze, source: Random) -> None:
    """Store what a person studied: the first and the last lesson by the ordinary acts, which decide the class.

    Those between are rows alone: by the ordinary acts, fifty lessons of five hundred people would take minutes.
    """
    for each in [*studied[:1], *studied[1:][-1:]]:
        held.move_to(each.opened_at)
        with db.writing():
            training.open_lesson(user.id, each.lesson)
        held.move_to(each.done_at)
        with db.writing() as session:
            if each is studied[-1] and (between := studied[1:-1]):
                session.execute(insert(Progress), [_row(user, one) for one in between])
            training.finish_lesson(user.id, each.lesson)
    for each in source.sample(studied, min(PRACTISED, len(studied))):
        held.move_to(each.done_at)
        _practise(user, each.lesson, source)


def _row(user: User, studied: Studied) -> dict[str, Any]:
    return {
        "user_id": user.id,
        "lesson_id": studied.lesson.id,
        "opened_at": studied.opened_at,
        "finished_at": studied.done_at,
    }


def _practise(user: User, lesson: Lesson, source: Random) -> None:
    with db.writing():
        run = course_actions.start_practice(user.id, lesson, seed=str(source.random()))
        versions = question_queries.versions(run.version_ids)
        for number, version_id in enumerate(run.version_ids, 1):
            version = versions[version_id]
            right = source.random() < 0.8
            course_actions.answer_practice(run, number, _right(version) if right else _wrong(version, source))


def sit(user: User, exam: Exam, ability: float, held: clock.freeze, source: Random) -> Any:
    """Sit one try: start, answer question by question, hand in; return the mark."""
    with db.writing():
        attempt_id = training.start_attempt(exam.id, user.id, seed=str(source.random()))
        started: Attempt | None = exam_queries.own_attempt(attempt_id, user.id)
        assert started is not None
        items = exam_queries.items(started)
        at = started.started_at
    versions = question_queries.versions([item.version for item in items])
    with db.writing():
        for number, item in enumerate(items, 1):
            at += timedelta(seconds=source.uniform(8, 70))
            held.move_to(at)
            value = respond(item, versions[item.version], ability, source)
            answering.save(attempt_id, number, 1, value, None)
    held.move_to(at + timedelta(seconds=source.uniform(5, 60)))
    with db.writing():
        training.hand_in(attempt_id, exam.id)
        done = exam_queries.own_attempt(attempt_id, user.id)
        assert done is not None
        return done.score


def respond(item: Item, version: QuestionVersion, ability: float, source: Random) -> Any:
    """Answer in the letters shown: right with the person's ability, otherwise plausibly wrong."""
    own = _right(version) if source.random() < ability else _wrong(version, source)
    return to_shown(sitting.shape(version.id), item.order, own)


def _right(version: QuestionVersion) -> Any:
    return right_response(sitting.shape(version.id), version.answer, version.children)


def _wrong(version: QuestionVersion, source: Random) -> Any:
    shape = sitting.shape(version.id)
    if version.kind is Kind.CASE:
        parts = zip(shape.children, version.children, strict=True)
        return [_wrong_part(part, child["key"]["answer"], source) for part, child in parts]
    return _wrong_part(shape, version.answer, source)


def _wrong_part(shape: Shape, answer: Any, source: Random) -> Any:
    """Return a plausibly wrong response in own letters to a question that is no case."""
    match shape.kind:
        case Kind.TRUE_FALSE:
            return not answer
        case kind if kind in CHOICE_KINDS:
            others = [letter for letter in letters(shape.options) if letter not in answer]
            return source.choice(others) if kind is Kind.SINGLE else answer[:-1] or source.choice(others)
        case Kind.MATCH:
            own = letters(shape.options)
            return [*own[1:], own[0]]
        case Kind.ORDER:
            return letters(shape.options)[::-1]
        case Kind.FILL:
            return ["不知道" for _ in answer]
        case _:
            return "还没有想好。"

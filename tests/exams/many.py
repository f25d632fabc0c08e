"""An exam with thousands of people, some of them working, some handed in, written row by row without sitting it."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from elearn import clock, db
from elearn.courses.models import Course
from elearn.exams.event_models import AttemptEvent, EventKind
from elearn.exams.models import Answer, Attempt, AttemptState, Exam, Paper
from elearn.people.access import Role
from elearn.people.models import Unit, User
from elearn.questions.models import QuestionVersion
from elearn.training.completion import STANDARD
from elearn.training.models import ClassCondition, ClassCourse, Enrolment, TrainingClass
from tests import make, world

QUESTIONS = 20


def _bank() -> str:
    head, _, _ = world.BANK.partition("[单选]")
    questions = [
        f"[单选] small-{number:03d}\n第{number}题（　）\nA. 对的{number}\nB. 错的甲\nC. 错的乙\nD. 错的丙\n答案: A\n"
        f"解析: 选对的。\n依据: 某文件\n知识点: 第一点\n难度: 易\n"
        for number in range(1, 61)
    ]
    return head + "\n".join(questions)


def fill(people: int, seed: int = 1) -> User:
    """Fill the database; return a trainer over the county whose slug for the exam is `exam`."""
    world.load_bank(_bank())
    now, source = clock.now(), random.Random(seed)
    townships = [f"141130{100 + at}" for at in range(20)]
    with db.writing() as session:
        session.add_all(
            Unit(code=code, name=f"第{code}镇", level="township", kind="镇", parent_code=make.COUNTY)
            for code in townships
            if session.get(Unit, code) is None
        )
        course = Course(slug="course", title="课", summary="", credit_hours=Decimal(1), unit_code=make.COUNTY)
        exam = Exam(
            slug="exam",
            title="全省结业考试",
            unit_code=make.COUNTY,
            rules=[{"bank": "small", "kind": "single", "count": QUESTIONS, "marks": "5"}],
            minutes=60,
            tries=1,
            pass_mark=Decimal(60),
            merit_mark=Decimal(90),
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(hours=3),
        )
        session.add_all([course, exam])
        session.flush()
        made = TrainingClass(
            slug="class",
            title="班",
            organiser="县",
            unit_code=make.COUNTY,
            exam_id=exam.id,
            starts_on=clock.today(),
            ends_on=date(2099, 1, 1),
        )
        session.add(made)
        session.flush()
        session.add(ClassCourse(class_id=made.id, course_id=course.id))
        session.add_all(ClassCondition(class_id=made.id, kind=each.kind) for each in STANDARD)
        versions = list(session.query(QuestionVersion.id).order_by(QuestionVersion.id))
        exam_id, class_id, ids = exam.id, made.id, [row[0] for row in versions]
    for first in range(0, people, 500):
        numbers = range(first, min(first + 500, people))
        with db.writing() as session:
            for table, rows in _rows(numbers, townships, exam_id, class_id, ids, source).items():
                session.execute(insert(table), rows)
    return make.staff(Role.TRAINER, make.COUNTY, "武慧珍")


def _rows(
    numbers: range, townships: list[str], exam_id: int, class_id: int, versions: list[int], source: random.Random
) -> dict[Any, list[dict[str, Any]]]:
    now = clock.now()
    found: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (User, Enrolment, Paper, Attempt, AttemptEvent, Answer)
    }
    for number in numbers:
        key = 100_000 + number
        unit_code = townships[number % len(townships)]
        started = now - timedelta(seconds=source.randint(1800, 3000))
        handed_in = started + timedelta(seconds=source.randint(900, 1700)) if number % 2 else None
        # A quarter of those who work has lost contact; the rest speaks by answers alone, which costs the most.
        until = handed_in or now - timedelta(minutes=5 if number % 8 == 0 else 0)
        found[User].append(
            {"id": key, "name": f"学员{number:05d}", "mobile": f"138{number:08d}", "unit_code": unit_code, "post": ""}
            | {"created_at": now}
        )
        found[Enrolment].append(
            {"class_id": class_id, "user_id": key, "unit_code": unit_code, "entered_on": clock.today()}
            | {"left_reason": "", "lessons_done": 0, "passed": False}
        )
        orders = ["".join(source.sample("ABCD", 4)) for _ in range(QUESTIONS)]
        chosen = source.sample(versions, QUESTIONS)
        items = [{"version": v, "order": o, "marks": "5"} for v, o in zip(chosen, orders, strict=True)]
        found[Paper].append({"id": key, "exam_id": exam_id, "items": items, "drawn_at": started})
        found[Attempt].append(
            {"id": key, "exam_id": exam_id, "user_id": key, "paper_id": key, "number": 1}
            | {"state": AttemptState.HANDED_IN if handed_in else AttemptState.OPEN, "started_at": started}
            | {"deadline_at": started + timedelta(hours=1), "handed_in_at": handed_in, "device": f"{key:016x}"}
            | {"seen_at": started, "revision": 0, "away_count": source.randint(0, 2), "away_seconds": 5}
            | {"score": Decimal(70) if handed_in else None, "marks": ["5"] * QUESTIONS if handed_in else None}
        )
        found[AttemptEvent].append(
            {"attempt_id": key, "kind": EventKind.STARTED, "at": started, "device": f"{key:016x}", "data": {}}
        )
        for at, order in enumerate(orders):
            own = "A" if source.random() < 0.7 else source.choice("BBBCCD")
            share = (until - started) * (at + 1) / QUESTIONS
            found[Answer].append(
                {"attempt_id": key, "number": at + 1, "step": 1, "saved_at": started + share}
                | {"response": {"value": "ABCD"[order.index(own)]}}
            )
    return found

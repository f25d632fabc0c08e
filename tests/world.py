"""A small world for tests of pages and acts: one bank, a course of two lessons, an exam, a class with one learner."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask.testing import FlaskClient

from elearn import clock, db
from elearn.courses import actions as course_actions
from elearn.courses.lesson_text import read_course
from elearn.courses.models import Lesson
from elearn.exams import actions as exam_actions
from elearn.exams import queries as exam_queries
from elearn.exams import sitting
from elearn.exams.models import Attempt, Exam
from elearn.exams.paper import Rule
from elearn.people.models import User
from elearn.questions import actions as question_actions
from elearn.questions import bank_text
from elearn.questions import queries as question_queries
from elearn.questions.grading import Kind, to_shown
from elearn.training import actions as training
from elearn.training.models import TrainingClass
from tests import make, snapshot

BANK = (
    """# 小题库
编号: small
用途: 练习 考试 游戏
"""
    + "".join(
        f"""
[单选] small-{number:03d}
单选题第{number}题（　）
A. 对的{number}
B. 错的甲
C. 错的乙
D. 错的丙
答案: A
解析: 因为第{number}题选对的。
依据: 某文件
知识点: 第一点
难度: 易
"""
        for number in range(1, 7)
    )
    + "".join(
        f"""
[多选] small-{number:03d}
多选题第{number}题（　）
A. 对的甲
B. 对的乙
C. 错的丙
答案: AB
解析: 两项都对。
依据: 某文件
知识点: 第二点
难度: 中
"""
        for number in range(7, 10)
    )
    + "".join(
        f"""
[判断] small-{number:03d}
判断题第{number}题。
答案: 错误
解析: 不是这样。
依据: 某文件
知识点: 第二点
难度: 难
"""
        for number in range(10, 13)
    )
)
LESSON = """+++
title = "第{number}讲"
module = "模块"
kind = "reading"
minutes = 5
bank = "small"
points = ["{point}"]
facts = ["F001"]
sources = ["某文件"]
+++
> 开头一问

## 小标题

正文**很重要。**后面。
"""
COURSE = 'slug = "course"\ntitle = "小课程"\nsummary = "说明"\ncredit_hours = "2.00"\nlessons = ["one", "two"]\n'
RULES = [
    Rule("small", Kind.SINGLE, 3, Decimal(5)),
    Rule("small", Kind.MULTIPLE, 1, Decimal(5)),
    Rule("small", Kind.TRUE_FALSE, 1, Decimal(5)),
]


@dataclass(frozen=True)
class World:
    """What the tests need of it."""

    learner: User
    training_class: TrainingClass
    exam: Exam
    lessons: list[Lesson]


def load_bank(text: str = BANK, unit_code: str = make.COUNTY) -> None:
    """Load a bank."""
    make.unit(unit_code)
    parsed, problems = bank_text.read(text)
    assert not problems
    with db.writing():
        question_actions.load_bank(parsed, unit_code)


def build(learner: User | None = None) -> World:
    """Build the world around a learner of 西庄村."""
    if learner is None:
        return snapshot.once(lambda: _build(make.user()), "world")
    return _build(learner)


def _build(person: User) -> World:
    load_bank()
    texts = {
        "one": LESSON.format(number="一", point="第一点"),
        "two": LESSON.format(number="二", point="第二点"),
    }
    with db.writing() as session:
        course = course_actions.load_course(read_course(COURSE, texts), make.COUNTY)
        exam = exam_actions.create_exam(
            "exam",
            "结业考试",
            make.COUNTY,
            RULES,
            minutes=30,
            tries=3,
            pass_mark=Decimal(60),
            merit_mark=Decimal(90),
            opens_at=clock.start_of_day(date(2026, 11, 1)),
            closes_at=clock.end_of_day(date(2026, 12, 15)),
        )
        exam_actions.publish(exam)
        made = training.create_class(
            "class", "小培训班", "县民政局", make.COUNTY, course, exam, date(2026, 11, 1), date(2026, 12, 15)
        )
        training.enrol(made, [session.merge(person)], date(2026, 11, 1), None)
        lessons = sorted(session.query(Lesson).filter_by(course_id=course.id), key=lambda lesson: lesson.position)
    return World(person, made, exam, lessons)


def right_answers(attempt_id: int, user_id: int) -> dict[str, list[str]]:
    """Return what a form has to send for every question of an attempt to be right, by the names of its fields."""
    attempt = _attempt(attempt_id, user_id)
    items = exam_queries.items(attempt)
    versions = question_queries.versions([item.version for item in items])
    found = {}
    for item in items:
        key = to_shown(sitting.shape(item.version), item.order, versions[item.version].answer)
        found[f"a{item.version}"] = [str(key).lower()] if isinstance(key, bool) else list(key)
    db.session.rollback()
    return found


def sit(client: FlaskClient, user_id: int, slug: str = "exam", right: int | None = None) -> int:
    """Sit an exam in a signed-in browser without script and hand in; `right` answers are right. Return the attempt."""
    started = client.post(f"/exam/{slug}/start")
    attempt_id = int(started.location.rpartition("/")[2])
    answers = right_answers(attempt_id, user_id)
    sent = dict(list(answers.items())[: right if right is not None else len(answers)])
    assert client.post(f"/attempt/{attempt_id}/answers", data=sent).status_code == 303
    assert client.post(f"/attempt/{attempt_id}/hand-in").status_code == 303
    return attempt_id


def _attempt(attempt_id: int, user_id: int) -> Attempt:
    attempt = exam_queries.own_attempt(attempt_id, user_id)
    assert attempt is not None
    return attempt

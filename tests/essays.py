"""An exam with an essay and a single choice, for the tests of marking."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from elearn import clock, db
from elearn.courses.models import Lesson
from elearn.exams import actions as exam_actions
from elearn.exams import answering
from elearn.exams import queries as exam_queries
from elearn.exams.models import Attempt, Exam
from elearn.exams.paper import Rule
from elearn.people.models import User
from elearn.questions import queries as question_queries
from elearn.questions.grading import Kind
from elearn.training import actions as training
from elearn.training.completion import STANDARD
from elearn.training.models import ClassCondition, ClassCourse, Enrolment, TrainingClass
from tests import make, world

BANK = """# 主观题库
编号: essays
用途: 考试

[简答] essays-001
怎样办好一次居民议事会？
答案: 先听意见，再公开结果。
要点:
先听意见（3分）
公开结果（2分）
解析: 议事要公开。

[单选] essays-003
单选一题（　）
A. 对的
B. 错的
C. 也不对
答案: A
解析: 选对的。

[案例] essays-004
王大娘反映楼道堆物。
解析: 先看后办。

[单选] essays-004.1
先做什么？（　）
A. 上门了解
B. 置之不理
答案: A
解析: 先了解。

[简答] essays-004.2
怎样收尾？
答案: 回访。
要点:
回访（2分）
解析: 要有回音。
"""


@dataclass(frozen=True)
class Essays:
    """The exam, who sat it, and their attempts."""

    exam: Exam
    training_class: TrainingClass
    people: list[User]
    attempts: list[int]


def build(
    texts: tuple[str, ...],
    owner: User | None = None,
    *,
    second: bool = False,
    choice: str = "A",
    pass_mark: int = 60,
    case: str = "",
) -> Essays:
    """Build the exam (essay 5 marks, choice 5) and let people, who have studied, hand these essays in.

    `choice`: what they choose in the other question, in the version's own letters: one for all, or one for each.
    With `case` a case of 10 marks comes to it, answered by A and this text.
    """
    built = world.build()
    world.load_bank(BANK)
    rules = [Rule("essays", Kind.ESSAY, 1, Decimal(5)), Rule("essays", Kind.SINGLE, 1, Decimal(5))]
    if case:
        rules.append(Rule("essays", Kind.CASE, 1, Decimal(10)))
    people = [make.user(f"答题人{number}") for number in range(1, len(texts) + 1)]
    with db.writing() as session:
        exam = exam_actions.create_exam(
            "written",
            "简答考试",
            make.COUNTY,
            rules,
            minutes=30,
            tries=1,
            pass_mark=Decimal(pass_mark),
            merit_mark=Decimal(90),
            opens_at=clock.start_of_day(date(2026, 11, 1)),
            closes_at=clock.end_of_day(date(2026, 12, 15)),
        )
        exam.second_marker = second
        exam.created_by_id = owner.id if owner else None
        exam_actions.publish(exam)
        course = session.merge(built.lessons[0])
        made = TrainingClass(
            slug="written",
            title="简答班",
            organiser="县民政局",
            unit_code=make.COUNTY,
            exam_id=exam.id,
            starts_on=date(2026, 11, 1),
            ends_on=date(2026, 12, 15),
        )
        session.add(made)
        session.flush()
        session.add(ClassCourse(class_id=made.id, course_id=course.course_id))
        session.add_all(ClassCondition(class_id=made.id, kind=each.kind) for each in STANDARD)
        session.flush()
        training.enrol(made, [session.merge(person) for person in people], date(2026, 11, 1), None)
        exam_id = exam.id
        for person in people:
            for lesson in built.lessons:
                training.finish_lesson(person.id, session.get_one(Lesson, lesson.id))
    chosen = choice if len(choice) == len(people) else choice * len(people)
    attempts = [sit(exam_id, *each, case) for each in zip(people, texts, chosen, strict=True)]
    return Essays(db.session.get_one(Exam, exam_id), made, people, attempts)


def sit(exam_id: int, person: User, text: str, choice: str, case: str = "") -> int:
    """Answer both questions and hand in; `choice` is the version's own letter."""
    attempt_id = training.start_attempt(exam_id, person.id, "a" * 16)
    db.session.rollback()
    attempt = exam_queries.own_attempt(attempt_id, person.id)
    assert attempt is not None
    items = exam_queries.items(attempt)
    versions = question_queries.versions([item.version for item in items])
    for number, item in enumerate(items, 1):
        answer: object = text
        if versions[item.version].kind is Kind.CASE:
            answer = ["AB"[item.order.index("A")], case]
        elif versions[item.version].kind is Kind.SINGLE:
            answer = "ABC"[item.order.index(choice)]
        if answer:
            assert answering.save(attempt_id, number, 1, answer, None)
    db.session.rollback()
    training.hand_in(attempt_id, exam_id)
    db.session.rollback()
    return attempt_id


def score(attempt_id: int) -> Decimal | None:
    """Return the stored score of an attempt, read anew."""
    db.session.rollback()
    return db.session.get_one(Attempt, attempt_id).score


def has_completed(person: User) -> bool:
    """Say whether a person has completed the class, read anew."""
    db.session.rollback()
    return db.session.query(Enrolment).filter_by(user_id=person.id).one().completed_at is not None

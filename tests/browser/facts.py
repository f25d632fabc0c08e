"""Facts that a browser test needs and would take weeks to live through, put into a site's database.

    python -m tests.browser.facts certificate MOBILE    a certificate for a person; prints its code
    python -m tests.browser.facts essays MOBILE         an exam with three essays handed in, and its trainer
    python -m tests.browser.facts review MOBILE         two questions to review, a favourite, a mock exam; prints a card
    python -m tests.browser.facts session MOBILE        a session of a person's class that goes on now; prints its id
    python -m tests.browser.facts studied MOBILE        all lessons of a class but the last few; prints how many

In a process of its own: the browser tests themselves touch no database.
"""

import sys
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from elearn import clock, db, ops
from elearn.app import create_app
from elearn.courses import favourite_actions, mock_actions, review_actions
from elearn.courses.models import Lesson
from elearn.courses.review_models import Origin, ReviewCard
from elearn.courses.review_queries import Wrong
from elearn.demo.build import PASSWORD
from elearn.exams.models import Exam
from elearn.people.access import Role
from elearn.people.hashing import hash_password
from elearn.people.models import User
from elearn.questions.grading import Kind
from elearn.questions.models import QuestionVersion
from elearn.training import actions, certificate_actions, session_actions
from elearn.training.check_in import Direction, SessionKind, Way
from elearn.training.models import ClassCourse, Enrolment, TrainingClass
from elearn.training.session_actions import Plan
from tests import essays, make


def certificate(mobile: str) -> str:
    """Let a person complete their class now, and issue the certificate; return its code."""
    with db.writing() as session:
        row = session.scalars(
            select(Enrolment).join(User, Enrolment.user_id == User.id).where(User.mobile == mobile)
        ).one()
        row.completed_at = row.completed_at or clock.now()
        session.flush()
        return certificate_actions.issue(row.id, None).token


def essay_exam(mobile: str) -> str:
    """Build the exam `written` with three essays to mark, and a trainer with this number and the demo's password."""
    essays.build(("先听意见，再公开结果。", "公开结果。", "不知道。"))
    make.staff(Role.TRAINER, mobile=mobile, password_hash=hash_password(PASSWORD))
    return "written"


def session_now(mobile: str) -> str:
    """Plan a session of a person's class for the whole county, begun a quarter of an hour ago; the person is there."""
    begun = clock.now() - timedelta(minutes=15)
    plan = Plan(
        kind=SessionKind.GATHERING,
        title="第一次集中培训",
        starts_at=begun,
        ends_at=begun + timedelta(hours=3),
        hours=Decimal(4),
        place="县委党校报告厅",
    )
    with db.writing() as session:
        own = session.scalars(
            select(TrainingClass).join(Enrolment).join(User, Enrolment.user_id == User.id).where(User.mobile == mobile)
        ).one()
        held = session_actions.add(own, make.COUNTY, plan, None)
        user_id = session.scalars(select(User.id).where(User.mobile == mobile)).one()
        actions.check_in(held, user_id, Direction.IN, Way.SCREEN)
        return str(held.id)


def studied(mobile: str) -> str:
    """Let a person have finished every lesson but the last few; return how many are left to read."""
    lessons = select(Lesson).join(ClassCourse, ClassCourse.course_id == Lesson.course_id)
    with db.writing() as session:
        user = session.scalars(select(User).where(User.mobile == mobile)).one()
        required = lessons.join(Enrolment, Enrolment.class_id == ClassCourse.class_id)
        for lesson in session.scalars(
            required.where(Enrolment.user_id == user.id).order_by(ClassCourse.position, Lesson.position)
        ).all()[:-LEFT]:
            actions.finish_lesson(user.id, lesson)
    return str(LEFT)


def review_due(mobile: str) -> str:
    """Let a person have answered two questions wrongly yesterday, kept one, and begun a mock exam; return a card."""
    with db.writing() as session:
        user_id = session.scalars(select(User.id).where(User.mobile == mobile)).one()
        found = session.scalars(select(QuestionVersion).where(QuestionVersion.kind == Kind.SINGLE).limit(2)).all()
        wrongs = [Wrong(each.question_id, each.id, "A") for each in found]
        review_actions.enter(user_id, wrongs, Origin.PRACTICE, clock.now() - timedelta(days=1))
        favourite_actions.mark(user_id, found[0].question_id, on=True)
        mock_actions.start(user_id, session.scalars(select(Exam)).one())
        return str(session.scalars(select(ReviewCard.id).where(ReviewCard.user_id == user_id)).first())


BUILDERS = {
    "certificate": certificate,
    "essays": essay_exam,
    "review": review_due,
    "session": session_now,
    "studied": studied,
}
LEFT = 4

if __name__ == "__main__":
    with create_app().app_context():
        ops.migrate()
        print(BUILDERS[sys.argv[1]](sys.argv[2]))

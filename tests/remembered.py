"""What a learner may have to remember: a question in the book of wrong answers, a mock exam, a favourite."""

from elearn import clock, db
from elearn.courses import favourite_actions, review_actions
from elearn.courses.mock_models import MockRun
from elearn.courses.review_models import Origin, ReviewCard
from elearn.courses.review_queries import Wrong
from elearn.exams.models import Exam
from elearn.people.models import User
from elearn.questions.models import QuestionVersion


def _version() -> QuestionVersion:
    return db.session.query(QuestionVersion).filter(QuestionVersion.stem.contains("第1题")).one()


def card(learner: User) -> int:
    """Put a question into the learner's book of wrong answers."""
    with db.writing() as session:
        wrong = Wrong(_version().question_id, _version().id, "B")
        review_actions.enter(learner.id, [wrong], Origin.PRACTICE, clock.now())
        return session.query(ReviewCard).one().id


def mock(learner: User, exam: Exam) -> int:
    """Make a mock exam of one question, which is the learner's favourite too."""
    with db.writing() as session:
        now = clock.now()
        items = [{"version": _version().id, "order": "ABCD", "marks": "5"}]
        run = MockRun(user_id=learner.id, exam_id=exam.id, items=items, started_at=now, deadline_at=now)
        session.add(run)
        favourite_actions.mark(learner.id, _version().question_id, on=True)
        session.flush()
        return run.id

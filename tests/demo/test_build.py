"""The demo: real units, plausible people, and figures that the ordinary acts have made."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearn import clock, db, ops
from elearn.app import create_app
from elearn.audit.models import AuditEntry
from elearn.courses.models import Lesson, Progress
from elearn.demo import build
from elearn.errors import RuleBroken
from elearn.exams.models import Attempt, Exam
from elearn.people.access import Level
from elearn.people.models import Unit, User
from elearn.reports import queries as reports
from elearn.training.check_in import AttendanceState
from elearn.training.completion import STANDARD, Facts, decide
from elearn.training.models import ClassCourse, Enrolment, TrainingClass
from elearn.training.session_models import Attendance, ClassSession
from tests.conftest import DAY


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole demo, built once."""
    address = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'elearn.sqlite3'}"
    app = create_app(DATABASE_URL=address, TESTING=True)
    with app.app_context(), clock.freeze(DAY):
        ops.migrate()
        build.build()
        yield app
        db.session.rollback()
        db.engine().dispose()


def _count(model: type[db.Base], *where: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]


@pytest.mark.usefixtures("demo")
def test_the_county_has_its_real_units() -> None:
    assert _count(Unit, Unit.level == Level.TOWNSHIP) == 7
    villages = db.session.scalars(select(Unit.name).where(Unit.level == Level.VILLAGE)).all()
    assert sum(name.endswith("村委会") for name in villages) == 94 or len(villages) >= 94
    assert 450 <= _count(User) <= 550


@pytest.mark.usefixtures("demo")
def test_every_decision_follows_from_what_people_did() -> None:
    made = db.session.scalars(select(TrainingClass)).one()
    exam = db.session.get_one(Exam, made.exam_id)
    lessons = _count(Lesson, Lesson.course_id.in_(select(ClassCourse.course_id)))
    done = dict(
        db.session.execute(
            select(Progress.user_id, func.count()).where(Progress.finished_at.is_not(None)).group_by(Progress.user_id)
        ).all()
    )
    best = dict(
        db.session.execute(
            select(Attempt.user_id, func.max(Attempt.score)).where(Attempt.score.is_not(None)).group_by(Attempt.user_id)
        ).all()
    )
    enrolments = db.session.scalars(select(Enrolment)).all()
    for each in enrolments:
        score = best.get(each.user_id)
        facts = Facts(
            lessons=lessons,
            lessons_done=done.get(each.user_id, 0),
            score=None if score is None else Decimal(score),
            pass_mark=exam.pass_mark,
        )
        decision = decide(facts, STANDARD)
        assert (each.lessons_done, each.passed) == (facts.lessons_done, decision.passed)
        assert (each.completed_at is not None) == decision.completed
    total = reports.completion(made, build.COUNTY, None).total
    assert total.counts.completed == sum(each.completed_at is not None for each in enrolments) > 200
    assert total.counts.started > total.counts.completed
    assert total.counts.required == len(enrolments)


@pytest.mark.usefixtures("demo")
def test_most_came_to_the_session_that_was_and_nobody_yet_to_the_next() -> None:
    was, coming = db.session.scalars(select(ClassSession).order_by(ClassSession.starts_at)).all()
    assert was.ends_at < clock.now() < coming.starts_at
    rows = db.session.scalars(select(Attendance)).all()
    assert {row.session_id for row in rows} == {was.id}
    present = [row for row in rows if row.state is AttendanceState.PRESENT]
    assert 0.6 < len(present) / _count(Enrolment) < 0.9
    assert 0 < len(rows) - len(present) < 30, "a few had leave"
    assert 0 < sum(row.is_late for row in present) < len(present) / 2
    hours = dict(db.session.execute(select(Enrolment.user_id, Enrolment.face_hours)).all())
    assert {user for user, count in hours.items() if count == 4} == {row.user_id for row in present}


@pytest.mark.usefixtures("demo")
def test_nothing_lies_ahead_and_somebody_is_still_to_come() -> None:
    for column in (Attempt.started_at, Enrolment.completed_at, Progress.finished_at, AuditEntry.at):
        assert db.session.scalar(select(func.max(column))) <= DAY
    newcomer = db.session.scalars(select(User).where(User.mobile == build.NEWCOMER[1])).one()
    assert newcomer.password_hash is None


@pytest.mark.usefixtures("demo")
def test_it_is_built_in_an_empty_database_only_and_kept_otherwise() -> None:
    people = _count(User)
    with pytest.raises(RuleBroken):
        build.build()
    assert [account.role for account in build.build(keep=True)][:2] == ["learner", "admin"]
    assert _count(User) == people


def test_half_a_demo_is_cleared_and_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(DATABASE_URL=f"sqlite:///{tmp_path / 'half.sqlite3'}", TESTING=True)

    def power_cut() -> int:
        raise KeyboardInterrupt

    with app.app_context():
        ops.migrate()
        with monkeypatch.context() as patched:
            patched.setattr(build, "_class", power_cut)
            with pytest.raises(KeyboardInterrupt):
                build.build(keep=True, weeks=False)
        assert _count(User) > 400
        assert _count(TrainingClass) == 0
        db.session.rollback()
        assert build.build(keep=True, weeks=False)
        assert _count(TrainingClass) == 1
        assert _count(User) < 550
        db.session.rollback()
        db.engine().dispose()


def test_the_same_seed_gives_the_same_people(demo: Flask, tmp_path: Path) -> None:
    names = list(db.session.scalars(select(User.name).order_by(User.mobile)))
    db.session.rollback()
    other = create_app(DATABASE_URL=f"sqlite:///{tmp_path / 'other.sqlite3'}", TESTING=True)
    with other.app_context():
        ops.migrate()
        build.build(weeks=False)
        assert list(db.session.scalars(select(User.name).order_by(User.mobile))) == names
        db.session.rollback()
        db.engine().dispose()

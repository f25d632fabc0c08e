"""Builds the demo in under a minute; nothing is built where people exist already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, update

from elearn import clock, db
from elearn.audit.actions import record
from elearn.audit.models import AuditEntry
from elearn.courses.models import Lesson
from elearn.demo import meetings
from elearn.demo.people import invent
from elearn.demo.study import study
from elearn.errors import RuleBroken, marked
from elearn.exams.models import Exam
from elearn.people import actions as people
from elearn.people import division_file, unit_import, unit_queries
from elearn.people.access import Level, Role
from elearn.people.hashing import hash_password
from elearn.people.models import Unit, User
from elearn.training import actions as training
from elearn.training import basics
from elearn.training.models import ClassCourse, Enrolment, TrainingClass

COUNTY = "141130"
BEGUN, BUILT = "begin_demo", "build_demo"
SEED = 20220315  # the day of the video meeting
PASSWORD = "jiaokou2026"  # noqa: S105  (printed on purpose; `elearn doctor` warns of demo accounts)


@dataclass(frozen=True)
class Account:
    """One account that is printed."""

    role: str
    mobile: str
    password: str
    name: str
    unit: str


Staff = tuple[Role, str, str, str, str]
"""Role, name, mobile, unit, post."""
STAFF: tuple[Staff, ...] = (
    (Role.ADMIN, "郝志远", "13700000001", COUNTY, "系统管理员"),
    (Role.OFFICIAL, "李春梅", "13700000002", COUNTY, "县民政局社会工作股股长"),
    (Role.OFFICIAL, "成建明", "13700000003", COUNTY, "县委社会工作部干事"),
    (Role.OFFICIAL, "任晓霞", "13700000004", "141130102", "双池镇社工站站长"),
    (Role.TRAINER, "武慧珍", "13700000005", COUNTY, "县委党校教师"),
    (Role.TRAINER, "贺文斌", "13700000006", COUNTY, "社会工作师"),
)
LEARNER = ("王建国", "13700000007", "141130102214", "村委会副主任")
NEWCOMER = ("康桂香", "13700000008", "141130102214", "儿童主任")


def build(keep: bool = False, weeks: bool = True) -> list[Account]:
    """Build the demo and return the accounts to print. With `keep`, existing data are left as they are.

    Without `weeks` nobody has studied yet: the class begins now, for tests that walk through it.
    """
    found = begin(keep)
    if found is not None:
        return found
    _units()
    staff_and_two(STAFF)
    _people()
    made = _class()
    if weeks:
        _weeks_of_study(made)
        meetings.meet(made, _cadres(), STAFF[1][2], f"{SEED}-meet")
    end()
    return accounts()


def begin(keep: bool) -> list[Account] | None:
    """Note that a build begins; where there are people already, return what to print instead."""
    if _was_interrupted():
        _clear()
    if db.session.scalar(select(func.count()).select_from(User)):
        if not keep:
            raise RuleBroken(
                "not-empty", marked("There are people already; the demo is built in an empty database only.")
            )
        return accounts() if has_demo_accounts() else []
    db.session.rollback()
    _note(BEGUN)
    return None


def end() -> None:
    """Note that a build came to its end."""
    _note(BUILT)


def _note(act: str) -> None:
    with db.writing():
        record(act, "demo", actor_id=None, unit_code=COUNTY)


def _was_interrupted() -> bool:
    """Say whether a build began and never came to its end: half a demo would show wrong figures for ever."""
    noted = set(db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.in_((BEGUN, BUILT)))))
    return noted == {BEGUN}


def _clear() -> None:
    """Empty a database that holds nothing but half a demo."""
    with db.writing() as session:
        for table in reversed(db.Base.metadata.sorted_tables):
            session.execute(table.delete())


def has_demo_accounts() -> bool:
    """Say whether this database is a demo: it has the printed administrator with a password."""
    known = select(User.id).where(User.mobile == STAFF[0][2], User.name == STAFF[0][1], User.password_hash.is_not(None))
    return db.session.scalar(known) is not None


def accounts(staff: Sequence[Staff] = STAFF) -> list[Account]:
    """Return the accounts of every role; the newcomer's code stands on a sheet that an official prints."""
    names = unit_queries.names({row[3] for row in staff} | {LEARNER[2]})
    rows = [Account(role.value, mobile, PASSWORD, name, names[code]) for role, name, mobile, code, _ in staff]
    return [Account("learner", LEARNER[1], PASSWORD, LEARNER[0], names[LEARNER[2]]), *rows]


def _units() -> None:
    codes = {"14", "1411"}
    rows = [row for row in division_file.shipped_divisions() if row.code in codes or row.code.startswith(COUNTY)]
    unit_import.import_divisions(rows, clock.today())


def staff_and_two(staff: Sequence[Staff]) -> None:
    """Create the accounts that are printed, and the newcomer who has none yet."""
    secret = hash_password(PASSWORD)  # once: the demo's accounts share it
    now = clock.now()
    with db.writing():
        begin = clock.today() - timedelta(days=60)
        for role, name, mobile, code, post in staff:
            user = people.create_user(name=name, mobile=mobile, unit_code=code, post=post)
            user.password_hash, user.privacy_accepted_at = secret, now
            people.appoint(user, role, code, begin, None)
        for name, mobile, code, post in (LEARNER, NEWCOMER):
            user = people.create_user(name=name, mobile=mobile, unit_code=code, post=post)
            if mobile == LEARNER[1]:
                user.password_hash, user.privacy_accepted_at = secret, now


def known_secret() -> str | None:
    """Return the stored password that the demo's accounts share."""
    return db.session.scalar(select(User.password_hash).where(User.mobile == LEARNER[1]))


def enrol_two(class_id: int) -> None:
    """Put the learner and the newcomer on a roster, from its first day on."""
    with db.writing() as session:
        made = session.get_one(TrainingClass, class_id)
        two = session.scalars(select(User).where(User.mobile.in_([LEARNER[1], NEWCOMER[1]])))
        training.enrol(made, two, made.starts_on, None)


def _people() -> None:
    with db.writing() as session:
        units = session.execute(
            select(Unit.code, Unit.kind)
            .where(
                Unit.code >= COUNTY, Unit.code < db.upper_bound(COUNTY), Unit.level.in_((Level.TOWNSHIP, Level.VILLAGE))
            )
            .order_by(Unit.code)
        )
        for each in invent([(code, kind) for code, kind in units], SEED, 1):
            people.create_user(name=each.name, mobile=each.mobile, unit_code=each.unit_code, post=each.post)


def _class() -> int:
    today = clock.today()
    starts, ends = today - timedelta(days=21), today + timedelta(days=22)
    title = f"{starts.year}年社会工作基础知识培训班"
    with db.writing() as session:
        made = basics.open_class(basics.Plan(f"{starts.year}-jichu", title, "交口县民政局", COUNTY, starts, ends))
        learners = session.scalars(
            select(User).where(User.mobile.like("138%") | User.mobile.in_([LEARNER[1], NEWCOMER[1]]))
        )
        training.enrol(made, learners, starts, None)
        return made.id


def _cadres() -> list[int]:
    return list(db.session.scalars(select(User.id).where(User.mobile.like("138%")).order_by(User.id)))


def _weeks_of_study(class_id: int) -> None:
    session = db.session
    made = session.get_one(TrainingClass, class_id)
    lessons: Sequence[Lesson] = session.scalars(
        select(Lesson)
        .join(ClassCourse, ClassCourse.course_id == Lesson.course_id)
        .where(ClassCourse.class_id == class_id)
        .order_by(ClassCourse.position, Lesson.position)
    ).all()
    exam = session.get_one(Exam, made.exam_id)
    cadres = session.scalars(select(User).where(User.mobile.like("138%")).order_by(User.id)).all()
    learner = session.scalars(select(User).where(User.mobile == LEARNER[1])).one()
    starts, now = clock.start_of_day(made.starts_on) + timedelta(hours=8), clock.now()
    secret = learner.password_hash
    # Loaded once and kept: the work below commits hundreds of times and would otherwise read them again each time.
    for each in (made, exam, learner, *lessons, *cadres):
        session.expunge(each)
    session.rollback()
    for user in cadres:
        study(user, lessons, exam, starts, now, f"{SEED}-{user.mobile}")
    with clock.freeze(now - timedelta(days=2)) as held:
        for number, lesson in enumerate(lessons[:5]):
            held.move_to(now - timedelta(days=2, minutes=-12 * number))
            with db.writing():
                training.finish_lesson(learner.id, lesson)
    _activated(secret)


def _activated(secret: str | None) -> None:
    """Whoever studied has an account in use."""
    started = select(Enrolment.user_id).where(Enrolment.started_at.is_not(None))
    with db.writing() as session:
        session.execute(
            update(User)
            .where(User.id.in_(started), User.password_hash.is_(None))
            .values(password_hash=secret, privacy_accepted_at=clock.now())
            .execution_options(synchronize_session=False)
        )

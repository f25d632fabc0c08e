"""The demo of the whole province: all units, about 130,000 learners, a class under way; in bulk, by the same rules."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from elearn import clock, db
from elearn.courses.models import Lesson
from elearn.demo import build as county
from elearn.demo.build import SEED, Account
from elearn.demo.bulk import Frame, Left, Person, Store, look_at_sizes
from elearn.demo.lives import Course, DrawnItem, DrawnPaper, live
from elearn.demo.people import Invented, invent
from elearn.demo.study import KEENNESS, respond
from elearn.exams import drawing, marking, scoring
from elearn.exams.models import Exam, Paper
from elearn.exams.paper import Item
from elearn.people import division_file, unit_import
from elearn.people.access import Level, Role
from elearn.people.models import Unit
from elearn.questions import actions as question_actions
from elearn.questions import queries as question_queries
from elearn.training import basics
from elearn.training.completion import STANDARD
from elearn.training.models import ClassCourse, TrainingClass

PROVINCE = "14"
PAPERS = 200
TOWNSHIP_PEOPLE, VILLAGE_PEOPLE = (16, 20), (4, 5, 5, 5, 5)
STAFF = (
    (Role.OFFICIAL, "赵文礼", "13700000011", PROVINCE, "省委社会工作部干部"),
    (Role.OFFICIAL, "孟晓峰", "13700000012", "1411", "市委社会工作部干部"),
    (Role.TRAINER, "段慧芳", "13700000013", PROVINCE, "省民政学校教师"),
)
LEAVING = ("退休", "长期病假", "借调到县直部门", "辞去村干部职务")


def build(keep: bool = False, within: str = PROVINCE) -> list[Account]:
    """Build the province and return the accounts to print; `within` limits the invented people to a unit."""
    found = county.begin(keep)
    if found is not None:
        return found
    unit_import.import_divisions(list(division_file.shipped_divisions()), clock.today())
    county.staff_and_two([*county.STAFF, *STAFF])
    class_id = _class()
    county.enrol_two(class_id)
    fill(class_id, within)
    look_at_sizes()
    county.end()
    return county.accounts([*county.STAFF, *STAFF])


def fill(class_id: int, within: str) -> int:
    """Store the invented people of a unit with their lives in a class; return how many."""
    frame = frame_of(class_id)
    starts = clock.start_of_day(_class_of(class_id).starts_on) + timedelta(hours=8)
    course = course_of(class_id, frame.exam, papers(frame.exam, PAPERS))
    db.session.rollback()
    return Store(frame).people(_people(within, course, starts, clock.now()))


def frame_of(class_id: int) -> Frame:
    """Return what all people of a class share."""
    made = _class_of(class_id)
    exam = db.session.get_one(Exam, made.exam_id)
    lessons = [lesson.id for lesson in _lessons(class_id)]
    for each in (made, exam):
        db.session.expunge(each)
    return Frame(class_id, exam, lessons, STANDARD, county.known_secret(), clock.start_of_day(made.starts_on))


def course_of(class_id: int, exam: Exam, stock: Sequence[DrawnPaper]) -> Course:
    """Return what a class asks of a life."""
    minutes = tuple(lesson.minutes for lesson in _lessons(class_id))
    return Course(minutes, exam.tries, exam.pass_mark, stock)


def papers(exam: Exam, count: int) -> list[DrawnPaper]:
    """Draw papers as a start does, store them, and look up what is right and wrong in each."""
    source = Random(SEED)  # noqa: S311
    drawn = [(f"{SEED}-paper-{number}", drawing.sample(exam, f"{SEED}-paper-{number}")) for number in range(count)]
    made = []
    with db.writing() as session:
        question_actions.mark_used(sorted({item.version for _, items in drawn for item in items}), exam.opens_at)
        rows = [
            Paper(exam_id=exam.id, items=[i.as_json() for i in items], drawn_at=exam.opens_at) for _, items in drawn
        ]
        session.add_all(rows)
        session.flush()
        ids = [row.id for row in rows]
    versions = question_queries.versions(sorted({item.version for _, items in drawn for item in items}))
    for (seed, items), paper_id in zip(drawn, ids, strict=True):
        made.append(DrawnPaper(seed, paper_id, tuple(_item(exam, item, versions, source) for item in items)))
    return made


def _item(exam: Exam, item: Item, versions: dict, source: Random) -> DrawnItem:  # type: ignore[type-arg]
    key = marking.own_key(item.version)
    right, wrong = (respond(item, versions[item.version], ability, source) for ability in (1.0, 0.0))
    marks = [scoring.marks_for(key, item.order, item.marks, value, exam.part_marks) for value in (right, wrong)]
    assert marks[0] is not None
    assert marks[1] is not None
    return DrawnItem(right, wrong, marks[0], marks[1])


def _people(within: str, course: Course, starts: datetime, now: datetime) -> Iterator[Person]:
    units = [
        (code, kind)
        for code, kind in db.session.execute(
            select(Unit.code, Unit.kind)
            .where(
                Unit.code >= within, Unit.code < db.upper_bound(within), Unit.level.in_((Level.TOWNSHIP, Level.VILLAGE))
            )
            .order_by(Unit.code)
        )
    ]
    db.session.rollback()
    villages: dict[str, list[str]] = {}
    for code, _ in units:
        villages.setdefault(code[:9], []).append(code)
    begins = clock.local_date(starts)
    for each in invent(units, SEED, 1, TOWNSHIP_PEOPLE, VILLAGE_PEOPLE):
        yield _person(each, villages[each.unit_code[:9]], course, begins, starts, now)


def _person(
    each: Invented, near: Sequence[str], course: Course, begins: date, starts: datetime, now: datetime
) -> Person:
    source = Random(f"{SEED}-{each.mobile}")  # noqa: S311
    days = (clock.local_date(now) - begins).days
    entered = begins if source.random() > 0.01 or days < 4 else begins + timedelta(days=source.randint(1, days // 2))
    left, until = None, now
    if days >= 4 and source.random() < 0.012:
        on = entered + timedelta(days=source.randint(1, max(1, days // 2)))
        left, until = Left(on, source.choice(LEAVING)), clock.start_of_day(on)
    elif days >= 4 and len(near) > 1 and source.random() < 0.006:
        to = source.choice([code for code in near if code != each.unit_code])
        left = Left(entered + timedelta(days=source.randint(1, max(1, days // 2))), "工作调动", to)
    first = max(starts, clock.start_of_day(entered) + timedelta(hours=8))
    life = live(source, _keenness(each.unit_code), course, first, until)
    return Person(each.name, each.mobile, each.unit_code, each.post, entered, life, left)


def _keenness(code: str) -> tuple[float, float]:
    """How keen a township is: what the county's demo says, else its own luck and that of its county."""
    if code[:9] in KEENNESS:
        return KEENNESS[code[:9]]
    of_county, own = Random(f"{SEED}-{code[:6]}"), Random(f"{SEED}-{code[:9]}")  # noqa: S311
    begins = min(0.99, of_county.uniform(0.72, 0.97) + own.uniform(-0.12, 0.06))
    return begins, min(0.97, max(0.12, of_county.uniform(0.4, 0.85) + own.uniform(-0.22, 0.18)))


def _class() -> int:
    today = clock.today()
    starts, ends = today - timedelta(days=21), today + timedelta(days=22)
    title = f"{starts.year}年全省社会工作基础知识培训班"
    with db.writing():
        plan = basics.Plan(f"{starts.year}-jichu", title, "山西省民政厅", PROVINCE, starts, ends)
        return basics.open_class(plan).id


def _class_of(class_id: int) -> TrainingClass:
    return db.session.get_one(TrainingClass, class_id)


def _lessons(class_id: int) -> Sequence[Lesson]:
    return db.session.scalars(
        select(Lesson)
        .join(ClassCourse, ClassCourse.course_id == Lesson.course_id)
        .where(ClassCourse.class_id == class_id)
        .order_by(ClassCourse.position, Lesson.position)
    ).all()

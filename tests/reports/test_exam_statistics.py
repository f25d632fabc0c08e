"""Item statistics of an exam from what is stored: who is counted, part marks, own letters, flags in words."""

from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.exams.models import Attempt, Exam, Paper
from elearn.exams.scoring import CountedTry
from elearn.questions.models import Question
from elearn.reports import exam_statistics, flags
from elearn.reports.item_statistics import ItemFigures, option_use, thirds
from elearn.training import actions as training
from tests import make, world


@pytest.fixture
def built(client: FlaskClient) -> world.World:
    found = world.build()
    make.sign_in(client, found.learner)
    return found


def _exam() -> Exam:
    db.session.rollback()
    return db.session.query(Exam).filter_by(slug="exam").one()


def _rule(rule: CountedTry) -> Exam:
    with db.writing() as session:
        session.query(Exam).one().counted = rule
    return _exam()


def test_of_several_tries_the_one_that_counts_is_counted(client: FlaskClient, built: world.World) -> None:
    world.sit(client, built.learner.id, right=2)
    world.sit(client, built.learner.id, right=5)
    world.sit(client, built.learner.id, right=3)
    for rule, score in ((CountedTry.FIRST, 40.0), (CountedTry.LAST, 60.0), (CountedTry.BEST, 100.0)):
        assert exam_statistics.taken(_rule(rule)).scores == [score]


def test_open_attempts_and_those_that_wait_for_a_marker_are_left_out(client: FlaskClient, built: world.World) -> None:
    attempt_id = world.sit(client, built.learner.id, right=5)
    client.post("/exam/exam/start")
    assert len(exam_statistics.taken(_exam()).scores) == 1
    with db.writing() as session:
        attempt = session.get_one(Attempt, attempt_id)
        attempt.score, attempt.marks = None, [None, *(attempt.marks or [])[1:]]
    assert exam_statistics.taken(_exam()).scores == []


def test_choices_are_in_the_questions_own_letters(client: FlaskClient, built: world.World) -> None:
    attempt_id = world.sit(client, built.learner.id, right=4)
    data = exam_statistics.taken(_exam())
    paper = db.session.get_one(Paper, db.session.get_one(Attempt, attempt_id).paper_id)
    last = paper.items[-1]["version"]
    for column, version in enumerate(data.versions):
        right = exam_statistics.right_of(data.keys[column])
        assert data.choices[0][column] == ("" if version == last else right)
        assert data.marks[0][column] == (0.0 if version == last else 5.0)


def test_part_marks_count_as_parts(client: FlaskClient, built: world.World) -> None:
    attempt_id = world.sit(client, built.learner.id, right=5)
    with db.writing() as session:
        attempt = session.get_one(Attempt, attempt_id)
        attempt.marks = ["2.5", *(attempt.marks or [])[1:]]
        first = session.get_one(Paper, attempt.paper_id).items[0]["version"]
    exam = _exam()
    report = exam_statistics.report(exam, exam_statistics.taken(exam))
    shares = {item.version: item.figures.facility for item in report.items}
    assert shares.pop(first) == 0.5
    assert set(shares.values()) == {1.0}


def test_an_exam_without_papers_has_no_figures(built: world.World) -> None:
    exam = _exam()
    report = exam_statistics.report(exam, exam_statistics.taken(exam))
    assert (report.people, report.mean, report.passed, report.alpha, report.items) == (0, None, None, None, [])
    assert sum(report.bins) == 0


def test_scores_pass_merit_and_bars(client: FlaskClient, built: world.World) -> None:
    world.sit(client, built.learner.id, right=5)
    other = make.user("第二人")
    with db.writing() as session:
        training.enrol(
            session.merge(built.training_class), [session.merge(other)], built.training_class.starts_on, None
        )
    browser = client.application.test_client()
    make.sign_in(browser, other)
    world.sit(browser, other.id, right=3)
    exam = _exam()
    exam.pass_mark = Decimal(60)
    report = exam_statistics.report(exam, exam_statistics.taken(exam))
    assert (report.people, report.mean, report.median, report.passed, report.merit) == (2, 80.0, 80.0, 1.0, 0.5)
    assert report.bins == [0, 0, 0, 0, 0, 0, 1, 0, 0, 1]
    assert report.is_weak
    assert len(exam_statistics.questions([report.items[0].version])) == 1
    assert db.session.query(Question).count() == 12


def _figures(facility: float, discrimination: float) -> ItemFigures:
    return ItemFigures("q", 100, facility, 0.3, discrimination, 0.5)


@pytest.mark.parametrize(
    ("facility", "discrimination", "codes"),
    [
        (0.29, 0.3, ["too-hard"]),
        (0.30, 0.3, []),
        (0.96, 0.05, ["too-easy"]),
        (0.6, 0.19, ["weak"]),
        (0.6, -0.01, ["negative"]),
    ],
)
def test_bounds_of_the_flags(facility: float, discrimination: float, codes: list[str]) -> None:
    assert [flag.code for flag in flags.found(_figures(facility, discrimination))] == codes


def test_a_wrong_option_that_beats_the_right_one_is_named() -> None:
    use = option_use(["A"] * 30 + ["B"] * 60 + ["D"] * 10, "ABCD", [at / 100 for at in range(100)])
    found = [(flag.code, flag.params.get("option")) for flag in flags.found(_figures(0.3, 0.3), use, "A")]
    assert ("more-than-key", "B") in found
    assert ("unused", "C") in found
    assert ("more-than-key", "D") not in found


@pytest.mark.parametrize(("upper", "flagged"), [(3, False), (20, True)])
def test_the_good_may_choose_a_wrong_option_a_little_more_often_by_chance(upper: int, flagged: bool) -> None:
    choices = ["B"] + ["A"] * (99 - upper) + ["B"] * upper
    use = option_use(choices, "AB", [at / 100 for at in range(100)])
    assert ("attracts-good" in {flag.code for flag in flags.found(_figures(0.8, 0.3), use, "A")}) is flagged


def test_a_question_that_few_got_says_so_where_the_exam_itself_is_not_small() -> None:
    item = ItemFigures("q", 29, 0.6, 0.3, 0.3, 0.5)
    assert [(flag.code, flag.params) for flag in flags.found(item, tell_few=True)] == [("few", {"count": "29"})]
    assert flags.found(item) == []


def test_thirds_by_hand() -> None:
    choices = ["B", "A", "B", "", "A", "A", None]
    found = thirds(choices, [0, 2, 0, 0, 2, 2, None], "AB", [0, 10, 20, 30, 40, 50, 60], 2)
    assert [(each.people, each.facility, each.nothing) for each in found] == [(2, 0.5, 0), (2, 0, 0.5), (2, 1, 0)]
    assert [each.options for each in found] == [{"A": 0.5, "B": 0.5}, {"A": 0, "B": 0.5}, {"A": 1, "B": 0}]

"""The shipped banks hold what was promised: a bank per module, every kind of question, secret ones, days of review."""

from collections import Counter
from functools import cache

import pytest

from elearn.questions import honesty, shipped
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedBank

PROMISED = {Kind.MULTIPLE: 60, Kind.TRUE_FALSE: 120, Kind.FILL: 30, Kind.CASE: 26, Kind.INDEFINITE: 1, Kind.ESSAY: 1}


@cache
def _banks() -> list[ParsedBank]:
    return [bank for bank, _ in shipped.banks()]


def test_there_is_a_bank_for_every_module_of_the_syllabus() -> None:
    assert len(_banks()) >= 14
    assert sum(len(bank.questions) for bank in _banks()) >= 600


def test_every_kind_is_there_often_enough() -> None:
    kinds = Counter(question.kind for bank in _banks() for question in bank.questions)
    assert {kind: kinds[kind] for kind, least in PROMISED.items() if kinds[kind] < least} == {}
    assert kinds[Kind.MATCH] + kinds[Kind.ORDER] >= 26
    pictured = [q for bank in _banks() for q in bank.questions if any(part.pictures for part in q.parts())]
    assert len(pictured) >= 28


@pytest.mark.parametrize("bank", _banks(), ids=lambda bank: bank.slug)
def test_every_bank_keeps_questions_for_exams_alone(bank: ParsedBank) -> None:
    counted = honesty.openness(bank)
    assert counted.secret >= 5
    assert counted.open > 4 * counted.secret


def test_what_rests_on_the_passing_rules_of_social_assistance_names_a_day_of_review() -> None:
    passing = [q for bank in _banks() for q in bank.questions if "社会救助暂行办法" in q.source]
    assert passing
    assert [question.ref for question in passing if question.review_on is None] == []

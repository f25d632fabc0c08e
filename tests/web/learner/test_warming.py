"""What is rendered ahead: the questions of exams that open soon, once."""

from datetime import date

import pytest
from flask import Flask

from elearn import clock
from elearn.web.learner import fragments, warming
from tests import world


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    fragments._fields.values.clear()


def test_the_questions_of_an_open_exam_are_rendered_once(app: Flask) -> None:
    built = world.build()
    done: set[tuple[int, int]] = set()
    assert warming.warm(app, done) > 0
    assert done == {(built.exam.id, 0)}
    assert len(fragments._fields.values) > 0
    assert warming.warm(app, done) == 0


def test_an_exam_of_another_day_is_left_for_later(app: Flask) -> None:
    world.build()
    with clock.freeze(clock.start_of_day(date(2026, 10, 1))):
        assert warming.warm(app, set()) == 0

"""The lessons that come with the program: each has pictures that can be read, and questions to practise."""

import re
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from elearn.courses import shipped
from elearn.courses.lesson_text import LessonText
from elearn.files import svg
from elearn.questions import shipped as shipped_banks
from elearn.questions.grading import Use

LEAST_QUESTIONS = 5
SMALLEST_TEXT = 20
"""Of a drawing 640 wide: eleven pixels on a phone 360 wide."""

PICTURES = sorted(shipped.FOLDER.glob("*/pictures/*.svg"))


@cache
def _lessons() -> dict[str, LessonText]:
    return {name: lesson for slug in shipped.slugs() for name, lesson in shipped.read_course(slug).lessons}


@cache
def _practice_topics() -> dict[str, list[str]]:
    return {
        bank.slug: [each.topic for each in bank.questions if Use.PRACTICE in (each.uses or bank.uses)]
        for bank, _ in shipped_banks.banks()
    }


def test_every_lesson_has_questions_to_practise() -> None:
    few = {}
    for name, lesson in _lessons().items():
        topics = _practice_topics()[lesson.bank]
        assert set(lesson.points) <= set(topics), f"{name}: no question in {lesson.bank} on one of {lesson.points}"
        if (count := sum(topic in lesson.points for topic in topics)) < LEAST_QUESTIONS:
            few[name] = count
    assert not few, f"name more points, or write questions: {few}"


def test_every_lesson_file_is_in_its_course_and_every_picture_in_a_lesson() -> None:
    for slug in shipped.slugs():
        files = {path.stem for path in (shipped.FOLDER / slug / "lessons").glob("*.md")}
        lessons = dict(shipped.read_course(slug).lessons)
        assert files == set(lessons), "name the file in course.toml, or remove it"
        shown = set(re.findall(r'src="pictures/([^"]+)"', "".join(each.html for each in lessons.values())))
        assert shown == {path.name for path in (shipped.FOLDER / slug / "pictures").iterdir()}


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_can_be_read_on_a_phone(path: Path) -> None:
    drawing = fromstring(svg.clean(path.read_bytes()))
    assert drawing.get("viewBox") == "0 0 640 360"
    assert drawing.findtext("{*}title"), "say in <title> what it shows"
    for text in drawing.iter("{*}text"):
        size, words = float(text.get("font-size", "0")), "".join(text.itertext())
        assert size >= SMALLEST_TEXT, f"too small: {words}"
        wide = sum(size if ord(char) > 0x2E7F else size * 0.7 for char in words)
        start = float(text.get("x", "0")) - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0)
        assert start >= -4, f"over the left edge: {words}"
        assert start + wide <= 644, f"over the right edge: {words}"

"""Every shipped bank goes out and comes back the same, in each format, but for what the format says it can't carry."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from elearn.files import svg
from elearn.questions import bank_text, shipped
from elearn.questions.export import FORMATS
from elearn.questions.formats.reading import Reading
from elearn.questions.formats.sniff import read_file
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedBank, ParsedQuestion

BANKS = {bank.slug: (bank, {name: body for name, (_, body) in held.items()}) for bank, held in shipped.banks()}
Left = set[tuple[str, str]]


def _there_and_back(name: str, bank: ParsedBank, pictures: Mapping[str, bytes]) -> tuple[list[ParsedQuestion], Left]:
    reading, left = _read(name, bank, pictures)
    assert [(draft.number, doubt.code) for draft in reading.drafts for doubt in draft.rejected] == []
    return [draft.question for draft in reading.drafts if draft.question], left


def _read(name: str, bank: ParsedBank, pictures: Mapping[str, bytes]) -> tuple[Reading, Left]:
    body, left = FORMATS[name].write(bank, pictures)
    return read_file(f"b.{FORMATS[name].ending}", body), {(each.ref, each.code) for each in left}


def _kept(bank: ParsedBank, left: Left) -> list[ParsedQuestion]:
    """Return the questions that go along, as the list of what does not says; their uses are written at each."""
    without = {ref for ref, code in left if code == "picture"}
    gone = {ref for ref, code in left if code != "picture"}
    return [
        replace(each, uses=each.uses or bank.uses, pictures=() if each.ref in without else each.pictures)
        for each in bank.questions
        if each.ref not in gone
    ]


@pytest.mark.parametrize("slug", BANKS)
def test_text(slug: str) -> None:
    bank, pictures = BANKS[slug]
    body, left = FORMATS["text"].write(bank, pictures)
    assert bank_text.read(body.decode()) == (bank, [])
    assert {each.ref for each in left} == {each.ref for each in bank.questions if each.pictures}


@pytest.mark.parametrize("slug", BANKS)
@pytest.mark.parametrize("name", ["xlsx", "gift"])
def test_whole_questions(name: str, slug: str) -> None:
    found, left = _there_and_back(name, *BANKS[slug])
    assert found == _kept(BANKS[slug][0], left)
    assert {code for _, code in left} <= {"case", "picture", "order", "blanks"}


@pytest.mark.parametrize("slug", BANKS)
def test_moodle_xml_with_cases_and_pictures(slug: str) -> None:
    bank, pictures = BANKS[slug]
    found, left = _there_and_back("moodle-xml", bank, pictures)
    assert left == set()
    assert found == _kept(bank, left)
    reading, _ = _read("moodle-xml", bank, pictures)
    shown = {each.file for question in bank.questions for each in question.pictures}
    assert {name: svg.clean(body) for name, body in reading.pictures.items()} == {
        name: svg.clean(pictures[name]) for name in shown
    }


def _printed(question: ParsedQuestion) -> ParsedQuestion:
    """Return what a paper shows of a question. The last question of a case has the explanation of the whole behind its
    own."""
    children = list(question.children)
    if children:
        last = children[-1]
        said = "\n".join(filter(None, [last.explanation, question.explanation]))
        children[-1] = replace(last, explanation=said, source=last.source or question.source)
    return ParsedQuestion(
        "",
        question.kind,
        question.stem,
        question.options,
        question.answer,
        "" if children else question.explanation,
        "" if children else question.source,
        points=question.points,
        children=tuple(_printed(replace(child, children=())) for child in children),
    )


def _plain(question: ParsedQuestion) -> ParsedQuestion:
    return replace(question, ref="", children=tuple(_plain(child) for child in question.children))


@pytest.mark.parametrize("slug", BANKS)
def test_a_word_paper(slug: str) -> None:
    found, left = _there_and_back("docx", *BANKS[slug])
    bank = sorted(BANKS[slug][0].questions, key=lambda each: list(Kind).index(each.kind))
    assert [_plain(each) for each in found] == [_printed(each) for each in bank]
    cases = {(each.ref, "case-explanation") for each in bank if each.children}
    assert left == {("", "fields"), *cases, *((each.ref, "picture") for each in bank if each.pictures)}


def _in_the_app(question: ParsedQuestion, left: Left) -> ParsedQuestion:
    kind = question.kind
    if (question.ref, "indefinite") in left:
        kind = Kind.SINGLE if len(question.answer) == 1 else Kind.MULTIPLE
    return ParsedQuestion(
        "",
        kind,
        question.stem,
        question.options,
        question.answer,
        question.explanation,
        topic=question.topic,
        difficulty=question.difficulty,
    )


@pytest.mark.parametrize("slug", BANKS)
def test_the_layout_of_the_exam_app(slug: str) -> None:
    bank, pictures = BANKS[slug]
    found, left = _there_and_back("kaoshibao", bank, pictures)
    gone = {ref for ref, code in left if code in ("kind", "options")}
    assert [_plain(each) for each in found] == [
        _in_the_app(each, left) for each in bank.questions if each.ref not in gone
    ]

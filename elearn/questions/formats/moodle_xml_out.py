"""A bank as Moodle's XML: https://docs.moodle.org/en/Moodle_XML_format. Pure."""

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from elearn.questions.fill_text import number_range
from elearn.questions.formats import assembled, notes
from elearn.questions.formats.cloze import gap
from elearn.questions.formats.gift_out import MIXED, NO_PICTURE
from elearn.questions.formats.rich import as_html
from elearn.questions.grading import Kind, letters
from elearn.questions.parsed import ParsedBank, ParsedQuestion, Problem

TYPES = {
    Kind.SINGLE: "multichoice",
    Kind.MULTIPLE: "multichoice",
    Kind.INDEFINITE: "multichoice",
    Kind.TRUE_FALSE: "truefalse",
    Kind.ESSAY: "essay",
    Kind.MATCH: "matching",
    Kind.ORDER: "ordering",
    Kind.CASE: "description",
}


def write_moodle(bank: ParsedBank, pictures: Mapping[str, bytes]) -> tuple[bytes, list[Problem]]:
    """Return a bank as a quiz of Moodle's with the pictures, and what it can't carry."""
    quiz = Element("quiz")
    category = SubElement(quiz, "question", type="category")
    _text(category, "category", f"$course$/top/{bank.title.replace('/', '//')}")
    left = []
    for each in bank.questions:
        if any(_mixed(part) for part in each.parts()):
            left.append(Problem("mixed", MIXED, 0, each.ref))
            continue
        _question(quiz, each, pictures, notes.tags(each, bank.uses))
        for child in each.children:
            _question(quiz, child, pictures, [notes.of_case(each.ref), *notes.tags(child, ())])
        if any(picture.file not in pictures for part in each.parts() for picture in part.pictures):
            left.append(Problem("picture", NO_PICTURE, 0, each.ref))
    indent(quiz)
    return tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n", left


def _text(parent: Element, name: str, text: str, form: str = "", **attributes: str) -> Element:
    node = SubElement(parent, name, {**({"format": form} if form else {}), **attributes})
    SubElement(node, "text").text = as_html(text) if form == "html" else text
    return node


def _mixed(question: ParsedQuestion) -> bool:
    return question.kind is Kind.FILL and any(
        len({bool(number_range(text)) for text in blank}) > 1 for blank in question.answer
    )


def _question(quiz: Element, question: ParsedQuestion, pictures: Mapping[str, bytes], marks: list[str]) -> None:
    node = SubElement(quiz, "question", type=_type(question))
    _text(node, "name", question.ref)
    stem = SubElement(node, "questiontext", format="html")
    SubElement(stem, "text").text = _stem(question, pictures)
    for picture in question.pictures:
        if body := pictures.get(picture.file):
            SubElement(stem, "file", name=picture.file, path="/", encoding="base64").text = b64encode(body).decode()
    _text(node, "generalfeedback", notes.feedback(question), "html")
    SubElement(node, "defaultgrade").text = "1"
    SubElement(node, "idnumber").text = question.ref
    _answers(node, question)
    tags = SubElement(node, "tags")
    for tag in marks:
        _text(tags, "tag", tag)


def _type(question: ParsedQuestion) -> str:
    if question.kind is not Kind.FILL:
        return TYPES[question.kind]
    if len(question.answer) > 1 or "____" in question.stem:
        return "cloze"
    return "numerical" if all(number_range(text) for text in question.answer[0]) else "shortanswer"


def _stem(question: ParsedQuestion, held: Mapping[str, bytes]) -> str:
    html = as_html(question.stem)
    if _type(question) == "cloze":
        for accepted in question.answer:
            html = html.replace("____", escape(gap(accepted), quote=False), 1)
    pictures = (
        f'<br><img src="@@PLUGINFILE@@/{picture.file}" alt="{escape(picture.alt)}">'
        for picture in question.pictures
        if picture.file in held
    )
    return f"<p>{html}{''.join(pictures)}</p>"


def _answers(node: Element, question: ParsedQuestion) -> None:
    match question.kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.INDEFINITE:
            _options(node, question)
        case Kind.TRUE_FALSE:
            for word, right in (("true", question.answer), ("false", not question.answer)):
                _text(node, "answer", word, "moodle_auto_format", fraction="100" if right else "0")
        case Kind.FILL if _type(question) != "cloze":
            for text in question.answer[0]:
                _accepted(node, text)
        case Kind.ESSAY:
            _text(node, "graderinfo", question.answer or "", "html")
            SubElement(node, "responseformat").text = "editor"
        case Kind.MATCH:
            SubElement(node, "shuffleanswers").text = "true"
            for left, right in question.answer:
                _text(_text(node, "subquestion", left, "html"), "answer", right)
        case Kind.ORDER:
            SubElement(node, "layouttype").text = "VERTICAL"
            SubElement(node, "selecttype").text = "ALL"
            SubElement(node, "gradingtype").text = "ALL_OR_NOTHING"
            for place, item in enumerate(question.answer, 1):
                _text(node, "answer", item, "html", fraction=str(place))


def _options(node: Element, question: ParsedQuestion) -> None:
    SubElement(node, "single").text = "true" if question.kind is Kind.SINGLE else "false"
    SubElement(node, "shuffleanswers").text = "true"
    SubElement(node, "answernumbering").text = "ABCD"
    share = f"{100 / len(question.answer):.7g}"
    wrong = "0" if question.kind is Kind.SINGLE else "-100"
    for letter, text in zip(letters(26), question.options, strict=False):
        _text(node, "answer", text, "html", fraction=share if letter in question.answer else wrong)


def _accepted(node: Element, text: str) -> None:
    ends = number_range(text)
    if not ends:
        _text(node, "answer", text.replace("*", "\\*"), "moodle_auto_format", fraction="100")
        return
    answer = _text(node, "answer", assembled.plain((ends[0] + ends[1]) / 2), "moodle_auto_format", fraction="100")
    SubElement(answer, "tolerance").text = assembled.plain((ends[1] - ends[0]) / 2)

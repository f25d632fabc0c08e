"""Moodle's XML of questions: https://docs.moodle.org/en/Moodle_XML_format. Pure."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element, tostring

from elearn.errors import marked
from elearn.questions.formats import assembled, cloze, moodle_rest, notes, taken_pictures
from elearn.questions.formats.gift import EXTRA_SIDE, PART_MARKS, without_wildcards
from elearn.questions.formats.reading import Draft, Place, Reading
from elearn.questions.formats.rich import Rich, html_text, maybe_html
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, Picture, Wrong, clean

DESCRIPTION = marked("This is a text without a question; it can't be taken over.")
NO_CASE = marked("The material of case %(case)s does not stand before this question.")
ONE_RIGHT = marked("No answer earns all the marks. Mark the one that is right.")


def read_moodle(root: Element, reading: Reading | None = None) -> Reading:
    """Read a quiz, into a reading where one has begun. Questions keep their pictures, which the file holds."""
    reading = reading or Reading("moodle-xml")
    category, categories, number = "", set[str](), len(reading.drafts)
    cases: list[_Case] = []
    for node in root.iter("question"):
        if node.get("type") == "category":
            category = _last_part(_text(node, "category"))
            continue
        number += 1
        categories.add(category)
        one = _One(node, str(number), category, reading.pictures)
        draft = one.draft()
        of_case = notes.case_of(one.own_tags)
        if one.is_case():
            cases.append(_Case(len(reading.drafts), one, []))
        elif of_case and cases and of_case == cases[-1].of.ref:
            cases[-1].parts.append(draft)
            continue
        elif of_case:
            draft.reject("no-case", NO_CASE, case=of_case)
        reading.drafts.append(draft)
    for case in cases:
        reading.drafts[case.at] = case.of.case(case.parts)
    if len(categories) == 1:
        reading.title = categories.pop()
        for draft in reading.drafts:
            if draft.question and draft.question.topic == reading.title:
                draft.question = replace(draft.question, topic="")
    return reading


def _last_part(path: str) -> str:
    parts = path.replace("//", "\0").split("/")
    last = parts[-1].replace("\0", "/").strip()
    return "" if last in ("top", "$course$", "$system$", "$cat1$") else last


def _text(node: Element, name: str) -> str:
    return _source(node.find(name))


def _source(node: Element | None) -> str:
    """Return what stands in an element's text; HTML that was not escaped stands there as elements."""
    found = node.find("text") if node is not None else None
    if found is None:
        return ""
    return (found.text or "") + "".join(tostring(child, encoding="unicode") for child in found)


def _rich(node: Element | None) -> Rich:
    """Return the text of an element of Moodle's, by the format it says it has."""
    source = _source(node)
    form = (node.get("format") if node is not None else None) or "moodle_auto_format"
    if form == "html":
        return html_text(source)
    return Rich(clean(source)) if form in ("plain_text", "markdown") else maybe_html(source)


@dataclass
class _Case:
    """The material of a case, its place among the drafts, and the questions on it."""

    at: int
    of: "_One"
    parts: list[Draft]


@dataclass
class _Answer:
    text: str
    share: float
    said: str
    node: Element


class _One:
    """One question while it is being read."""

    def __init__(self, node: Element, number: str, category: str, files: dict[str, bytes]) -> None:
        self.node, self.number, self.category, self.files = node, number, category, files
        self.name = clean(_text(node, "name"))
        self.pictures: list[Picture] = []
        self.warnings: list[tuple[str, str, dict[str, str]]] = []
        self.more: list[str] = []
        self.ref = assembled.own_ref(clean(node.findtext("idnumber") or "")) or assembled.own_ref(self.name)
        self.own_tags = [clean(_source(each)) for each in node.iterfind("tags/tag")]

    def is_case(self) -> bool:
        """Say whether this is the material of a case, whose questions follow it."""
        return self.node.get("type") == "description" and bool(self.ref) and notes.is_case(self.own_tags)

    def case(self, parts: list[Draft]) -> Draft:
        """Return the draft of a case with these questions; a doubt about one of them is one about the case."""
        where = Place(item=self.name[:80] or self.number)
        self.warnings = []
        children = [replace(part.question, ref=f"{self.ref}.{at}") for at, part in enumerate(parts, 1) if part.question]
        made = assembled.draft(self.number, where, lambda: self._case(children), self.name)
        if any(part.question is None for part in parts):
            made = Draft(self.number, where, None, text=made.text)
        known = {doubt.code for doubt in made.rejected}
        made.rejected += [doubt for part in parts for doubt in part.rejected if doubt.code not in known]
        for code, message, params in self.warnings:
            made.warn(code, message, **params)
        return made

    def _case(self, children: list[ParsedQuestion]) -> ParsedQuestion:
        stem = assembled.needed(self._stem())
        case = ParsedQuestion(self.ref, Kind.CASE, stem, (), None, children=tuple(children))
        said = self._said(self.node.find("generalfeedback"))
        return replace(notes.with_notes(case, said, self._tags()), pictures=tuple(self.pictures))

    def draft(self) -> Draft:
        """Return the draft with what is to be said about it."""
        where = Place(item=self.name[:80] or self.number)
        made = assembled.draft(
            self.number, where, self._question, html_text(_text(self.node, "questiontext"), False).text
        )
        for code, message, params in self.warnings:
            made.warn(code, message, **params)
        return made

    def _question(self) -> ParsedQuestion:
        ref, stem = self.ref, self._stem()
        answers = [self._answer(each) for each in self.node.iter("answer") if each.get("fraction") is not None]
        question = replace(self._understood(ref, stem, answers), pictures=tuple(self.pictures))
        said = [self._said(self.node.find("generalfeedback"))]
        said += [notes.of_answer(each.text, each.said) for each in answers if each.said]
        self.warnings += moodle_rest.doubts(self.node, lambda node: _rich(node).text)
        return notes.with_notes(question, "\n".join(filter(None, [*said, *self.more])), self._tags())

    def _tags(self) -> list[str]:
        """Return the tags; the category is the topic where none is named, and of the whole case, not of its parts."""
        whole = not self.category or bool(notes.case_of(self.own_tags))
        has_topic = whole or any(tag.startswith("知识点") for tag in self.own_tags)
        return self.own_tags if has_topic else [*self.own_tags, f"知识点:{clean(self.category)[:60]}"]

    def _understood(self, ref: str, stem: str, answers: list[_Answer]) -> ParsedQuestion:
        match self.node.get("type", ""):
            case "multichoice" | "multichoiceset" | "oumultiresponse":
                return self._choice(ref, stem, answers)
            case "truefalse":
                right = [each.text.casefold() for each in answers if each.share == 100]
                if right not in (["true"], ["false"]):
                    raise Wrong("no-answer", marked("The answer is missing."))
                return ParsedQuestion(ref, Kind.TRUE_FALSE, assembled.needed(stem), (), right == ["true"])
            case "shortanswer":
                return assembled.fill(ref, stem, [self._accepted(answers)])
            case "numerical":
                return assembled.fill(ref, stem, [self._numbers(answers)])
            case "matching" | "ddmatch":
                return assembled.match(ref, stem, list(self._pairs()))
            case "essay":
                model = _rich(self.node.find("graderinfo")).text
                return ParsedQuestion(ref, Kind.ESSAY, assembled.needed(stem), (), model)
            case "cloze" | "multianswer":
                found: list[tuple[str, str]] = []
                question, self.more = cloze.read_cloze(ref, stem, found)
                self.warnings += [(code, message, {}) for code, message in found]
                return question
            case "ordering":
                items = [each.text for each in sorted(answers, key=lambda each: each.share)]
                return assembled.order(ref, stem, items)
            case "description":
                raise Wrong("description", DESCRIPTION)
            case other:
                raise Wrong("unknown-kind", assembled.NOT_KNOWN, kind=other)

    def _choice(self, ref: str, stem: str, answers: list[_Answer]) -> ParsedQuestion:
        one_only = (self.node.findtext("single") or "true").strip().casefold() in ("true", "1")
        one_only = one_only and self.node.get("type") == "multichoice"
        right = [at for at, each in enumerate(answers) if each.share > 0]
        if one_only:
            full = [at for at in right if answers[at].share == 100]
            if not full:
                raise Wrong("no-answer", ONE_RIGHT)
            if len(full) < len(right):
                self.warnings.append(("part-marks", PART_MARKS, {}))
            right = full
        return assembled.choice(ref, stem, [each.text for each in answers], right, one_only)

    def _accepted(self, answers: list[_Answer]) -> list[str]:
        self._name_part_marks(answers)
        return without_wildcards([each.text for each in answers if each.share == 100])

    def _numbers(self, answers: list[_Answer]) -> list[str]:
        self._name_part_marks(answers)
        full = [each for each in answers if each.share == 100]
        return [assembled.number_range(each.text, each.node.findtext("tolerance") or "0") for each in full]

    def _name_part_marks(self, answers: list[_Answer]) -> None:
        if any(0 < each.share < 100 for each in answers):
            self.warnings.append(("part-marks", PART_MARKS, {}))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for each in self.node.iter("subquestion"):
            left, right = _answer_text(each), _answer_text(each.find("answer"))
            if left:
                yield left, right
            elif right:
                self.warnings.append(("extra-side", EXTRA_SIDE, {"text": right}))

    def _answer(self, node: Element) -> _Answer:
        try:
            share = float(node.get("fraction", "0"))
        except ValueError:
            raise Wrong("share", moodle_rest.NO_SHARE, text=node.get("fraction", "")[:40]) from None
        return _Answer(_answer_text(node), share, self._said(node.find("feedback")), node)

    def _said(self, node: Element | None) -> str:
        """Return the text of an explanation; a picture in it would tell the answer where questions show theirs."""
        rich = _rich(node)
        self.warnings += taken_pictures.left_out(rich.images)
        return rich.text

    def _stem(self) -> str:
        """Return the text of the question; its pictures become those of the question."""
        node = self.node.find("questiontext")
        rich = _rich(node)
        for source, alt in rich.images:
            self._take_picture(node, source, alt)
        if old := clean(self.node.findtext("image") or ""):
            self._keep(PurePosixPath(old).name, _decoded(self.node.findtext("image_base64") or ""), "", old)
        return rich.text

    def _take_picture(self, node: Element | None, source: str, alt: str) -> None:
        name = unquote(PurePosixPath(source.partition("?")[0]).name)
        held = next(
            (each for each in (node.iter("file") if node is not None else ()) if each.get("name") == name), None
        )
        if held is not None and source.startswith("@@PLUGINFILE@@"):
            self._keep(name, _decoded(held.text or ""), alt, source)
        else:
            self._keep(*taken_pictures.embedded(source), alt, source)

    def _keep(self, name: str, body: bytes, alt: str, source: str) -> None:
        if not body:
            raise Wrong("picture-missing", taken_pictures.NO_PICTURE, file=source[:80])
        self.pictures.append(Picture(assembled.keep_picture(self.files, name, body), alt))


def _answer_text(node: Element | None) -> str:
    rich = _rich(node)
    taken_pictures.none_in_answer(rich.images)
    return rich.text


def _decoded(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except (NotBase64, ValueError):
        return b""

"""The form of a question, and the way from what was typed to a question and back."""

import enum
from typing import Any, TypeVar

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    FieldList,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from elearn.questions import checks
from elearn.questions.grading import CHOICE_KINDS, Difficulty, Kind, Use, letters
from elearn.questions.models import Question, QuestionVersion
from elearn.questions.parsed import ParsedQuestion, Picture
from elearn.questions.stored import parsed_of
from elearn.web.trainer import labels
from elearn.web.trainer.question_rows import MOST_ROWS, Typed, fits_rows, rows_of, typed_rows, wrong_marks

E = TypeVar("E", bound=enum.Enum)

MOST_OPTIONS = 26
LEAST_ROWS = {Kind.FILL: 2, Kind.ESSAY: 3}
MORE_ROWS = 2
"""So many are added by the button that adds rows."""
CHOICE_FIELDS = ("kind", "options", "right")
FIELDS = {
    Kind.TRUE_FALSE: ("truth",),
    Kind.FILL: ("blanks",),
    Kind.ESSAY: ("model", "points", "marks"),
    Kind.MATCH: ("lefts", "rights"),
    Kind.ORDER: ("steps",),
}
"""The fields that only questions of one kind have; the first is where what is wrong about the answer is said."""
ROWS = ("options", "blanks", "points", "marks", "lefts", "rights", "steps")
NO_SOURCE = _l(
    "Write where it stands: the law or document, the book or the course. What comes from work itself: write “practice”."
)
TRUTHS = [SelectChoice("true", _l("True")), SelectChoice("false", _l("False"))]


def _stripped(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _choices(words: dict[Any, Any], only: Any = None) -> list[SelectChoice]:
    return [SelectChoice(key.value, words[key]) for key in (only or words)]


def _known(values: tuple[E, ...], value: Any) -> E:
    """Return the one with this value, else the first: a page is shown in any case, its validators refuse the rest."""
    return next((each for each in values if each.value == value), values[0])


def _rows(label: Any) -> Any:
    """Return a list of one-line fields of which more can be added."""
    return FieldList(StringField(filters=[_stripped], validators=[Length(max=1000)]), label, max_entries=MOST_ROWS)


class QuestionForm(FlaskForm):  # type: ignore[misc]
    """Everything about a question. Options without text are left out; `right` names the rows that are right."""

    seen = HiddenField()
    kind = SelectField(
        _l("Kind of question"), validators=[InputRequired()], choices=_choices(labels.KINDS, CHOICE_KINDS)
    )
    stem = TextAreaField(
        _l("Question"), [DataRequired(_l("Write the question.")), Length(max=2000)], filters=[_stripped]
    )
    options = FieldList(TextAreaField(filters=[_stripped], validators=[Length(max=2000)]), max_entries=MOST_OPTIONS)
    right = SelectMultipleField(_l("Right options"), choices=[SelectChoice(letter) for letter in letters(MOST_OPTIONS)])
    blanks = _rows(_l("Answers"))
    model = TextAreaField(_l("Model answer"), [Length(max=4000)], filters=[_stripped])
    points = _rows(_l("Points to mark by"))
    marks = _rows(_l("Marks"))
    lefts = _rows(_l("Pairs"))
    rights = _rows(_l("Right sides"))
    steps = _rows(_l("Lines in their right order"))
    truth = RadioField(_l("Answer"), choices=TRUTHS, validate_choice=False)
    explanation = TextAreaField(_l("Explanation"), [Length(max=2000)], filters=[_stripped])
    source = StringField(_l("Source"), [DataRequired(NO_SOURCE), Length(max=300)], filters=[_stripped])
    topic = StringField(_l("Point of knowledge"), [Length(max=60)], filters=[_stripped])
    difficulty = SelectField(_l("Difficulty"), validators=[InputRequired()], choices=_choices(labels.DIFFICULTIES))
    uses = SelectMultipleField(_l("Uses"), choices=_choices(labels.USES))
    effective_on = DateField(_l("Takes effect on"), [Optional()])
    review_on = DateField(_l("Review on"), [Optional()])

    found: list[checks.Finding]
    row_errors: list[str]
    """What is wrong about the rows of an answer together; each row has its own errors beside this."""
    pictures: tuple[Picture, ...] = ()
    """Those of the current version; the form leaves them as they are."""

    def of_kind(self, kind: Kind) -> "QuestionForm":
        """Keep the fields that this kind of question has; a choice may become another kind of choice."""
        self.own_kind, self.row_errors = kind, []
        self.fields_of_kind = FIELDS.get(kind, CHOICE_FIELDS)
        for name in {each for names in (*FIELDS.values(), CHOICE_FIELDS) for each in names}.difference(
            self.fields_of_kind
        ):
            delattr(self, name)
        return self

    @property
    def has_ticks(self) -> bool:
        """Say whether right options are ticked."""
        return "right" in self.fields_of_kind

    @property
    def can_add(self) -> bool:
        """Say whether there is room for more rows."""
        return any(len(self[name]) < self[name].max_entries for name in set(ROWS).intersection(self.fields_of_kind))

    def spare_rows(self, more: int = 0) -> "QuestionForm":
        """Add empty rows: so many, and at least as many as leave room for one more."""
        for name in set(ROWS).intersection(self.fields_of_kind):
            field = self[name]
            filled = sum(bool(entry.data) for entry in field)
            least = LEAST_ROWS.get(self.own_kind, 4)
            wanted = max(least, filled + 1 if filled >= least else 0, len(field) + more)
            for _ in range(min(wanted, field.max_entries) - len(field)):
                field.append_entry("")
        return self

    def question(self, ref: str) -> ParsedQuestion:
        """Return the question as it was typed."""
        kind = _known(CHOICE_KINDS, self.kind.data) if self.has_ticks else self.own_kind
        typed = self._answer()
        return ParsedQuestion(
            ref=ref,
            kind=kind,
            stem=self.stem.data or "",
            options=typed.options,
            answer=typed.answer,
            explanation=self.explanation.data or "",
            source=self.source.data or "",
            topic=self.topic.data or "",
            difficulty=_known(tuple(Difficulty), self.difficulty.data),
            uses=tuple(use for use in Use if use.value in (self.uses.data or [])),
            effective_on=self.effective_on.data,
            review_on=self.review_on.data,
            points=typed.points,
            pictures=self.pictures,
        )

    def _answer(self) -> Typed:
        if self.has_ticks:
            return self._key()
        if self.own_kind is Kind.TRUE_FALSE:
            return Typed({"true": True, "false": False}.get(self.truth.data))
        return typed_rows(self.own_kind, {name: self[name].data for name in self.fields_of_kind})

    def _key(self) -> Typed:
        """Return the options with a text and the letters of the right ones, counted without the empty rows."""
        rows = [(letter, text.data or "") for letter, text in zip(letters(MOST_OPTIONS), self.options, strict=False)]
        ticked = self.right.data or []
        filled = [(letter, text) for letter, text in rows if text]
        right = [new for new, (old, _) in zip(letters(len(filled)), filled, strict=True) if old in ticked]
        return Typed("".join(right), tuple(text for _, text in filled))

    def check(self, ref: str) -> bool:
        """Say whether the question may be stored; every fatal finding is shown beside its field."""
        valid = bool(self.validate())
        self.found = checks.findings(self.question(ref))
        for finding in checks.fatal(self.found):
            valid = False
            place, sentence = self._place(finding.part), gettext(finding.message, **finding.params)
            place += [sentence] if sentence not in place else []
        half = self._half_filled()
        self._place("answer").extend(half)
        self.form_errors.extend(self.row_errors)
        return valid and not half

    def _half_filled(self) -> list[str]:
        """Say which rows are ticked but empty, or have one side only."""
        if self.has_ticks:
            ticked = self.right.data or []
            rows = zip(letters(MOST_OPTIONS), self.options, strict=False)
            empty = [letter for letter, text in rows if letter in ticked and not text.data]
            return [gettext("Option %(letter)s is marked right but has no text.", letter=letter) for letter in empty]
        if self.own_kind is Kind.MATCH:
            pairs = enumerate(zip(self.lefts, self.rights, strict=False), 1)
            single = [number for number, (left, right) in pairs if bool(left.data) != bool(right.data)]
            return [gettext("Pair %(number)s has one side only.", number=number) for number in single]
        if self.own_kind is Kind.ESSAY:
            wrong = wrong_marks(self.points.data, self.marks.data)
            return [gettext("Point %(number)s: write what counts, and its marks as a number.", number=n) for n in wrong]
        return []

    def _place(self, part: str) -> list[str]:
        """Return the list of errors of the field that a part of a question is typed into."""
        own = "right" if self.has_ticks else self.fields_of_kind[0]
        field = self[part] if part in self and part not in ("options", "points") else self[own]
        if isinstance(field, FieldList):
            # Its errors are those of its rows; what is wrong about all of them together has a list of its own.
            return self.row_errors
        field.errors = list(field.errors)
        return field.errors  # type: ignore[no-any-return]


def fits_form(version: QuestionVersion) -> bool:
    """Say whether the form can hold a question unchanged: a case, or rows of several lines, are edited as text."""
    points = parsed_of(version, "").points
    rows = len(version.options) <= MOST_OPTIONS and fits_rows(version.kind, version.answer, points)
    return version.kind is not Kind.CASE and rows


def blank_form(question: Question) -> QuestionForm:
    """Return the form as the request fills it, else with the current version."""
    version = question.current
    form = QuestionForm(data=_data(version)).of_kind(version.kind)
    form.pictures = parsed_of(version, question.ref).pictures
    return form.spare_rows(MORE_ROWS if wants_rows() else 0)


def wants_rows() -> bool:
    """Say whether the button was pressed that only adds rows; the page's script adds them without it."""
    return request.form.get("do") == "row"


def empty_form(kind: Kind, uses: list[str]) -> QuestionForm:
    """Return the form of a question that is not there yet, as the request fills it."""
    data = {"seen": "0", "kind": kind.value, "difficulty": Difficulty.MEDIUM.value, "uses": uses}
    return QuestionForm(data=data).of_kind(kind).spare_rows(MORE_ROWS if wants_rows() else 0)


def _data(version: QuestionVersion) -> dict[str, Any]:
    answer = version.answer
    return {
        "seen": str(version.number),
        "kind": version.kind.value,
        "stem": version.stem,
        "options": list(version.options),
        "right": list(answer) if isinstance(answer, str) else [],
        "truth": str(answer).lower() if isinstance(answer, bool) else None,
        "explanation": version.explanation,
        "source": version.source,
        "topic": version.topic,
        "difficulty": version.difficulty.value,
        "uses": list(version.uses),
        "effective_on": version.effective_on,
        "review_on": version.review_on,
    } | rows_of(version.kind, answer, parsed_of(version, "").points)

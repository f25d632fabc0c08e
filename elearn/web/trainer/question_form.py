"""The form of a question, and the way from what was typed to a question and back."""

import enum
from typing import Any, TypeVar

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

E = TypeVar("E", bound=enum.Enum)

MOST_OPTIONS = 10
SPARE_OPTIONS = 2
TRUTHS = [SelectChoice("true", _l("True")), SelectChoice("false", _l("False"))]


def _stripped(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _choices(words: dict[Any, Any], only: Any = None) -> list[SelectChoice]:
    return [SelectChoice(key.value, words[key]) for key in (only or words)]


def _known(values: tuple[E, ...], value: Any) -> E:
    """Return the one with this value, else the first: a page is shown in any case, its validators refuse the rest."""
    return next((each for each in values if each.value == value), values[0])


class QuestionForm(FlaskForm):  # type: ignore[misc]
    """Everything about a question. Options without text are left out; `right` names the rows that are right."""

    seen = HiddenField()
    kind = SelectField(
        _l("Kind of question"), validators=[InputRequired()], choices=_choices(labels.KINDS, CHOICE_KINDS)
    )
    stem = TextAreaField(
        _l("Question"), [DataRequired(_l("Write the question.")), Length(max=2000)], filters=[_stripped]
    )
    options = FieldList(StringField(filters=[_stripped], validators=[Length(max=500)]), max_entries=MOST_OPTIONS)
    right = SelectMultipleField(_l("Right options"), choices=[SelectChoice(letter) for letter in letters(MOST_OPTIONS)])
    truth = RadioField(_l("Answer"), choices=TRUTHS, validate_choice=False)
    explanation = TextAreaField(_l("Explanation"), [Length(max=2000)], filters=[_stripped])
    source = StringField(_l("Source"), [Length(max=300)], filters=[_stripped])
    topic = StringField(_l("Point of knowledge"), [Length(max=60)], filters=[_stripped])
    difficulty = SelectField(_l("Difficulty"), validators=[InputRequired()], choices=_choices(labels.DIFFICULTIES))
    uses = SelectMultipleField(_l("Uses"), choices=_choices(labels.USES))
    effective_on = DateField(_l("Takes effect on"), [Optional()])
    review_on = DateField(_l("Review on"), [Optional()])

    found: list[checks.Finding]
    pictures: tuple[Picture, ...] = ()
    """Those of the current version; the form leaves them as they are."""

    def of_kind(self, kind: Kind) -> "QuestionForm":
        """Keep the fields that this kind of question has; a choice may become another kind of choice."""
        self.true_false = kind is Kind.TRUE_FALSE
        for name in ("kind", "options", "right") if self.true_false else ("truth",):
            delattr(self, name)
        return self

    def question(self, ref: str) -> ParsedQuestion:
        """Return the question as it was typed."""
        options, answer = ((), {"true": True, "false": False}.get(self.truth.data)) if self.true_false else self._key()
        return ParsedQuestion(
            ref=ref,
            kind=Kind.TRUE_FALSE if self.true_false else _known(CHOICE_KINDS, self.kind.data),
            stem=self.stem.data or "",
            options=options,
            answer=answer,
            explanation=self.explanation.data or "",
            source=self.source.data or "",
            topic=self.topic.data or "",
            difficulty=_known(tuple(Difficulty), self.difficulty.data),
            uses=tuple(use for use in Use if use.value in (self.uses.data or [])),
            effective_on=self.effective_on.data,
            review_on=self.review_on.data,
            pictures=self.pictures,
        )

    def _key(self) -> tuple[tuple[str, ...], str]:
        """Return the options with a text and the letters of the right ones, counted without the empty rows."""
        rows = [(letter, text.data or "") for letter, text in zip(letters(MOST_OPTIONS), self.options, strict=False)]
        ticked = self.right.data or []
        filled = [(letter, text) for letter, text in rows if text]
        right = [new for new, (old, _) in zip(letters(len(filled)), filled, strict=True) if old in ticked]
        return tuple(text for _, text in filled), "".join(right)

    def check(self, ref: str) -> bool:
        """Say whether the question may be stored; every fatal finding is shown beside its field."""
        valid = bool(self.validate())
        self.found = checks.findings(self.question(ref))
        for finding in checks.fatal(self.found):
            valid = False
            place, sentence = self._place(finding.part), gettext(finding.message, **finding.params)
            place += [sentence] if sentence not in place else []
        for letter in self._ticked_but_empty():
            valid = False
            self._place("answer").append(gettext("Option %(letter)s is marked right but has no text.", letter=letter))
        return valid

    def _ticked_but_empty(self) -> list[str]:
        if self.true_false:
            return []
        ticked = self.right.data or []
        rows = zip(letters(MOST_OPTIONS), self.options, strict=False)
        return [letter for letter, text in rows if letter in ticked and not text.data]

    def _place(self, part: str) -> list[str]:
        """Return the list of errors of the field that a part of a question is typed into."""
        name = {"answer": "truth" if self.true_false else "right", "options": "right"}.get(part, part)
        field = self[name]
        field.errors = list(field.errors)
        return field.errors  # type: ignore[no-any-return]


def blank_form(question: Question) -> QuestionForm:
    """Return the form as the request fills it, else with the current version."""
    version = question.current
    form = QuestionForm(data=_data(version)).of_kind(version.kind)
    form.pictures = parsed_of(version, question.ref).pictures
    if not form.true_false and len(form.options) < MOST_OPTIONS:
        for _ in range(min(SPARE_OPTIONS, MOST_OPTIONS - len(form.options)) if not form.is_submitted() else 0):
            form.options.append_entry("")
    return form


def empty_form(kind: Kind, uses: list[str]) -> QuestionForm:
    """Return the form of a question that is not there yet, as the request fills it."""
    data = {"seen": "0", "kind": kind.value, "difficulty": Difficulty.MEDIUM.value, "uses": uses, "options": [""] * 4}
    return QuestionForm(data=data).of_kind(kind)


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
    }

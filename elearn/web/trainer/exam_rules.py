"""The drawing rules of an exam as rows of its form: adding, taking out, and what they find right now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DecimalField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, Length, NumberRange, ValidationError

from elearn.exams import rule_check, setting_queries
from elearn.exams.paper import PoolTooSmall, Rule
from elearn.exams.rule_check import RuleCheck
from elearn.questions.grading import Difficulty, Kind
from elearn.web.trainer import labels
from elearn.web.trainer.loaders import own_codes

MOST_RULES = 20
MOST_QUESTIONS = 200
NARROWS_NOTHING = {"bank": "", "topic": "", "difficulty": ""}
FIRST_ROW = NARROWS_NOTHING | {"kind": Kind.SINGLE.value, "count": 20, "marks": Decimal(5)}
_NEXT_ROW = NARROWS_NOTHING | {"kind": Kind.SINGLE.value, "count": "5", "marks": "2"}


class RuleForm(FlaskForm):  # type: ignore[misc]
    """One rule: where from, which, how many, how many marks each."""

    class Meta:
        """The whole form carries the token."""

        csrf = False

    bank = SelectField(_l("Question bank"))
    topic = StringField(_l("Point of knowledge"), [Length(max=60)], [lambda text: (text or "").strip()])
    kind = SelectField(_l("Kind"), choices=[SelectChoice(kind.value, word) for kind, word in labels.KINDS.items()])
    difficulty = SelectField(
        _l("Difficulty"),
        choices=[
            SelectChoice("", _l("any")),
            *(SelectChoice(each.value, word) for each, word in labels.DIFFICULTIES.items()),
        ],
    )
    count = IntegerField(
        _l("How many"),
        [DataRequired(_l("How many questions?")), NumberRange(1, MOST_QUESTIONS, _l("Between 1 and 200 questions."))],
    )
    marks = DecimalField(
        _l("Marks each"),
        [
            DataRequired(_l("How many marks each?")),
            NumberRange(Decimal("0.5"), 100, _l("Between 0.5 and 100 marks.")),
        ],
        places=None,
    )

    def validate_marks(self, field: Any) -> None:
        """Marks are given in tenths."""
        if field.data is not None and (field.data * 10) % 1:
            raise ValidationError(gettext("At most one decimal place."))

    def rule(self) -> Rule:
        """Return the rule as it was typed (after validation)."""
        return Rule(
            bank=self.bank.data or "",
            kind=Kind(self.kind.data),
            count=self.count.data or 0,
            marks=Decimal(f"{self.marks.data:f}"),
            topic=self.topic.data or "",
            difficulty=Difficulty(self.difficulty.data) if self.difficulty.data else None,
        )


@dataclass(frozen=True)
class Said:
    """What stands beside the rows: for each row what it finds (None: not filled in yet), and all together."""

    rows: Sequence[RuleCheck | None]
    questions: int
    marks: Decimal
    short: str
    open: int


def edited_rows(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return a sent form with a row more or less, where a button without script asked for that."""
    do, numbers = sent.get("do", ""), row_numbers(sent)
    edited = sent.copy()
    if do == "add" and len(numbers) < MOST_RULES:
        fresh = max(numbers, default=-1) + 1
        edited.update({f"rules-{fresh}-{name}": value for name, value in _NEXT_ROW.items()})
    if gone := re.fullmatch(r"remove-(\d{1,3})", do):
        for name in [name for name in edited if name.startswith(f"rules-{int(gone[1])}-")]:
            edited.poplist(name)
    return edited


def row_numbers(sent: MultiDict[str, str]) -> set[int]:
    """Return the numbers of the rows that were sent."""
    return {int(found[1]) for name in sent if (found := re.match(r"rules-(\d{1,3})-", name))}


def bank_choices() -> list[SelectChoice]:
    """Return the banks that a rule may name."""
    every = SelectChoice("", gettext("All question banks"))
    return [every, *(SelectChoice(bank.slug, bank.title) for bank in setting_queries.banks(own_codes()))]


def give_choices(rows: Any) -> None:
    """Fill the lists of banks; one that is named already stays, so that an exam can be read in any case."""
    choices = bank_choices()
    known = {choice.value for choice in choices}
    for row in rows:
        named = row.form.bank.data or ""
        extra = [] if named in known or row.form.bank.raw_data else [SelectChoice(named, named)]
        row.form.bank.choices = choices + extra


def said_of(rows: Any, unit_code: str) -> Said:
    """Return what the rows of a form find for a unit; rows that make no sense are left out."""
    valid = [row.form for row in rows if row.form.validate()]
    found = rule_check.check([form.rule() for form in valid], unit_code)
    by_form = dict(zip(map(id, valid), found.rules, strict=True))
    return Said(
        rows=[by_form.get(id(row.form)) for row in rows],
        questions=found.questions,
        marks=found.marks,
        short=short_words(found.short),
        open=sum(each.open for each in found.rules),
    )


def short_words(error: PoolTooSmall | None) -> str:
    """Say which rule finds too few questions."""
    if error is None:
        return ""
    return str(
        gettext(
            "“%(rule)s” asks for %(count)s questions, but only %(found)s are left for it.",
            rule=rule_words(error.rule),
            count=error.rule.count,
            found=error.found,
        )
    )


def rule_words(rule: Rule) -> str:
    """Return a rule in a few words."""
    parts = [_bank_title(rule.bank), rule.topic]
    parts += [str(labels.KINDS[rule.kind]), str(labels.DIFFICULTIES[rule.difficulty]) if rule.difficulty else ""]
    return " · ".join(part for part in parts if part)


def _bank_title(slug: str) -> str:
    return next((str(c.label) for c in bank_choices() if c.value == slug), slug)

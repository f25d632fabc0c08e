"""A bank as GIFT: https://docs.moodle.org/en/GIFT_format. Pure."""

import re

from elearn.errors import marked
from elearn.questions.fill_text import number_range
from elearn.questions.formats import notes
from elearn.questions.grading import Kind, letters
from elearn.questions.parsed import ParsedBank, ParsedQuestion, Problem

NO_CASE = marked("A case with questions of its own is not known there; it is left out.")
NO_ORDER = marked("Putting things in order is not known there; it is left out.")
NO_BLANKS = marked("A question with several blanks is not known there; it is left out.")
NO_PICTURE = marked("The picture of this question does not go into this file.")
MIXED = marked("A blank that accepts both numbers in a range and words is not known there; it is left out.")
ARROW = marked("An answer with -> is read as a pair there; it is left out.")
# The shares of the marks that Moodle knows, by the number of right options.
SHARES = {1: "100", 2: "50", 3: "33.33333", 4: "25", 5: "20", 6: "16.66667", 7: "14.28571", 8: "12.5", 9: "11.11111"}
TOO_MANY = marked("More than 9 right options are not known there; it is left out.")


def write_gift(bank: ParsedBank) -> tuple[bytes, list[Problem]]:
    """Return a bank as GIFT, and what it can't carry."""
    left: list[Problem] = []
    blocks = [f"$CATEGORY: $course$/top/{_escaped(bank.title).replace('/', '//')}"]
    for each in bank.questions:
        code, why = _left_out(each)
        if why:
            left.append(Problem(code, why, 0, each.ref))
            continue
        if each.pictures:
            left.append(Problem("picture", NO_PICTURE, 0, each.ref))
        blocks.append(_block(each, bank))
    return ("\n\n".join(blocks) + "\n").encode(), left


def _left_out(question: ParsedQuestion) -> tuple[str, str]:
    match question.kind:
        case Kind.CASE:
            return "case", NO_CASE
        case Kind.ORDER:
            return "order", NO_ORDER
        case Kind.FILL if len(question.answer) > 1:
            return "blanks", NO_BLANKS
        case Kind.FILL | Kind.MATCH if "->" in str(question.answer):
            return "arrow", ARROW
        case Kind.FILL if len({bool(number_range(text)) for text in question.answer[0]}) > 1:
            return "mixed", MIXED
        case Kind.MULTIPLE | Kind.INDEFINITE if len(question.answer) not in SHARES:
            return "options", TOO_MANY
    return "", ""


def _block(question: ParsedQuestion, bank: ParsedBank) -> str:
    tags = "".join(f" [tag:{_tag(tag)}]" for tag in notes.tags(question, bank.uses))
    before, answers, after = _parts(question)
    said = notes.feedback(question)
    lines = [*answers, *([f"####{_escaped(said)}"] if said else [])]
    body = "".join(f"\n\t{line}" for line in lines) + ("\n" if lines else "")
    return f"// [id:{_tag(question.ref)}]{tags}\n::{_escaped(question.ref)}::[plain]{before}{{{body}}}{after}"


def _tag(text: str) -> str:
    return re.sub(r"([\]\\])", r"\\\1", text)


def _parts(question: ParsedQuestion) -> tuple[str, list[str], str]:
    """Return the stem before the answers, the answers, and the stem behind them."""
    stem = _escaped(question.stem)
    match question.kind:
        case Kind.SINGLE:
            return stem, [f"{'=' if right else '~'}{text}" for text, right in _options(question)], ""
        case Kind.MULTIPLE | Kind.INDEFINITE:
            share = SHARES[len(question.answer)]
            return stem, [f"~%{share if right else '-100'}%{text}" for text, right in _options(question)], ""
        case Kind.TRUE_FALSE:
            return stem, ["TRUE" if question.answer else "FALSE"], ""
        case Kind.MATCH:
            return stem, [f"={_answer(left)} -> {_escaped(right)}" for left, right in question.answer], ""
        case Kind.FILL:
            before, after = _around_blank(question.stem)
            return _escaped(before), _accepted(question.answer[0]), _escaped(after)
    return stem, [], ""


def _around_blank(stem: str) -> tuple[str, str]:
    """The usual blank gives its place to the answers; any other sign of a blank stays in the stem."""
    before, blank, after = stem.partition("____")
    return (before, after) if blank and not after.startswith("_") else (stem, "")


def _options(question: ParsedQuestion) -> list[tuple[str, bool]]:
    return [
        (_answer(text), letter in question.answer) for letter, text in zip(letters(26), question.options, strict=False)
    ]


def _accepted(texts: list[str]) -> list[str]:
    if all(number_range(text) for text in texts):
        ranges = [text.replace("~", "..") for text in texts]
        return ["#" + " ".join(f"={each}" for each in ranges)] if len(ranges) > 1 else [f"#{ranges[0]}"]
    return [f"={_answer(text)}".replace("*", "\\*") for text in texts]


def _answer(text: str) -> str:
    """A text that looks like a share of the marks says first that it is text."""
    return f"[plain]{_escaped(text)}" if text.startswith(("%", "[")) else _escaped(text)


def _escaped(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")

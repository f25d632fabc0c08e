"""Questions put together from the parts that other systems name: their kind, and what keeps them out. Pure."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation

from elearn.errors import marked
from elearn.questions.bank_text_out import write_question
from elearn.questions.formats import keys
from elearn.questions.formats.reading import Draft, Place, drafted
from elearn.questions.grading import Kind, letters
from elearn.questions.parsed import ParsedQuestion, Wrong, clean, truth

BLANK = "____"
OWN_REF = re.compile(r"[A-Za-z][\w-]{0,49}-\d{1,6}")
_LETTERED = re.compile(r"[（(]?(?P<letter>[A-Z])[）).、．:：]\s*(?P<text>.+)", re.S)
_TEX = re.compile(
    r"\\\(.{1,200}?\\\)|\$\$[^$]{1,200}\$\$|\$[^$\n]{0,80}(?:[\\^]|[A-Za-z]_[\w{])[^$\n]{0,80}\$|\\(?:frac|sqrt|begin|sum|int)\b"
)
TEX = marked("The formula “%(text)s” is written in TeX; learners see it as it stands. Write it as plain text.")
NOT_KNOWN = marked("Questions of the kind “%(kind)s” can't be taken over. Write it anew here.")
MOST_OPTIONS = 26
MOST_QUESTIONS = 20_000
TOO_MANY = marked("The file has more than %(most)s entries. Split it.")


def draft(number: str, where: Place, make: Callable[[], ParsedQuestion], text: str = "") -> Draft:
    """Return the draft of a question; what can't be understood is said and keeps it out."""
    try:
        question = make()
    except Wrong as wrong:
        refused = Draft(number, where, None, text=text)
        refused.reject(wrong.code, wrong.message, **wrong.params)
        return refused
    made = drafted(number, where, question, "\n\n".join(write_question(part) for part in question.parts()))
    if found := next(
        (tex for each in question.parts() for text in _shown(each) if (tex := _TEX.search(text[:5000]))), None
    ):
        made.warn("tex", TEX, text=found[0][:60])
    return made


def _shown(question: ParsedQuestion) -> list[str]:
    return [question.stem, *question.options, question.explanation, str(question.answer)]


def own_ref(name: str) -> str:
    """Return a name that somebody gave as a number of a question, such as wushe-001; "" for any other."""
    return name if OWN_REF.fullmatch(name) else ""


def choice(ref: str, stem: str, options: Sequence[str], right: Sequence[int], one_only: bool | None) -> ParsedQuestion:
    """Return a choice, or a statement where the options are words of right and wrong. `right`: indices of the key.

    `one_only`: whether a learner may tick one option only; None where the file does not say. Raises Wrong.
    """
    texts = _unlettered([clean(text) for text in options])
    if not 2 <= len(texts) <= MOST_OPTIONS:
        raise Wrong("few-options", marked("Write at least two options."))
    for letter, text in zip(letters(MOST_OPTIONS), texts, strict=False):
        if not text:
            raise Wrong("empty-option", marked("Option %(letter)s has no text."), letter=letter)
    chosen = sorted(set(right))
    if not chosen:
        raise Wrong("no-answer", marked("The answer is missing."))
    if one_only and len(chosen) > 1:
        raise Wrong("several", marked("A single choice has one answer only."))
    if len(texts) == 2 and len(chosen) == 1 and {truth(text) for text in texts} == {True, False} and one_only:
        return ParsedQuestion(ref, Kind.TRUE_FALSE, needed(stem), (), truth(texts[chosen[0]]))
    single = one_only or (one_only is None and len(chosen) == 1)
    kind = Kind.SINGLE if single else Kind.MULTIPLE if len(chosen) > 1 else Kind.INDEFINITE
    return ParsedQuestion(ref, kind, needed(stem), tuple(texts), "".join(letters(26)[at] for at in chosen))


def _unlettered(texts: list[str]) -> list[str]:
    """Letters that somebody typed into the options, A to the last in order, are not part of them."""
    found = [_LETTERED.fullmatch(text) for text in texts]
    if all(found) and "".join(each["letter"] for each in found if each) == letters(len(texts)):
        return [each["text"].strip() for each in found if each]
    return texts


def needed(stem: str) -> str:
    """Return the cleaned stem. Raises Wrong for an empty one."""
    if not (text := clean(stem)):
        raise Wrong("no-stem", marked("The question has no text."))
    return text


def fill(ref: str, stem: str, blanks: Sequence[Sequence[str]]) -> ParsedQuestion:
    """Return a fill-in; where the stem shows no blank, one is put at its end. Raises Wrong."""
    accepted = [list(dict.fromkeys(text for given in blank if (text := clean(given)))) for blank in blanks]
    if not accepted or not all(accepted):
        raise Wrong("no-answer", marked("The answer is missing."))
    text = needed(stem)
    if len(accepted) == 1 and not keys.BLANK.search(text):
        text += BLANK
    return ParsedQuestion(ref, Kind.FILL, text, (), accepted)


def match(ref: str, stem: str, pairs: Sequence[tuple[str, str]]) -> ParsedQuestion:
    """Return a match. Raises Wrong where a side is empty."""
    sides = [[clean(left), clean(right)] for left, right in pairs]
    if not all(left and right for left, right in sides):
        raise Wrong("pair", marked("A pair lacks one of its sides."))
    return ParsedQuestion(ref, Kind.MATCH, needed(stem), (), sides)


def order(ref: str, stem: str, items: Sequence[str]) -> ParsedQuestion:
    """Return an order, from its items in right order."""
    return ParsedQuestion(ref, Kind.ORDER, needed(stem), (), [clean(item) for item in items])


def number_range(value: str, tolerance: str) -> str:
    """Return a number with a tolerance as our range “2.5~3.5”, or the number alone. Raises Wrong for no number."""
    try:
        middle, width = Decimal(value.strip()), Decimal(tolerance.strip() or "0")
    except InvalidOperation:
        raise Wrong("number", marked("“%(text)s” is no number."), text=value) from None
    if not middle.is_finite() or not width.is_finite() or abs(middle.adjusted()) > 30 or abs(width.adjusted()) > 30:
        raise Wrong("number", marked("“%(text)s” is no number."), text=value)
    if not width:
        return plain(middle)
    return f"{plain(middle - abs(width))}~{plain(middle + abs(width))}"


def plain(number: Decimal) -> str:
    """Return a number without exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def keep_picture(files: dict[str, bytes], name: str, body: bytes) -> str:
    """Keep a picture under a name that no other picture has; return that name."""
    safe = re.sub(r"[^\w.-]", "_", name)[-80:].lstrip(".")
    if not re.fullmatch(r"[\w.-]+\.(?:svg|png|jpe?g|webp)", safe):
        safe = f"{safe.rpartition('.')[0] or safe or 'picture'}.png"
    stem, _, ending = safe.rpartition(".")
    for number in range(1, len(files) + 2):
        if files.setdefault(safe, body) == body:
            break
        safe = f"{stem}-{number}.{ending}"
    return safe

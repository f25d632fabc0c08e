"""Right answers that only the look tells: coloured, bold, underlined or highlighted options. Pure.

They count only where one look does it through the whole document and never says anything else; where it is doubtful
the questions are refused with a reason that says so.
"""

import re
from collections.abc import Sequence

from elearn.errors import marked
from elearn.questions.formats import keys
from elearn.questions.formats.raw import Raw
from elearn.questions.grading import Kind

Looks = tuple[tuple[str, str], ...]
"""What stands out in a line: how it looks and which text does."""
LEAST_SHARE = 0.75
TAKEN = marked("The right answer was told only by the look of the options (colour, bold, underline). Check it.")
REFUSED = marked("The right answer is told at most by the look of the options, and not clearly. Write it: 答案：B.")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def bold_in(text: str) -> Looks:
    """Return what Markdown makes bold."""
    return tuple(("bold", found[1].strip()) for found in _BOLD.finditer(text))


def note(raw: Raw, options: Sequence[tuple[str, str]], looks: Looks) -> None:
    """Note which of a line's options stand out."""
    for look, run in looks:
        bare = _squeezed(run)
        for letter, text in options:
            if _covers(bare, letter, _squeezed(text)) and letter not in raw.looks.get(look, ""):
                raw.looks[look] = raw.looks.get(look, "") + letter


def _squeezed(text: str) -> str:
    return re.sub(r"[\s,，;；]+", "", text)


def _covers(run: str, letter: str, text: str) -> bool:
    """Say whether a run is the whole option, with or without its letter, or that letter alone."""
    own = re.sub(rf"^[（(]?{letter}[)）]?[.．、:：]?", "", run)
    return run == text or own == text or (own == "" and run != "") or bool(
        text and re.search(rf"{letter}[)）]?[.．、:：]?{re.escape(text)}", run)
    )  # fmt: skip


def settle(raws: Sequence[Raw]) -> None:
    """Give keys to the choices that have none, or refuse those whose look is doubtful."""
    for raw in raws:
        _settle_blanks(raw)
    choices = [raw for raw in raws if len(raw.options) > 1]
    if not any(raw.looks for raw in choices):
        return
    known = {id(raw): key for raw in choices if (key := key_of(raw))}
    keyless = [raw for raw in choices if id(raw) not in known]
    looks = [
        look for look in sorted({each for raw in keyless for each in raw.looks}) if _fits(look, choices, keyless, known)
    ]
    for raw in keyless:
        said = {raw.looks[look] for look in looks if look in raw.looks}
        if len(said) == 1:
            raw.add("answer", "".join(sorted(said.pop())))
            raw.remark("told-by-look", TAKEN)
        elif raw.looks:
            raw.refuse("told-by-look", REFUSED)


def _fits(look: str, choices: Sequence[Raw], keyless: Sequence[Raw], known: dict[int, str]) -> bool:
    """Say whether a look marks some options, never all, of nearly every question, and agrees with written keys."""
    for raw in choices:
        letters = raw.looks.get(look, "")
        key = known.get(id(raw), "")
        if letters and (len(letters) == len(raw.options) or (key and sorted(letters) != sorted(key))):
            return False
    return sum(look in raw.looks for raw in keyless) >= LEAST_SHARE * len(keyless)


def key_of(raw: Raw) -> str:
    """Return a key that is written somewhere, so that the look is not needed."""
    _, signs = keys.take_marks(raw.options)
    _, stem = keys.take_from_stem("\n".join(raw.stem), raw.kind, len(raw.options))
    return re.sub(r"[^A-Z]", "", raw.fields.get("answer", "").upper()) or raw.fields.get("answer", "") or signs or stem


def _settle_blanks(raw: Raw) -> None:
    """In a fill-in without blanks and answer the underlined words are both."""
    stem = "\n".join(raw.stem)
    if raw.kind is not Kind.FILL or raw.fields.get("answer") or keys.BLANK.search(stem):
        return
    runs = [text for look, text in raw.stem_looks if look == "underline" and text]
    if runs and all(stem.count(text) == 1 for text in runs):
        for text in runs:
            stem = stem.replace(text, f"__{text}__")
        raw.stem = [stem]
        raw.remark("told-by-look", TAKEN)

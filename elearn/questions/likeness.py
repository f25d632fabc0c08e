"""When two questions are the same, and when they are nearly so: pure."""

import hashlib
import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from elearn.questions.fill_text import normalise
from elearn.questions.parsed import ParsedQuestion

NEAR = 90
"""From this likeness (percent) two questions are shown side by side."""
_NO_LETTERS = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Fold a text to its letters and digits: width, case, white space and punctuation do not tell questions apart."""
    return _NO_LETTERS.sub("", normalise(text))


def fingerprint(question: ParsedQuestion) -> str:
    """Return what two equal questions share: kind, stem, set of options and the day from which it holds."""
    answer = question.answer if isinstance(question.answer, list) else []
    items = sorted(folded(text if isinstance(text, str) else "=".join(text)) for text in [*question.options, *answer])
    children = [fingerprint(child) for child in question.children]
    day = question.effective_on.isoformat() if question.effective_on else ""
    parts = [question.kind.value, folded(question.stem), *items, day, *children]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def likeness_text(question: ParsedQuestion) -> str:
    """Return the text by which likeness is measured: stem and options."""
    return folded("".join([question.stem, *sorted(question.options), *(child.stem for child in question.children)]))


def nearest(texts: Sequence[str], others: Sequence[str]) -> list[int | None]:
    """Return for each text the index of the most alike of the others, None where none reaches NEAR."""
    if not texts or not others:
        return [None] * len(texts)
    found: list[int | None] = []
    for text in texts:
        best = process.extractOne(text, others, scorer=fuzz.ratio, processor=None, score_cutoff=NEAR)
        found.append(None if best is None else int(best[2]))
    return found

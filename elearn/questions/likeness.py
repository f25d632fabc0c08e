"""When two questions are the same, and when they are nearly so: pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from elearn.questions.fill_text import normalise
from elearn.questions.parsed import ParsedQuestion

NEAR = 90
"""From this likeness (percent) two questions are shown side by side."""
SHORT = 8
"""Shorter texts are compared with all others: too few pairs tell them apart."""
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
    index = _Index([*texts, *others])
    for text in others:
        index.add(text)
    return [index.best(text) for text in texts]


def nearest_before(texts: Sequence[str]) -> list[int | None]:
    """Return for each text the index of the most alike of those before it; an empty text resembles nothing."""
    index = _Index(texts)
    found: list[int | None] = []
    for text in texts:
        found.append(index.best(text))
        index.add(text)
    return found


class _Index:
    """Texts by their pairs of signs, so that few have to be compared exactly; the answer is that of comparing all.

    Texts that are NEAR differ in at most a tenth of their signs together, and every sign that goes or comes breaks one
    run of common signs in two. So many pairs are left in common that one of the rarest few of a text must be among
    them; only texts that share one of these, and are neither too long nor too short, are compared.
    """

    def __init__(self, all_texts: Sequence[str]) -> None:
        self.texts: list[str] = []
        self.holders: dict[str, list[int]] = {}
        self.short: list[int] = []
        self.counts = Counter(pair for text in all_texts for pair in _pairs(text))

    def add(self, text: str) -> None:
        """Let a text be found."""
        at = len(self.texts)
        self.texts.append(text)
        if len(text) < SHORT:
            self.short.append(at)
        for pair in _pairs(text):
            self.holders.setdefault(pair, []).append(at)

    def best(self, text: str) -> int | None:
        """Return the index of the most alike text, the first of equals."""
        near = self._near(text) if text else {}
        best = process.extractOne(text, near, scorer=fuzz.ratio, processor=None, score_cutoff=NEAR) if near else None
        return None if best is None else int(best[2])

    def _near(self, text: str) -> dict[int, str] | list[str]:
        """Return the texts to compare a text with; all of them where picking some would take longer."""
        most, least = len(text) * 11 / 9 + 1, len(text) * 9 / 11 - 1
        if len(text) < SHORT:
            return self.texts
        pairs = sorted(_pairs(text), key=lambda pair: self.counts[pair])
        # Of the shortest text that can be near: (own + other) · 0.35 − 1 pairs are common, see the class.
        common = int((len(text) + least) * 0.35) - 1
        held = [self.holders.get(pair, ()) for pair in pairs[: len(pairs) - common + 1]]
        if sum(map(len, held)) > len(self.texts):
            return self.texts
        found = {at for each in (*held, self.short) for at in each}
        return {at: self.texts[at] for at in sorted(found) if least <= len(self.texts[at]) <= most}


def _pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring signs, the second one of a kind as another pair than the first."""
    seen: dict[str, int] = {}
    found = []
    for at in range(len(text) - 1):
        pair = text[at : at + 2]
        seen[pair] = count = seen.get(pair, 0) + 1
        found.append(pair if count == 1 else f"{pair}{count}")
    return found

"""Words and their overlapping pairs of signs, by which questions are found: pure.

Chinese has no spaces between words, so every two neighbouring signs are kept: “五社联动” has 五社, 社联 and 联动, and a
search for the two-sign word 联动 finds it. A candidate has all pairs of a word; the text itself then decides.
"""

from collections.abc import Iterable

from elearn.questions.likeness import folded

MOST_WORDS = 8


def search_text(parts: Iterable[str]) -> str:
    """Return texts as a search looks through them: letters and digits only, a line for each text."""
    return "\n".join(filter(None, map(folded, parts)))


def grams(text: str) -> set[str]:
    """Return the pairs of neighbouring signs of every line; the sign itself where a line has only one."""
    found = {line[at : at + 2] for line in text.split("\n") for at in range(len(line) - 1)}
    return found | {line for line in text.split("\n") if len(line) == 1}


def words(typed: str) -> list[str]:
    """Return the words that somebody looks for, folded as the texts are; each must be there."""
    return [word for word in map(folded, typed.split()[:MOST_WORDS]) if word]

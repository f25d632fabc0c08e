"""Which questions are nearly the same: the quick way finds just what comparing all with all finds."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from elearn.questions.likeness import NEAR, nearest, nearest_before


def _plain(text: str, others: list[str]) -> int | None:
    scores = [fuzz.ratio(text, other) for other in others]
    return scores.index(max(scores)) if text and scores and max(scores) >= NEAR else None


def _changed(text: str, chance: random.Random) -> str:
    """The text with a few signs changed, gone, come or moved: about as many as NEAR allows."""
    signs = list(text)
    for _ in range(chance.randint(0, max(1, len(text) // 8))):
        at = chance.randrange(len(signs) + 1)
        match chance.randrange(3):
            case 0:
                signs[at : at + 1] = chance.choice("甲乙丙丁戊")
            case 1:
                signs[at : at + chance.randint(1, 2)] = []
            case 2:
                signs[at:at] = chance.choice("甲乙丙丁戊")
    return "".join(signs)


@pytest.mark.parametrize("signs", ["甲乙", "甲乙丙丁戊己庚辛", "低保由乡镇审核县里批准每年复核一次"])
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_the_index_finds_what_comparing_all_finds(signs: str, chance: random.Random, lengths: list[int]) -> None:
    first = ["".join(chance.choices(signs, k=length)) for length in lengths]
    texts = [_changed(text, chance) for text in first for _ in range(3)] + first
    chance.shuffle(texts)
    assert nearest_before(texts) == [_plain(text, texts[:at]) for at, text in enumerate(texts)]
    assert nearest(texts, first) == [_plain(text, first) for text in texts]

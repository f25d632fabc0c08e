"""Differences between two wordings, word by word, and the pairs of signs by which questions are found."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from elearn.questions.differences import GONE, NEW, differences, pieces
from elearn.questions.grading import Kind
from elearn.questions.grams import grams, search_text, words
from elearn.questions.parsed import ParsedQuestion

OLD = ParsedQuestion("b-001", Kind.SINGLE, "满二年可以申请。（　）", ("甲", "乙"), "A", "解析。", "依据。")


def test_only_the_parts_that_differ_are_told_and_within_them_the_words() -> None:
    new = replace(OLD, stem="满一年就可以申请。（　）", answer="B", review_on=date(2027, 3, 1))
    found = {each.part: each.pieces for each in differences(OLD, new)}
    assert list(found) == ["stem", "answer", "review_on"]
    assert found["stem"][:3] == (("same", "满"), (GONE, "二年"), (NEW, "一年就"))
    assert found["answer"] == ((GONE, "A"), (NEW, "B"))
    assert found["review_on"] == ((NEW, "2027-03-01"),)
    assert differences(OLD, OLD) == []


def test_numbers_and_latin_words_are_whole() -> None:
    assert pieces("共100户以上", "共1000户以上")[1:3] == ((GONE, "100"), (NEW, "1000"))


@given(st.text(alphabet="满一二年可以A1 \n", max_size=30), st.text(alphabet="满一二年可以A1 \n", max_size=30))
def test_both_texts_can_be_read_off_the_pieces(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(text for kind, text in found if kind != NEW) == old
    assert "".join(text for kind, text in found if kind != GONE) == new


def test_pairs_of_signs_overlap_and_do_not_cross_texts() -> None:
    text = search_text(["“五社”联动。", "ＡＢ c", "好"])
    assert text == "五社联动\nabc\n好"
    assert grams(text) == {"五社", "社联", "联动", "ab", "bc", "好"}
    assert words("  志愿　服务 % ") == ["志愿", "服务"]


@given(st.text(alphabet="五社联动a1，。 ", max_size=20), st.text(alphabet="五社联动a1，。 ", max_size=6))
def test_whatever_holds_a_word_has_all_its_pairs(text: str, word: str) -> None:
    folded = search_text([text])
    for each in words(word):
        if len(each) > 1 and each in folded:
            assert grams(each) <= grams(folded)

from dataclasses import replace
from datetime import date

import pytest

from elearn.questions import checks
from elearn.questions.grading import Kind, Use
from elearn.questions.parsed import ParsedQuestion

SOUND = ParsedQuestion(
    "x-001", Kind.SINGLE, "五社不包括（　）", ("社区", "社会组织", "企业"), "C", "解析", "某文件", uses=(Use.EXAM,)
)


def _codes(**changed: object) -> list[str]:
    return [each.code for each in checks.findings(replace(SOUND, **changed))]  # type: ignore[arg-type]


def test_a_sound_question_has_no_findings() -> None:
    assert _codes() == []


@pytest.mark.parametrize("stem", ["答案是（C）的题", "( AB )", "这话（√）", "（错误）", "（ Ｂ ）"])
def test_a_stem_that_shows_its_key_is_found(stem: str) -> None:
    assert _codes(stem=stem) == ["key-in-stem"]


@pytest.mark.parametrize("stem", ["空着的（　）", "（社区A）", "世界卫生组织（WHO组织）说", "民政部（2021年）"])
def test_other_brackets_are_fine(stem: str) -> None:
    assert _codes(stem=stem) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"stem": " \n"}, "no-stem"),
        ({"options": ("社区",), "answer": "A"}, "few-options"),
        ({"options": ("社 区", "社区", "企业")}, "same-options"),
        ({"answer": "AB"}, "answer"),
        ({"answer": ""}, "answer"),
        ({"kind": Kind.MULTIPLE, "answer": "A"}, "answer"),
        ({"kind": Kind.INDEFINITE, "answer": ""}, "answer"),
        ({"kind": Kind.TRUE_FALSE, "options": (), "answer": None}, "answer"),
        ({"kind": Kind.FILL, "stem": "是____", "options": (), "answer": [[]]}, "answer"),
        ({"kind": Kind.FILL, "stem": "是____和____", "options": (), "answer": [["甲"]]}, "blanks"),
        ({"explanation": ""}, "no-explanation"),
        ({"source": " "}, "no-source"),
        ({"uses": ()}, "no-uses"),
        ({"effective_on": date(2026, 1, 1), "review_on": date(2026, 1, 1)}, "review-day"),
    ],
)
def test_each_fault_is_found(changed: dict[str, object], code: str) -> None:
    assert _codes(**changed) == [code]


def test_a_missing_explanation_or_source_keeps_no_question_out() -> None:
    assert checks.fatal(checks.findings(replace(SOUND, explanation="", source=""))) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"explanation": "略"},
        {"explanation": "（略）。"},
        {"options": ("社区", "社会组织", "……")},
        {"kind": Kind.ESSAY, "options": (), "answer": "答案略"},
        {"kind": Kind.FILL, "stem": "是____。", "options": (), "answer": [["..."]]},
        {"kind": Kind.CASE, "options": (), "answer": None, "children": (replace(SOUND, stem="……"),)},
    ],
)
def test_what_was_left_open_is_doubted_but_not_refused(changed: dict[str, object]) -> None:
    assert _codes(**changed) == ["left-open"]
    assert not checks.fatal(checks.findings(replace(SOUND, **changed)))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["省略号表示未完。", "策略", "3.5", "略有不同"])
def test_words_that_only_hold_such_signs_are_fine(text: str) -> None:
    assert _codes(options=("社区", "社会组织", text), explanation=text) == []

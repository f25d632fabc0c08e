"""Habits of files from other systems, each with what must come of it: the question as it was meant, or why not."""

import json
from typing import Any

import pytest

from elearn.questions.formats.reading import Reading
from elearn.questions.formats.sniff import read_file
from elearn.questions.grading import Kind

Found = tuple[Kind, str, tuple[str, ...], object]
Shape = tuple[str, list[Found | str]]
ONE, MANY, SOME, TRUTH = Kind.SINGLE, Kind.MULTIPLE, Kind.INDEFINITE, Kind.TRUE_FALSE
FILL, ESSAY, MATCH, ORDER = Kind.FILL, Kind.ESSAY, Kind.MATCH, Kind.ORDER
AB = ("甲", "乙")
SINGLE: Found = (ONE, "问？", AB, "A")


def _told(reading: Reading) -> list[Found | str]:
    """Return each question, or the reasons why it is refused with its place."""
    told: list[Found | str] = []
    for draft in reading.drafts:
        if draft.rejected:
            place = next(iter(draft.where.as_json().values()), "")
            told.append(f"{'+'.join(doubt.code for doubt in draft.rejected)}@{place}")
        else:
            assert draft.question
            each = draft.question
            told.append((each.kind, each.stem, each.options, each.answer))
    return told


GIFT: dict[str, Shape] = {
    "title and format": ("::一::[plain]问？{=甲 ~乙}", [SINGLE]),
    "nothing between questions": ("::一::问？{=甲 ~乙}\n::二::问？{=甲 ~乙}", [SINGLE, SINGLE]),
    "windows line ends and a mark": ("\ufeff问？{\r\n=甲\r\n~乙\r\n}\r\n", [SINGLE]),
    "comment within": ("问？{\n=甲\n// 备注\n~乙\n}", [SINGLE]),
    "feedback": ("问？{=甲#对 ~乙#错 ####总评}", [SINGLE]),
    "escaped signs": (r"\{a\=b\}？{=\~甲 ~\#乙}", [(ONE, "{a=b}？", ("~甲", "#乙"), "A")]),
    "sentence goes on": ("前{=甲 ~乙}后。", [(ONE, "前（　）后。", AB, "A")]),
    "weights": ("问？{~%50%甲 ~%50%乙 ~%-100%丙}", [(MANY, "问？", ("甲", "乙", "丙"), "AB")]),
    "short words of truth": ("地圆。{t}\n\n地平。{f}", [(TRUTH, "地圆。", (), True), (TRUTH, "地平。", (), False)]),
    "numbers with a tolerance": ("几？{#5:1}", [(FILL, "几？____", (), [["4~6"]])]),
    "negative numbers": ("几？{#-3..-1}", [(FILL, "几？____", (), [["-3~-1"]])]),
    "pairs": ("连。{=甲 -> 一 =乙 -> 二}", [(MATCH, "连。", (), [["甲", "一"], ["乙", "二"]])]),
    "essay": ("谈。{ }", [(ESSAY, "谈。", (), "")]),
    "no key": ("问？{~甲 ~乙}\n\n问？{=甲 ~乙}", ["no-answer@1", SINGLE]),
    "text without a question": ("::说明::只是说明。\n\n问？{=甲 ~乙}", ["no-answer-part@1", SINGLE]),
    "brace never closed": ("问？{=甲 ~乙\n\n::二::问？{=甲 ~乙}", ["braces@1", SINGLE]),
    "wildcard": ("问？{=太*}", ["wildcard@1"]),
    "no number": ("问？{#很多}", ["number@1"]),
    "picture elsewhere": ('[html]<img src="a.png">？{T}', ["picture-missing@1"]),
}

AIKEN: dict[str, Shape] = {
    "usual": ("问？\nA. 甲\nB. 乙\nANSWER: A\n", [SINGLE]),
    "brackets": ("问？\nA) 甲\nB) 乙\nANSWER: A\n", [SINGLE]),
    "both brackets": ("问？\n(A) 甲\n(B) 乙\nANSWER: A\n", [SINGLE]),
    "colons": ("问？\nA: 甲\nB: 乙\nANSWER: A\n", [SINGLE]),
    "empty lines between": (
        "问？\n\nA. 甲\n\nB. 乙\n\nANSWER: A\n\n问？\n\nA. 甲\n\nB. 乙\n\nANSWER: A",
        [SINGLE, SINGLE],
    ),
    "none between": ("问？\nA. 甲\nB. 乙\nANSWER: A\n问？\nA. 甲\nB. 乙\nANSWER: A", [SINGLE, SINGLE]),
    "several": ("问？\nA. 甲\nB. 乙\nC. 丙\nANSWER: A, C\n", [(MANY, "问？", ("甲", "乙", "丙"), "AC")]),
    "feedback": ("问？\nA. 甲\nB. 乙\nANSWER: A\nFEEDBACK: 因为\n\n问？\nA. 甲\nB. 乙\nANSWER: A", [SINGLE, SINGLE]),
    "key beyond": ("问？\nA. 甲\nB. 乙\nANSWER: C\n", ["answer@1"]),
    "letter left out": ("问？\nA. 甲\nC. 乙\nANSWER: A\n", ["missing-option@1"]),
    "no key": ("问？\nA. 甲\nB. 乙\n\n问？\nA. 甲\nB. 乙\nANSWER: A\n", ["no-answer@1", SINGLE]),
    "words as key": ("问？\nA. 甲\nB. 乙\nANSWER: A\n\n问？\nA. 甲\nB. 乙\nANSWER: A and B\n", [SINGLE, "answer@6"]),
    "letter twice": ("问？\nA. 甲\nB. 乙\nANSWER: A, A\n", ["double-letter@1"]),
}


def _quiz(kind: str, inner: str, stem: str = "问？") -> str:
    text = f"<questiontext format='html'><text><![CDATA[{stem}]]></text></questiontext>"
    return f"<quiz><question type='{kind}'><name><text>名</text></name>{text}{inner}</question></quiz>"


def _answers(*given: tuple[str, str]) -> str:
    return "".join(f"<answer fraction='{share}'><text>{text}</text></answer>" for text, share in given)


FIRST = _answers(("甲", "100"), ("乙", "0"))
MOODLE: dict[str, Shape] = {
    "one right": (_quiz("multichoice", "<single>true</single>" + FIRST), [SINGLE]),
    "one by number": (_quiz("multichoice", "<single>1</single>" + FIRST), [SINGLE]),
    "boxes with one right": (_quiz("multichoice", "<single>false</single>" + FIRST), [(SOME, "问？", AB, "A")]),
    "thirds": (
        _quiz(
            "multichoice",
            "<single>false</single>" + _answers(("甲", "33.33333"), ("乙", "33.33333"), ("丙", "33.33333")),
        ),
        [(MANY, "问？", ("甲", "乙", "丙"), "ABC")],
    ),
    "all or nothing": (_quiz("multichoiceset", FIRST), [(SOME, "问？", AB, "A")]),
    "none earns all": (
        _quiz("multichoice", "<single>true</single>" + _answers(("甲", "50"), ("乙", "50"))),
        ["no-answer@名"],
    ),
    "share is no number": (_quiz("multichoice", _answers(("甲", "全部"), ("乙", "0"))), ["share@名"]),
    "truth": (_quiz("truefalse", _answers(("true", "0"), ("false", "100"))), [(TRUTH, "问？", (), False)]),
    "truth without a key": (_quiz("truefalse", _answers(("true", "0"), ("false", "0"))), ["no-answer@名"]),
    "short answers": (
        _quiz("shortanswer", _answers(("甲", "100"), ("乙", "100"))),
        [(FILL, "问？____", (), [["甲", "乙"]])],
    ),
    "order": (
        _quiz("ordering", _answers(("甲", "2"), ("乙", "1"), ("丙", "3"))),
        [(ORDER, "问？", (), ["乙", "甲", "丙"])],
    ),
    "blanks": (_quiz("multianswer", "", "在{1:SA:=甲}和{1:SAC:=乙}"), [(FILL, "在____和____", (), [["甲"], ["乙"]])]),
    "broken blank": (_quiz("cloze", "", "在{1:SA:=甲"), ["blank@名"]),
    "file to send": (_quiz("essay", "<responseformat>noinline</responseformat>"), ["asks-for-file@名"]),
    "computer algebra": (_quiz("stack", ""), ["unknown-kind@名"]),
    "calculated": (_quiz("calculatedsimple", FIRST), ["unknown-kind@名"]),
    "gap select": (_quiz("gapselect", "", "在[[1]]"), ["unknown-kind@名"]),
    "description": (_quiz("description", ""), ["description@名"]),
    "entities of pages": (_quiz("essay", "", "甲&nbsp;&lt;乙&gt;&hellip;"), [(ESSAY, "甲 <乙>…", (), "")]),
    "broken section of a page": (_quiz("essay", "", "甲<![C[乙]"), [(ESSAY, "甲<![C[乙]", (), "")]),
    "picture not in the file": (_quiz("essay", "", '<img src="@@PLUGINFILE@@/a.png">问？'), ["picture-missing@名"]),
    "formula": (_quiz("essay", "", "<math><mi>x</mi></math>"), ["formula@名"]),
}


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


Q = {"question": "问？", "options": ["甲", "乙"]}
Q3 = {"question": "问？", "options": ["甲", "乙", "丙"]}
LAST: Found = (ONE, "问？", ("甲", "乙", "丙"), "C")
OLD: dict[str, Shape] = {
    "letters": (_json([Q | {"answer": "a"}]), [SINGLE]),
    "text": (_json([Q | {"answer": "甲"}]), [SINGLE]),
    "nested": (_json({"code": 0, "data": {"list": [Q | {"answer": "A"}]}}), [SINGLE]),
    "keys of letters": (_json([{"title": "问？", "A": "甲", "B": "乙", "answer": "A"}]), [SINGLE]),
    "objects": (
        _json([{"stem": "问？", "options": [{"key": "A", "value": "甲"}, {"key": "B", "value": "乙"}], "answer": "A"}]),
        [SINGLE],
    ),
    "parted by strokes": (_json([{"topic": "问？", "options": "甲|乙", "answer": "A"}]), [SINGLE]),
    "counted from nothing": (
        _json([Q3 | {"answer": 0}, Q3 | {"answer": 2}]),
        [(ONE, "问？", ("甲", "乙", "丙"), "A"), LAST],
    ),
    "counted from one": (
        _json([Q3 | {"answer": 1}, Q3 | {"answer": 3}]),
        [(ONE, "问？", ("甲", "乙", "丙"), "A"), LAST],
    ),
    "counted from who knows": (
        _json([Q3 | {"answer": 1}, Q3 | {"answer": 2}]),
        ["number-answer@[1]", "number-answer@[2]"],
    ),
    "bool": (_json([{"题目": "地圆。", "类型": "判断题", "答案": True}]), [(TRUTH, "地圆。", (), True)]),
    "an entry that is none": (_json([Q | {"answer": "A"}, 7]), [SINGLE, "no-object@[2]"]),
    "key doubled": ('[{"question":"问？","options":["甲","乙"],"answer":"A","answer":"B"}]', ["two-keys@[1]"]),
    "no key": (_json([Q]), ["no-answer@[1]"]),
    "far too long": (_json([{"question": "长" * 200_001, "answer": "A", "options": ["甲", "乙"]}]), ["too-long@[1]"]),
}
V3 = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'


def _item(most: str, right: str, more: str = "") -> str:
    options = "".join(f'<simpleChoice identifier="{n}">{text}</simpleChoice>' for n, text in zip("xy", AB, strict=True))
    asked = f'<choiceInteraction responseIdentifier="R" maxChoices="{most}"><prompt>问？</prompt>{options}'
    cardinality = "single" if most == "1" else "multiple"
    return (
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="名" {more}>'
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="identifier">{right}'
        f"</responseDeclaration><itemBody>{asked}</choiceInteraction></itemBody></assessmentItem>"
    )


def _right(*names: str) -> str:
    return f"<correctResponse>{''.join(f'<value>{name}</value>' for name in names)}</correctResponse>"


QTI: dict[str, Shape] = {
    "one": (_item("1", _right("x")), [SINGLE]),
    "boxes": (_item("0", _right("x", "y")), [(MANY, "问？", AB, "AB")]),
    "no key": (_item("1", ""), ["no-answer@名"]),
    "key of nothing": (_item("1", _right("z")), ["answer@名"]),
    "changes as it goes": (_item("1", _right("x"), 'adaptive="true"'), ["adaptive@名"]),
    "hotspot": (
        f'<qti-assessment-item {V3} identifier="i" title="名"><qti-item-body><qti-hotspot-interaction '
        'response-identifier="R"/></qti-item-body></qti-assessment-item>',
        ["unknown-kind@名"],
    ),
}
ALL = [
    *(("a.gift", name, shape) for name, shape in GIFT.items()),
    *(("a.txt", name, shape) for name, shape in AIKEN.items()),
    *(("a.xml", name, shape) for name, shape in MOODLE.items()),
    *(("a.json", name, shape) for name, shape in OLD.items()),
    *(("a.xml", name, shape) for name, shape in QTI.items()),
]


@pytest.mark.parametrize(
    ("file", "shape"), [(file, shape) for file, _, shape in ALL], ids=[f"{f} {n}" for f, n, _ in ALL]
)
def test_each_shape_is_told_as_it_was_meant_or_refused_by_place(file: str, shape: Shape) -> None:
    assert _told(read_file(file, shape[0].encode())) == shape[1]


def test_letters_of_western_europe_are_not_taken_for_chinese() -> None:
    text = "Grüße für Ärzte: wie heißt die Straße?\nA. Schön\nB. Häßlich\nANSWER: B\n"
    for encoding in ("cp1252", "utf-8", "utf-16"):
        [draft] = read_file("a.txt", text.encode(encoding)).drafts
        assert draft.question
        assert (draft.question.stem, draft.question.options) == (text.split("\n")[0], ("Schön", "Häßlich"))


def test_a_heading_above_a_question_of_aiken_is_asked_about() -> None:
    [draft] = read_file("a.txt", "第一章\n\n问？\nA. 甲\nB. 乙\nANSWER: A\n".encode()).drafts
    assert [(doubt.code, doubt.params) for doubt in draft.warnings if doubt.code == "heading"] == [
        ("heading", {"text": "第一章"})
    ]


def test_formulas_in_tex_are_named() -> None:
    [draft] = read_file("a.gift", r"[plain]$x^2$ 是几？{=四 ~五}".encode()).drafts
    assert "tex" in [doubt.code for doubt in draft.warnings]
    [draft] = read_file("a.gift", "花了 $5，找回 $3。{T}".encode()).drafts
    assert "tex" not in [doubt.code for doubt in draft.warnings]

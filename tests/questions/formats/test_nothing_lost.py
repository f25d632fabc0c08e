"""Two promises about tables: every cell of a question's row is used or told, and no bytes raise anything unforeseen."""

import contextlib
import io
import json
import zipfile
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from elearn.questions.formats.reading import Draft, Reading, Unreadable, questions_json
from elearn.questions.formats.sniff import read_file
from tests.questions.formats.files import xlsx, zipped
from tests.questions.formats.tables import OLD_XLS, read

HEADS = {
    "number": ["序号", "题号"],
    "kind": ["题型", "题型（必填）"],
    "stem": ["题干", "题目"],
    "options": ["选项", "备选答案"],
    "answer": ["答案", "正确答案"],
    "explanation": ["解析", "答案解析"],
    "source": ["依据", "出处"],
    "topic": ["知识点", "章节"],
    "difficulty": ["难度"],
    "marks": ["分值"],
    "material": ["材料"],
    "picture": ["图片"],
    "unknown": ["出题人", "备注", "审核意见"],
}
KEYS = {
    "单选": ["A", "B", "第二项"],
    "多选": ["AB", "A,B", "第一项;第二项"],
    "判断": ["对", "错", "A", "√"],
    "填空": ["三个", "三个;3"],
    "简答": ["要点一", ""],
    "": ["A", "对", "B"],
    "奇怪": ["A"],
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[str], list[list[str]]]:
    """Roles, header and rows: every free text in it is like no other."""
    option_count = draw(st.integers(0, 5))
    roles = ["stem", "answer", *["option"] * option_count]
    roles += draw(st.lists(st.sampled_from(sorted(set(HEADS) - {"stem", "answer"})), max_size=6, unique=True))
    roles = draw(st.permutations(roles))
    letters = iter("ABCDE")
    header = [f"选项{next(letters)}" if role == "option" else draw(st.sampled_from(HEADS[role])) for role in roles]
    rows = [draw(_row(roles, number)) for number in range(draw(st.integers(1, 3)))]
    return roles, header, rows


@st.composite
def _row(draw: st.DrawFn, roles: list[str], number: int) -> list[str]:
    kind = draw(st.sampled_from(sorted(KEYS))) if "kind" in roles else ""
    cells, at = [], 0
    for column, role in enumerate(roles):
        own = f"文{number}第{column}段"
        if role == "kind":
            cells.append(kind)
        elif role == "answer":
            cells.append(draw(st.sampled_from(KEYS[kind])))
        elif role == "option":
            at += 1
            plain = ["正确", "错误"][(at - 1) % 2] if kind == "判断" else f"{own}第{'一二三四五'[at - 1]}项"
            cells.append(draw(st.sampled_from([plain, plain, plain, ""])))
        elif role == "number":
            cells.append(str(number + 1))
        elif role == "difficulty":
            cells.append(draw(st.sampled_from(["易", "难", "0.7", ""])))
        elif role == "marks":
            cells.append(draw(st.sampled_from(["2", ""])))
        elif role == "options":
            cells.append(draw(st.sampled_from([f"A.{own}甲 B.{own}乙", f"{own}甲;{own}乙", ""])))
        elif role == "stem":
            cells.append(
                f"{own}（ ）" if kind not in ("填空", "简答", "判断") else f"{own}____。" if kind == "填空" else own
            )
        else:
            cells.append(draw(st.sampled_from([own, own, ""])))
    return cells


def _told(draft: Draft, reading: Reading) -> str:
    """Everything that an accepted question and what is told about its table hold."""
    doubts = [str(doubt.params) for doubt in draft.warnings]
    ignored = [text for _, text in reading.ignored]
    return json.dumps([questions_json([draft]), draft.number, doubts, ignored], ensure_ascii=False)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(tables())
def test_every_cell_of_a_question_is_used_or_told(table: tuple[list[str], list[str], list[list[str]]]) -> None:
    roles, header, rows = table
    try:
        reading = read([header, *rows])
    except Unreadable:
        return
    drafts = {draft.where.row: draft for draft in reading.drafts}
    ignored = {place.row for place, _ in reading.ignored}
    for number, row in enumerate(rows, 2):
        draft = drafts.get(number)
        if draft is None:
            assert number in ignored or not any(row)
            continue
        if not draft.is_sound:
            continue
        told = _told(draft, reading)
        for role, name, text in zip(roles, header, row, strict=True):
            if role in ("kind", "answer", "difficulty") or text in ("", "正确", "错误"):
                # What these say is in the kind, the key and the difficulty.
                continue
            parts = [text.rstrip("（ ）_。")] if role != "options" else text.replace("A.", "").replace("B.", "").split()
            for part in parts:
                assert part.split(";")[0] in told or (role in ("unknown", "marks") and name in told), (name, part, told)


def _sheet_xml() -> bytes:
    return zipfile.ZipFile(io.BytesIO(_BOOK)).read("xl/worksheets/sheet1.xml")


_ROWS: list[list[Any]] = [
    ["序号", "题型", "题干", "选项A", "选项B", "答案"],
    [1, "单选", "甲？", "一", 2.5, "A"],
    [2, "判断", "乙。", None, None, True],
    ["=1+1", "填空", "____", None, None, "三"],
]
_BOOK = xlsx(_ROWS, merged="A2:A3")
_TEXT = "\n".join(",".join(str(cell or "") for cell in row) for row in _ROWS).encode()
_PAGE = b"<html><table>" + b"".join(
    b"<tr>" + b"".join(b"<td rowspan=1>" + str(cell).encode() + b"</td>" for cell in row) + b"</tr>" for row in _ROWS
)
_BLACKBOARD = "MC\t甲？\t一\tcorrect\t二\tincorrect\nFIB_PLUS\t[a]\ta\tb\nNUM\tx\t1\t0.1\n".encode()
_CARDS = "#separator:tab\n#html:true\n#tags column:3\n甲\t对\tx\n".encode()
CARRIERS = {"a.csv": _TEXT, "a.html.xls": _PAGE, "a.xls": OLD_XLS, "a.xlsx": _BOOK}
CARRIERS |= {"bb.txt": _BLACKBOARD, "cards.txt": _CARDS}


@st.composite
def changed(draw: st.DrawFn, body: bytes) -> bytes:
    """The bytes with a few of them turned, taken out, doubled, or cut off."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(body) - 1)))
        end = at + draw(st.integers(0, 40))
        match draw(st.sampled_from(["turn", "turn", "out", "double", "cut", "swap"])):
            case "turn":
                body = body[:at] + draw(st.binary(min_size=1, max_size=4)) + body[at + 1 :]
            case "out":
                body = body[:at] + body[end:]
            case "double":
                body = body[:end] + body[at:]
            case "cut":
                body = body[: at + 1]
            case "swap":
                body = body[:at] + body[at:end][::-1] + body[end:]
    return body


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data(), st.sampled_from(sorted(CARRIERS)))
def test_no_changed_bytes_raise_anything_but_a_refusal(data: st.DataObject, name: str) -> None:
    with contextlib.suppress(Unreadable):
        read_file(name, data.draw(changed(CARRIERS[name])))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(changed(_sheet_xml()))
@example(b'<worksheet><sheetData><row r="0"><c r="A0" s="99999" t="e"/></row></sheetData></worksheet>')
@example(b'<worksheet><sheetData><row r="9999999"><c r="ZZZ9999999"/></row></sheetData></worksheet>')
def test_no_changed_table_in_a_sound_package_does(body: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(_BOOK)) as package:
        members: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    with contextlib.suppress(Unreadable):
        read_file("a.xlsx", zipped(members | {"xl/worksheets/sheet1.xml": body}))

"""Answers that stand apart from their questions: below “参考答案”, after each section, or before all of it. Pure.

A heading in the answers belongs to the section of the same kind, or of the same place; numbers that begin anew go on
with the next section. What can't be given to exactly one question without an answer is given to none.
"""

import re
from collections.abc import Sequence

from elearn.errors import marked
from elearn.questions.formats import case_marks, marks, typed_marked
from elearn.questions.formats.raw import KIND_PATTERN, Raw, kind_of
from elearn.questions.formats.typed_lines import Line, key_and_why
from elearn.questions.formats.typed_state import State
from elearn.questions.grading import Kind

UNCLEAR = marked(
    "There are several questions %(number)s, but not so many answers. "
    "Put the heading of the questions above their answers."
)
_HEADED = re.compile(
    rf"(?P<ordinal>{marks.ORDINAL})?(?P<kind>(?:{KIND_PATTERN})题?)?(?:答案)?\s*"
    r"(?:[（(][^（）()]*[）)])?\s*[:：]?\s*(?P<rest>.*)",
    re.S,
)
_ENTRY = re.compile(r"(?:第\s*)?(?P<number>\d{1,4})\s*(?:题\s*)?[.、．:：)）]\s*(?P<text>\S.*)", re.S)
_TABLE = re.compile(r"(?:参考|标准|正确)?答案(?:表)?\s*[:：]\s*(?P<text>.*)")
_CHINESE = "一二三四五六七八九十"


def take(state: State, line: Line, following: Sequence[str]) -> bool:
    """Take a line of answers; say whether it was one."""
    text = line.text
    if not state.in_answers:
        if _of_the_last(state, line):
            return True
        if _begins(state, text, following):
            return True
        case = case_marks.CASE_ANSWERS.fullmatch(text)
        if case and case["word"] and _case(state, case["label"]) is not None:
            _open(state)
            return _entry(state, line, following)
        keys = _keys(text)
        inline = _TABLE.fullmatch(text)
        if not keys or (len(keys) < 2 and not inline) or (inline and not state.raws and not _keys(inline["text"])):
            return False
        if not state.raws:
            state.front |= keys
            state.ignored.append((line.where, text))
            return True
        if not any(True for number in keys for _ in state.open(number, None)):
            return False
        _open(state)
    return _entry(state, line, following)


def _of_the_last(state: State, line: Line) -> bool:
    """“1.【答案】B” below question 1 is its answer, not a question of its own."""
    found = _ENTRY.fullmatch(line.text)
    field = marks.field_of(found["text"]) if found else None
    if not found or not field or field[0] != "answer" or state.raw is None or state.raw.number != found["number"]:
        return False
    state.raw.lines.append(line.text)
    state.raw.add(*field)
    state.last = "answer"
    return True


def _keys(text: str) -> dict[int, str]:
    inline = _TABLE.fullmatch(text)
    return marks.table_keys(inline["text"] if inline else text)


def _begins(state: State, text: str, following: Sequence[str]) -> bool:
    """“参考答案” alone begins the answers, unless each question so far had its own and this one wants it."""
    if not marks.ANSWERS_HEAD.fullmatch(text) or not state.raws:
        return False
    raw = state.raws[-1]
    after = following[0] if following else ""
    own_answers = any(each.fields.get("answer") for each in state.raws[:-1])
    case = case_marks.CASE_ANSWERS.fullmatch(after)
    is_case = bool(case and not case["rest"] and _case(state, case["label"]) is not None)
    is_list = bool(marks.table_keys(after) or _ENTRY.fullmatch(after) or _section(state, after) is not None or is_case)
    wants = not raw.fields.get("answer") and (own_answers or raw.kind is Kind.ESSAY or text.endswith((":", "：")))
    if wants and (own_answers or not is_list) and not (raw.kind is not Kind.ESSAY and marks.table_keys(after)):
        return False
    _open(state)
    return True


def _open(state: State) -> None:
    state.end_options(is_followed=False)
    state.in_answers, state.answers_section, state.answers_last, state.answered = True, None, 0, None
    state.answers_material = None
    state.last = ""


def _entry(state: State, line: Line, following: Sequence[str]) -> bool:
    text = line.text
    case = case_marks.CASE_ANSWERS.fullmatch(text)
    if case and (case["word"] or not case["rest"] or marks.table_keys(case["rest"]) or _ENTRY.fullmatch(case["rest"])):
        material = _case(state, case["label"])
        if material is None:
            state.in_answers = False
            return False
        state.answers_material, state.answers_last, state.answered = material, 0, None
        state.last, text = "", case["rest"]
        if not text:
            return True
    section = _section(state, text)
    if section is not None:
        state.answers_section, state.answers_last, state.answered = section, 0, None
        state.answers_material = None
        found = _HEADED.fullmatch(text)
        head = text[: found.start("rest")] if found else text
        text = found["rest"] if found else ""
        if re.search(r"[（(].*[）)]", head):
            state.ignored.append((line.where, head.strip()))
        if not text or not (marks.table_keys(text) or _ENTRY.fullmatch(text)):
            return True
    elif marks.section_of(text):
        state.in_answers = False
        return False
    if keys := _keys(text):
        lost = [number for number, key in keys.items() if not _give(state, number, key)]
        if lost:
            state.ignored.append((line.where, ", ".join(f"{number}: {keys[number]}" for number in lost)))
        return True
    return _numbered(state, line, text, following) or _more(state, line, text)


def _section(state: State, text: str) -> int | None:
    """Return the section that a heading within the answers means: by its kind, else by its place; None for none."""
    found = _HEADED.fullmatch(text)
    if not found or not (found["ordinal"] or found["kind"]):
        return None
    if not (found["kind"] or not found["rest"] or marks.table_keys(found["rest"])):
        return None
    opened = [at for at in range(len(state.sections)) if any(_is_open(raw, at) for raw in state.raws)]
    if found["kind"]:
        kind = kind_of(found["kind"])
        return next((at for at in opened if state.sections[at] is kind), None)
    place = _CHINESE.find(re.sub(rf"[^{_CHINESE}]", "", found["ordinal"])[:1])
    return place if place in opened else None


def _is_open(raw: Raw, section: int) -> bool:
    return raw.section == section and not raw.fields.get("answer")


def _target(state: State, number: int) -> Raw | None:
    """Return the question that an answer's number means; a number that begins anew means the next section."""
    found = list(state.open(number, state.answers_section, state.answers_material))
    if number > state.answers_last and state.answered is not None:
        found = [raw for raw in found if raw.group == state.answered.group] or found
    elif state.answered is not None:
        found = [raw for raw in found if raw.group > state.answered.group] or found
    return found[0] if found else None


def _case(state: State, label: str) -> int | None:
    """Return which material a heading within the answers means, while its questions still want answers."""
    found = [at for at, own in enumerate(state.labels) if own and _count(own) == _count(label)]
    opened = [at for at in found if any(raw.material == at and not raw.fields.get("answer") for raw in state.raws)]
    return opened[0] if opened else None


def _count(label: str) -> int:
    return int(label) if label.isdecimal() else marks.chinese_value(label)


def _give(state: State, number: int, key: str) -> bool:
    raw = _target(state, number)
    if raw is None:
        return False
    raw.add("answer", key)
    raw.key_from_table, raw.key_by_order = True, _by_order(state)
    state.answered, state.answers_last = raw, number
    return True


def _numbered(state: State, line: Line, text: str, following: Sequence[str]) -> bool:
    """“1.【答案】A 解析：…”, or the answer of a blank or an essay, which may go on below."""
    found = _ENTRY.fullmatch(text)
    raw = _target(state, int(found["number"])) if found else None
    if not found or raw is None:
        return False
    if raw.options and marks.looks_like_question(found["text"], following[0] if following else ""):
        state.in_answers = False
        return False
    if _is_list_of_essay(state, int(found["number"])):
        return False
    field = marks.field_of(found["text"])
    state.answered, state.answers_last = raw, int(found["number"])
    state.last = field[0] if field else "answer"
    given = field[1] if field else found["text"].strip()
    key, why = key_and_why(given) if state.last == "answer" and raw.kind not in (Kind.ESSAY, Kind.FILL) else ("", "")
    raw.add(state.last, key or given)
    if why:
        raw.add("explanation", why)
    raw.lines.append(line.text)
    raw.key_from_table, raw.key_by_order = True, _by_order(state)
    return True


def _by_order(state: State) -> bool:
    return state.answers_section is None and state.answers_material is None


def _is_list_of_essay(state: State, number: int) -> bool:
    """Say whether a number goes on with the list in an essay's answer rather than with the answers."""
    raw = state.answered
    return bool(raw and raw.kind is Kind.ESSAY and state.nested and number == state.nested + 1)


def _more(state: State, line: Line, text: str) -> bool:
    """A line below an answer: its explanation, or more of it."""
    raw = state.answered
    if raw is None:
        state.ignored.append((line.where, text))
        return True
    raw.lines.append(text)
    if field := marks.field_of(text):
        state.last = field[0]
        raw.add(*field)
    elif state.last in raw.fields and (state.last != "answer" or _is_in_words(raw)):
        raw.fields[state.last] += f"\n{text}"
    else:
        state.ignored.append((line.where, text))
    return True


def _is_in_words(raw: Raw) -> bool:
    """Say whether a question's answer may be several lines of text."""
    return raw.kind is Kind.ESSAY or (raw.kind is None and not raw.options and len(raw.fields["answer"]) > 1)


def settle(state: State) -> None:
    """At the end: give the keys that stood in front, and refuse those that may belong to another question."""
    for number, key in state.front.items():
        if len(found := list(state.open(number, None))) == 1:
            found[0].add("answer", key)
            found[0].key_from_table = True
    keyless: dict[str, list[Raw]] = {}
    for raw in state.raws:
        if not typed_marked.key_of(raw) and raw.kind is not Kind.ESSAY:
            keyless.setdefault(raw.number, []).append(raw)
    for raw in state.raws:
        rivals = keyless.get(raw.number, []) if raw.key_by_order else []
        if any(other.group != raw.group and bool(other.options) == bool(raw.options) for other in rivals):
            raw.refuse("unclear-answer", UNCLEAR, number=raw.number)

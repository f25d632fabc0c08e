"""Materials that several questions share become cases; all other questions stand alone. Pure."""

import re
from dataclasses import replace

from elearn.errors import marked
from elearn.questions.bank_text_out import write_question
from elearn.questions.formats import case_marks, keys, marks
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.reading import Draft, drafted
from elearn.questions.formats.typed_lines import Line
from elearn.questions.formats.typed_state import State
from elearn.questions.formats.understand import understand
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, clean

PART_REFUSED = marked("Question %(number)s of this case: %(message)s")
AS_ESSAY = marked("It has no options and asks for words, so it was taken as a short answer.")
AS_TERM = marked("What stands behind the term was taken as the model answer.")
BELOW = marked("“%(text)s” stands below the question and may be its answer. Write “答案：” in front of the answer.")
_TERM = re.compile(r"(?P<term>[^\n:：]{1,30}?)[。]?(?:\s*[:：]\s*|\n)(?P<means>.{4,})", re.S)
_COUNTED = re.compile(
    rf"(?:[（(](?=[{marks.CHINESE}]{{1,3}}[)）])|(?=\d{{1,2}}[.．、](?!\d)))(?P<count>[{marks.CHINESE}]{{1,3}}|\d{{1,2}})"
    r"\s*[)）.．、]\s*(?P<text>\S.{7,})",
    re.S,
)
_WHO = re.compile(
    r"(?:请)?(?:输入|填写)?(?:您|你)?的?(?:真实)?(?:姓名|单位|工作单位|所在(?:单位|乡镇|街道|社区|村|部门)|手机号?码?|联系(?:电话|方式)|电话"
    r"|身份证号?码?|部门|乡镇|街道|村|社区|职务|工号|学号|班级)(?:是|为)?"
)
_ASKS_FOR_WORDS = re.compile(
    r"[?？]$|^(?:简述|试述|论述|阐述|概述|简答|谈谈|谈一谈|说明|什么是|为什么|如何|怎样|列举|请|试(?:分析|说明|论|谈)|结合|运用|分析|评估|制定|指出)"
)
_LAST_NUMBER = re.compile(r"\d+\s*[-—~～至到、]\s*(?P<last>\d+)\s*题")


def take_material(state: State, line: Line) -> bool:
    """Take a line that begins a material for the questions below it."""
    found = case_marks.MATERIAL.fullmatch(line.text)
    numbered = marks.number_of(line.text)
    if not found and _begins_next_case(state, line.text):
        state.begin_material(line.where, line.text, "", 0)
        return True
    if not found or (numbered and numbered.style == state.style):
        return False
    last = _LAST_NUMBER.search(line.text)
    text = found["text"].strip(" 。:：】]）)") and found["text"].lstrip(" 。:：】]）)")
    state.begin_material(line.where, text, found["label"] or "", int(last["last"]) if last else 0)
    return True


def _begins_next_case(state: State, text: str) -> bool:
    """“（二）张奶奶独居……” or “2.张奶奶……” under a heading of cases, as “（一）…” or “1.…” was before it."""
    found = _COUNTED.fullmatch(text)
    number = marks.number_of(text)
    if state.kind is not Kind.CASE or not found or (number and number.style == state.style):
        return False
    before = _COUNTED.fullmatch(state.materials[-1][1][0]) if state.materials and state.materials[-1][1] else None
    if state.material_ends < 0 or not before or before["count"].isdecimal() is not found["count"].isdecimal():
        return _count(found) == 1
    is_asked_of = any(raw.material == len(state.materials) - 1 for raw in state.raws)
    return is_asked_of and _count(found) == _count(before) + 1


def _count(found: re.Match[str]) -> int:
    return int(found["count"]) if found["count"].isdecimal() else marks.chinese_value(found["count"])


def goes_on(state: State, line: Line) -> bool:
    """Take a line as more of a material; a paragraph under a heading of cases is one too."""
    if state.last == "material":
        state.materials[-1][1].append(line.text)
        return True
    if state.kind is Kind.CASE and state.last == "" and not state.survey:
        state.begin_material(line.where, line.text, "", 0)
        return True
    return False


def drafts(state: State) -> list[Draft]:
    """Return the drafts in order: a case for each material with questions, all others by themselves."""
    found: list[Draft] = []
    done: set[int] = set()
    for raw in state.raws:
        _settle_essay(raw)
    for raw in state.raws:
        if raw.kind is Kind.CASE and not raw.kind_is_certain:
            raw.kind = None if raw.options else Kind.ESSAY
        if _is_of_survey(raw):
            state.ignored.append((raw.where, "\n".join(raw.lines)))
        elif raw.material < 0 or not state.materials[raw.material][1]:
            found.append(understand(raw))
        elif raw.material not in done:
            done.add(raw.material)
            found.append(_case(state, raw.material))
    used = {raw.material for raw in state.raws}
    for at, (where, texts) in enumerate(state.materials):
        if at not in used and texts:
            state.ignored.append((where, "\n".join(texts)))
    return found


def _settle_essay(raw: Raw) -> None:
    """A question without options or blanks that asks for words and is answered in words is an essay."""
    stem = "\n".join(raw.stem).strip()
    answer = clean(raw.fields.get("answer", ""))
    if raw.kind is Kind.ESSAY and not raw.options and not answer:
        _settle_answer_below(raw, stem)
    if raw.kind or raw.options or len(answer) < 2 or keys.BLANK.search(stem) or not _ASKS_FOR_WORDS.search(stem):
        return
    if re.search(r"[\u4e00-\u9fff]{2}|\d+[\u4e00-\u9fff]", answer) and keys.plain_truth(answer) is None:
        raw.kind = Kind.ESSAY
        raw.remark("as-essay", AS_ESSAY)


def _settle_answer_below(raw: Raw, stem: str) -> None:
    """A term and its meaning are question and answer; lines below any other question may be its answer."""
    term = _TERM.fullmatch(stem) if raw.is_term else None
    first, *more = stem.split("\n")
    if term:
        raw.stem, raw.fields["answer"] = [term["term"]], term["means"]
        raw.remark("as-essay", AS_TERM)
    elif more and _ASKS_FOR_WORDS.search(first) and not re.search(r"[?？]$", more[-1]) and not raw.fields.get("points"):
        raw.refuse("answer-below", BELOW, text=more[0][:30])


def _is_of_survey(raw: Raw) -> bool:
    """Say whether a blank asks who fills in: no question of a bank."""
    stem = re.sub(r"[\[【（(].*?[\]】）)]|[\s*＊_:：]", "", "\n".join(raw.stem))
    return raw.kind is Kind.FILL and not raw.fields.get("answer") and bool(_WHO.fullmatch(stem))


def _case(state: State, material: int) -> Draft:
    where, texts = state.materials[material]
    parts = []
    _share_out([raw for raw in state.raws if raw.material == material])
    texts = [text for text in texts if not re.fullmatch(r"问题\s*[:：]?", text)] or texts
    if counted := _COUNTED.fullmatch(texts[0]):
        texts = [re.sub(r"^[【\[]案例[】\]]\s*[:：]?\s*", "", counted["text"]), *texts[1:]]
    for raw in state.raws:
        if raw.material == material:
            if raw.kind is Kind.CASE:
                raw.kind = None if raw.options else Kind.ESSAY
            parts.append((raw, understand(raw)))
    children = tuple(draft.question for _, draft in parts if draft.question)
    number = parts[0][0].number
    case = ParsedQuestion(
        "", Kind.CASE, clean("\n".join(texts)), (), None, children=tuple(replace(child, ref="") for child in children)
    )
    numbered = replace(case, ref=f"case-{number}", children=tuple(
        replace(child, ref=f"case-{number}.{at}") for at, child in enumerate(children, 1)
    ))  # fmt: skip
    refused = [(raw, doubt) for raw, draft in parts for doubt in draft.rejected]
    text = "\n\n".join(write_question(part) for part in numbered.parts())
    if any(draft.question is None for _, draft in parts):
        text = _as_typed(texts, [raw for raw, _ in parts])
        draft = Draft(number, where, None, text=text)
    else:
        draft = drafted(number, where, numbered, text)
        draft.rejected = [doubt for doubt in draft.rejected if doubt.code not in {each.code for _, each in refused}]
    for _, doubt in refused:
        draft.rejected.append(doubt)
    return draft


def _share_out(raws: list[Raw]) -> None:
    """Answers that stand together below the last question, “1.… 2.…”, are given to each by its number."""
    if len(raws) < 2 or any(raw.options or raw.fields.get("answer") for raw in raws[:-1]):
        return
    found = re.split(r"(?:^|\n)\s*[（(]?(\d{1,2})[)）.、．]+\s*", raws[-1].fields.get("answer", ""))
    if not found[0].strip() and found[1::2] == [raw.number for raw in raws]:
        for raw, text in zip(raws, found[2::2], strict=True):
            raw.fields["answer"] = text.strip()


def _as_typed(texts: list[str], raws: list[Raw]) -> str:
    """Return the case as it was typed, to be mended."""
    numbers = f"{raws[0].number}-{raws[-1].number}"
    return "\n".join([f"根据以下材料回答{numbers}题：", *texts, *(line for raw in raws for line in raw.lines)])

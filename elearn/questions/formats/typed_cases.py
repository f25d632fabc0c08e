"""Materials that several questions share become cases; all other questions stand alone. Pure."""

import re
from dataclasses import replace

from elearn.errors import marked
from elearn.questions.bank_text_out import write_question
from elearn.questions.formats import marks
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.reading import Draft, drafted
from elearn.questions.formats.typed_lines import Line
from elearn.questions.formats.typed_state import State
from elearn.questions.formats.understand import understand
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, clean

PART_REFUSED = marked("Question %(number)s of this case: %(message)s")
_LAST_NUMBER = re.compile(r"\d+\s*[-—~～至到、]\s*(?P<last>\d+)\s*题")


def take_material(state: State, line: Line) -> bool:
    """Take a line that begins a material for the questions below it."""
    found = marks.MATERIAL.fullmatch(line.text)
    numbered = marks.number_of(line.text)
    if not found or (numbered and numbered.style == state.style):
        return False
    last = _LAST_NUMBER.search(line.text)
    text = found["text"].strip(" 。:：】]") and found["text"].lstrip(" 。:：】]")
    state.materials.append((line.where, [text] if text else []))
    state.material_ends = int(last["last"]) if last else 0
    state.last = "material"
    return True


def goes_on(state: State, line: Line) -> bool:
    """Take a line as more of a material; a paragraph under a heading of cases is one too."""
    if state.last == "material":
        state.materials[-1][1].append(line.text)
        return True
    if state.kind is Kind.CASE and state.last == "" and not state.survey:
        state.materials.append((line.where, [line.text]))
        state.material_ends, state.last = 0, "material"
        return True
    return False


def drafts(state: State) -> list[Draft]:
    """Return the drafts in order: a case for each material with questions, all others by themselves."""
    found: list[Draft] = []
    done: set[int] = set()
    for raw in state.raws:
        if raw.kind is Kind.CASE and not raw.kind_is_certain:
            raw.kind = None if raw.options else Kind.ESSAY
        if raw.material < 0 or not state.materials[raw.material][1]:
            found.append(understand(raw))
        elif raw.material not in done:
            done.add(raw.material)
            found.append(_case(state, raw.material))
    used = {raw.material for raw in state.raws}
    for at, (where, texts) in enumerate(state.materials):
        if at not in used and texts:
            state.ignored.append((where, "\n".join(texts)))
    return found


def _case(state: State, material: int) -> Draft:
    where, texts = state.materials[material]
    parts = []
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


def _as_typed(texts: list[str], raws: list[Raw]) -> str:
    """Return the case as it was typed, to be mended."""
    numbers = f"{raws[0].number}-{raws[-1].number}"
    return "\n".join([f"根据以下材料回答{numbers}题：", *texts, *(line for raw in raws for line in raw.lines)])

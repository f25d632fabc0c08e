"""Cases in tables: a row with the material, rows below it with the questions on it. Pure.

Which rows belong to a material is taken from columns for sub-questions or from the numbers; where neither tells, the
questions that follow are refused: alone they could not be answered.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from elearn.errors import marked
from elearn.questions.bank_text_out import write_question
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.reading import Draft, drafted
from elearn.questions.formats.understand import understand
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, clean

NO_MATERIAL = marked("Does the material above belong to this question? Write it into this row too, or a “-” for none.")
LOST_PARENT = marked("This row is a part of a case, but no material stands above it.")
AS_ESSAY = marked("A case without questions of its own was taken for a short answer.")
_SUB_NUMBER = re.compile(r"\d+\s*[.．\-—_]\s*\d+|[（(]\s*\d+\s*[)）]|[①-⑳]|\d+[)）]")


@dataclass
class Group:
    """A question by itself, or a material with its questions."""

    raw: Raw
    children: list[Raw] = field(default_factory=list)


def groups(raws: Sequence[Raw]) -> Iterator[Group]:
    """Yield the questions of a block, the parts of a case together. `raw.fields["part"]`: what its row says of that."""
    case: Group | None = None
    is_open = False
    for raw in raws:
        part = raw.fields.pop("part", "")
        if part == "sub" and case is not None:
            case.children.append(raw)
            continue
        if part == "sub":
            raw.refuse("material", LOST_PARENT)
        elif _begins(raw):
            if case:
                yield case
            case, is_open = Group(raw), part != "numbered"
            continue
        elif case is not None and _is_below(raw, part):
            case.children.append(raw)
            continue
        elif is_open:
            # Nothing tells where the case ends.
            raw.refuse("material", NO_MATERIAL)
        if case:
            yield case
            case = None
        yield Group(raw)
    if case:
        yield case


def _begins(raw: Raw) -> bool:
    return raw.kind is Kind.CASE and not raw.options and not raw.fields.get("answer")


def _is_below(raw: Raw, part: str) -> bool:
    return part == "unnumbered" or (part == "numbered" and bool(_SUB_NUMBER.fullmatch(raw.number)))


def draft(group: Group) -> Draft:
    """Return the draft of a question or of a case."""
    raw = group.raw
    if not group.children:
        if raw.kind is Kind.CASE and not raw.options and raw.fields.get("answer"):
            raw.kind = Kind.ESSAY
            raw.remark("case-as-essay", AS_ESSAY)
        return understand(raw)
    parts = [understand(child) for child in group.children]
    ref = f"case-{raw.number}"
    children = tuple(replace(each.question, ref=f"{ref}.{at}") for at, each in enumerate(parts, 1) if each.question)
    stem = clean("\n".join(raw.stem))
    case = ParsedQuestion(ref, Kind.CASE, stem, (), None, pictures=tuple(raw.pictures), children=children)
    if len(children) == len(parts):
        made = drafted(raw.number, raw.where, case, "\n\n".join(write_question(part) for part in case.parts()))
        known = {doubt.code for each in parts for doubt in each.rejected}
        made.rejected = [doubt for doubt in made.rejected if doubt.code not in known]
    else:
        made = Draft(raw.number, raw.where, None, text="\n".join([*raw.lines, *(each.text for each in parts)]))
    for each in parts:
        made.rejected += each.rejected
        made.warnings += [doubt for doubt in each.warnings if doubt not in made.warnings]
    for code, message, params in raw.refused:
        made.reject(code, message, **params)
    for code, message, params in raw.remarks:
        made.warn(code, message, **params)
    return made

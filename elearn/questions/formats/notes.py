"""What other systems have no field for, carried in their feedback and tags, and read back from there. Pure.

The explanation is their general feedback, with the source (and an essay's model answer and points) as lines of their
own at its end; topic, difficulty, uses and days are tags such as “知识点:五社联动”.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from elearn.questions import field_text
from elearn.questions.grading import Kind, Use
from elearn.questions.parsed import DIFFICULTY_WORDS, KIND_WORDS, USE_WORDS, ParsedQuestion, clean

_LINE = re.compile(r"[【\[]?(?P<name>答案|参考答案|要点|解析|依据)[】\]]?\s*[:：]\s*(?P<text>.*)")
_TAG = re.compile(r"(?P<name>知识点|难度|用途|施行日期|复核日期|题型)\s*[:：]\s*(?P<text>.*)")


def feedback(question: ParsedQuestion) -> str:
    """Return explanation, model answer, points and source as one text."""
    lines = [_guarded(line) for line in question.explanation.split("\n")] if question.explanation else []
    if question.kind is Kind.ESSAY:
        points = "\n".join(f"{point.text}（{point.marks}分）" for point in question.points)
        lines += _field("答案", question.answer or "") + _field("要点", points)
    return "\n".join(lines + _field("依据", question.source))


def _field(name: str, text: str) -> list[str]:
    if not text:
        return []
    first, *more = text.split("\n")
    return [f"{name}: {first}", *(_guarded(line) for line in more)]


def _guarded(line: str) -> str:
    return f"\\{line}" if line.startswith("\\") or _LINE.fullmatch(line) else line


def of_answer(answer: str, said: str) -> str:
    """Return what is said of one answer as a line of the explanation; nothing in it is taken for a field or a guard."""
    return "\n".join(_guarded(line) for line in f"{answer}：{said}".split("\n"))


def tags(question: ParsedQuestion, bank_uses: Iterable[Use]) -> list[str]:
    """Return topic, difficulty, uses and days as tags, and the kind where the other system does not know it."""
    uses = tuple(bank_uses) if question.uses is None else question.uses
    values = {
        "题型": KIND_WORDS[question.kind] if question.kind in (Kind.INDEFINITE, Kind.CASE) else "",
        "知识点": question.topic,
        "难度": DIFFICULTY_WORDS[question.difficulty],
        "用途": " ".join(USE_WORDS[use] for use in uses),
        "施行日期": question.effective_on.isoformat() if question.effective_on else "",
        "复核日期": question.review_on.isoformat() if question.review_on else "",
    }
    return [f"{name}:{text}" for name, text in values.items() if text]


def of_case(ref: str) -> str:
    """Return the tag by which a question is known to belong to a case."""
    return f"案例:{ref}"


def case_of(tags: Iterable[str]) -> str:
    """Return the number of the case that a question with these tags belongs to, "" for none."""
    return next((tag.strip()[3:].strip() for tag in tags if re.match(r"案例\s*[:：]", tag.strip())), "")


def is_case(tags: Iterable[str]) -> bool:
    """Say whether a text with these tags is the material of a case."""
    return any(re.fullmatch(r"题型\s*[:：]\s*案例", tag.strip()) for tag in tags)


def with_notes(question: ParsedQuestion, said: str, tags: Iterable[str]) -> ParsedQuestion:
    """Return a question with what its feedback and its tags say. Raises Wrong for a tag with a wrong value."""
    found: dict[str, list[str]] = {"解析": []}
    at = "解析"
    for line in clean(said).split("\n"):
        if line.startswith("\\"):
            found[at].append(line[1:])
        elif named := _LINE.fullmatch(line):
            at = "答案" if named["name"] == "参考答案" else named["name"]
            found.setdefault(at, []).append(named["text"])
        elif line:
            found[at].append(line)
    texts = {name: "\n".join(lines) for name, lines in found.items()}
    changes: dict[str, Any] = {"explanation": texts["解析"], "source": texts.get("依据", "").replace("\n", " ")}
    if question.kind is Kind.ESSAY:
        changes["answer"] = texts.get("答案") or question.answer
        changes["points"] = field_text.points(texts.get("要点", "")) or question.points
    elif texts.get("答案"):
        changes["explanation"] = "\n".join(filter(None, [texts["解析"], f"答案: {texts['答案']}"]))
    return replace(question, **changes, **_of_tags(tags, question.kind))


def _of_tags(tags: Iterable[str], kind: Kind) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for tag in tags:
        if not (found := _TAG.fullmatch(tag.strip())):
            continue
        text = found["text"].strip()
        match found["name"]:
            case "知识点":
                changes["topic"] = text
            case "难度":
                changes["difficulty"] = field_text.difficulty(text)
            case "用途":
                changes["uses"] = field_text.uses(text)
            case "施行日期":
                changes["effective_on"] = field_text.day(text)
            case "复核日期":
                changes["review_on"] = field_text.day(text)
            case "题型" if text == "不定项" and kind is Kind.MULTIPLE:
                changes["kind"] = Kind.INDEFINITE
    return changes

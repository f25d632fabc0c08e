"""What differs between two wordings of a question, word by word: pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from elearn.questions.bank_text_out import answer_text
from elearn.questions.grading import letters
from elearn.questions.parsed import DIFFICULTY_WORDS, USE_WORDS, ParsedQuestion

_WORD = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*%?|\s+|.", re.S)
SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class Change:
    """A part of a question that differs, as pieces of text that are the same, gone or new."""

    part: str
    pieces: tuple[tuple[str, str], ...]


def differences(old: ParsedQuestion, new: ParsedQuestion) -> list[Change]:
    """Return the parts that differ, in the order of a question."""
    before, after = dict(_parts(old)), dict(_parts(new))
    names = list(dict.fromkeys([*after, *before]))
    changed = [name for name in names if before.get(name, "") != after.get(name, "")]
    return [Change(name, pieces(before.get(name, ""), after.get(name, ""))) for name in changed]


def pieces(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Return two texts as one, in pieces; a single sign between two changes belongs to them, so words stay whole."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    found: list[tuple[str, str, str]] = []
    for at, (step, a, b, c, d) in enumerate(steps):
        is_island = step == "equal" and b - a == 1 and 0 < at < len(steps) - 1
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if step == "equal" and not is_island:
            found.append((gone, "", ""))
        elif found and not found[-1][0]:
            found[-1] = ("", found[-1][1] + gone, found[-1][2] + come)
        else:
            found.append(("", gone, come))
    marked = [(kind, text) for same, gone, come in found for kind, text in ((SAME, same), (GONE, gone), (NEW, come))]
    return tuple((kind, text) for kind, text in marked if text)


def _parts(question: ParsedQuestion) -> Iterator[tuple[str, str]]:
    options = zip(letters(26), question.options, strict=False)
    yield "stem", question.stem
    yield "options", "\n".join(f"{letter}. {text}" for letter, text in options)
    yield "answer", answer_text(question.kind, question.answer)
    yield "points", "\n".join(f"{point.text}（{point.marks}分）" for point in question.points)
    yield "pictures", "\n".join(f"{picture.file} {picture.alt}" for picture in question.pictures)
    for number, child in enumerate(question.children, 1):
        yield f"child {number}", "\n".join(filter(None, (text for _, text in _parts(child))))
    yield "explanation", question.explanation
    yield "source", question.source
    yield "topic", question.topic
    yield "difficulty", DIFFICULTY_WORDS[question.difficulty]
    yield "uses", " ".join(USE_WORDS[use] for use in question.uses or ())
    yield "effective_on", question.effective_on.isoformat() if question.effective_on else ""
    yield "review_on", question.review_on.isoformat() if question.review_on else ""

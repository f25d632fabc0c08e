"""From typed parts to a question: which kind it is, what its key is, and every doubt about it. Pure."""

import re
import traceback
import unicodedata
from datetime import date
from typing import Any

from elearn.errors import marked
from elearn.questions import field_text
from elearn.questions.formats import blanks, doubts, keys
from elearn.questions.formats.raw import FIELD_NAMES, Raw, kind_of
from elearn.questions.formats.reading import Draft, drafted
from elearn.questions.grading import CHOICE_KINDS, Difficulty, Kind, Use, letters
from elearn.questions.parsed import KIND_WORDS, ParsedQuestion, Wrong, clean, truth

FAULT = "not-read"
NOT_READ = marked(
    "This question could not be read because of a fault of this program (%(at)s), which has been noted. "
    "Type it in the form [单选] … 答案: …."
)
_TAG = re.compile(
    r"\s*[\[［【(（]\s*(?P<kind>[^\[\]［］【】()（）]{2,6}?)题?\s*(?:[,，、]\s*\d+(?:\.\d+)?\s*分)?\s*[\]］】)）]"
)
_MARKS = re.compile(
    r"\s*[*＊]?\s*[（(\[［【]\s*(?:本题|本小题|每题|共|满分|得分|分值\s*[:：])?\s*\d+(?:\.\d+)?\s*分\s*[）)\]］】]"
    r"|(?<=[）)])\s*\d+(?:\.\d+)?\s*分$"
)
_AT_END = re.compile(r"[\s*＊]*(?:[（(]\s*[）)]\s*[。.]?)?[\s*＊]*")
_SCORED_BY = re.compile(r"[（(](?:系统|人工)评分[）)]")
# Only a number that somebody gave on purpose, such as wushe-001, stays with the question.
_OWN_REF = re.compile(r"[A-Za-z][\w.-]{0,59}")
_DIFFICULTIES = {"易": "易", "容易": "易", "简单": "易", "低": "易", "1": "易", "中": "中", "中等": "中", "一般": "中"}
_DIFFICULTIES |= {"适中": "中", "2": "中", "难": "难", "较难": "难", "困难": "难", "高": "难", "3": "难"}


def understand(raw: Raw) -> Draft:
    """Return the draft of one question; what can't be understood is said and keeps it out."""
    try:
        return _understood(raw)
    except MemoryError:
        raise
    except Exception as error:
        # A fault of ours keeps one question out, by its place, and not the whole file; read_apart notes it.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        draft = Draft(raw.number, raw.where, None, text="\n".join(raw.lines or raw.stem))
        draft.reject(FAULT, NOT_READ, at=f"{frame.name}:{frame.lineno} {type(error).__name__}")
        return draft


def _understood(raw: Raw) -> Draft:
    _settle_stem(raw)
    text = typed_again(raw)
    try:
        question = _question(raw)
    except Wrong as wrong:
        draft = Draft(raw.number, raw.where, None, text=text)
        draft.reject(wrong.code, wrong.message, **wrong.params)
    else:
        draft = drafted(raw.number, raw.where, question, text)
    for code, message, params in raw.refused:
        draft.reject(code, message, **params)
    for code, message, params in raw.remarks:
        draft.warn(code, message, **params)
    return draft


def _settle_stem(raw: Raw) -> None:
    """Take kind, marks and the signs of survey tools off the stem."""
    stem = clean("\n".join(raw.stem))
    stem = _MARKS.sub("", _SCORED_BY.sub("", stem))
    for found in list(_TAG.finditer(stem))[::-1]:
        kind = kind_of(found["kind"])
        if kind and (found.start() == 0 or _AT_END.fullmatch(stem, found.end())):
            raw.kind, raw.kind_is_certain = kind, True
            stem = stem[: found.start()] + stem[found.end() :]
    stem = keys.NAMED_BLANK.sub("____", stem)
    if raw.kind is Kind.FILL:
        stem = re.sub(r"【\s*】", "____", keys.LOOSE_BLANK.sub("____", stem))
    stem = re.sub(r"[（(]\s*[）)]", keys.EMPTY_BRACKET, stem)
    if raw.kind is Kind.TRUE_FALSE:
        stem = stem.removesuffix(f"\n{keys.EMPTY_BRACKET}")  # the place for the sign, on a line of its own
    raw.stem = [re.sub(r"\s*[*＊]\s*$", "", stem).strip()]


def _question(raw: Raw) -> ParsedQuestion:
    options, marked_letters = keys.take_marks(raw.options)
    _check_letters(options)
    texts = [text for _, text in options]
    stem, from_stem = keys.take_from_stem(raw.stem[0], _hint(raw, texts), len(texts))
    if texts and not (from_stem or marked_letters or raw.fields.get("answer")):
        stem, from_stem = keys.take_text(stem, texts)
    if not stem.strip():
        raise Wrong("no-stem", marked("The question has no text."))
    doubts.refuse_mixed(stem, texts, raw.fields.get("explanation", ""))
    doubts.refuse_answer_within(raw.fields.get("answer", ""))
    doubts.refuse_next_number(raw.number, (stem, *texts[-1:], raw.fields.get("answer", "")))
    if raw.kind is Kind.FILL and not raw.fields.get("answer") and not keys.BLANK.search(blanks.empty_lines(stem)):
        stem, raw.fields["answer"] = blanks.take_blanks(stem)
    given = _one_key(raw, [raw.fields.get("answer", ""), marked_letters, from_stem], texts)
    kind, answer = _kind_and_answer(raw, stem, texts, given)
    if kind is Kind.FILL and not keys.BLANK.search(stem):
        stem = blanks.blanked(stem, answer)
    return ParsedQuestion(
        ref=raw.number if _OWN_REF.fullmatch(raw.number) else "",
        kind=kind,
        stem=stem,
        options=tuple(texts) if kind in CHOICE_KINDS else (),
        answer=answer,
        explanation=clean(raw.fields.get("explanation", "")),
        source=clean(raw.fields.get("source", "")).replace("\n", " "),
        topic=clean(raw.fields.get("topic", "")).replace("\n", " ")[:60],
        difficulty=_difficulty(raw),
        uses=_uses(raw),
        effective_on=_day(raw, "effective_on"),
        review_on=_day(raw, "review_on"),
        points=field_text.points(clean(raw.fields.get("points", ""))),
        pictures=tuple(raw.pictures),
    )


def _check_letters(options: list[tuple[str, str]]) -> None:
    found = [letter for letter, _ in options]
    if found and found != list(letters(len(found))):
        double = sorted({letter for letter in found if found.count(letter) > 1})
        if double:
            raise Wrong("double-option", marked("Option %(letter)s is there twice."), letter=double[0])
        raise Wrong(
            "missing-option", marked("The options %(letters)s are not A, B, C … in order."), letters=" ".join(found)
        )
    for letter, text in options:
        if not text:
            raise Wrong("empty-option", marked("Option %(letter)s has no text."), letter=letter)


def _hint(raw: Raw, texts: list[str]) -> Kind | None:
    """Say whether it is a statement before its key is known."""
    if raw.kind or not texts:
        return raw.kind
    return Kind.TRUE_FALSE if _are_truths(texts) else None


def _are_truths(texts: list[str]) -> bool:
    return len(texts) == 2 and {keys.option_truth(text) for text in texts} == {True, False}


def _one_key(raw: Raw, candidates: list[str], texts: list[str]) -> str:
    """Return the key, which may be written in several places; they must agree."""
    given = [candidate.strip() for candidate in candidates if candidate and candidate.strip()]
    if not given:
        return ""
    if len({_folded(candidate, texts) for candidate in given}) > 1:
        message = marked("The question has two different answers: %(first)s and %(second)s.")
        raise Wrong("two-answers", message, first=given[0], second=given[1])
    return given[0]


def _folded(given: str, texts: list[str]) -> str:
    if (word := truth(given)) is not None:
        return str(word)
    bare = re.sub(r"[^A-Z]", "", unicodedata.normalize("NFKC", given).upper())
    if len(bare) == 1 and _are_truths(texts) and bare in "AB":
        return str(truth(texts["AB".index(bare)]))
    return "".join(sorted(bare)) or given


def _kind_and_answer(raw: Raw, stem: str, texts: list[str], given: str) -> tuple[Kind, Any]:
    kind = raw.kind
    if kind is Kind.CASE:
        message = marked("A case with questions of its own is typed as “[案例]”; see the form of bank texts.")
        raise Wrong("case", message)
    if kind in (Kind.MATCH, Kind.ORDER):
        return kind, _items(kind, texts, given)
    if kind is Kind.TRUE_FALSE or (
        kind is None and (_are_truths(texts) or (not texts and keys.plain_truth(given) is not None))
    ):
        return Kind.TRUE_FALSE, keys.truth_key(_needed(given), texts)
    if kind in CHOICE_KINDS or texts:
        return _choice(kind, texts, given)
    if kind is Kind.FILL or (kind is None and given and keys.BLANK.search(stem)):
        if kind is None and re.fullmatch(r"[A-HＡ-Ｈ](?:[\s,，、;；]*[A-HＡ-Ｈ])*", given.strip()):
            raise Wrong(
                "no-options", marked("The answer %(answer)s is a letter, but there are no options."), answer=given
            )
        return Kind.FILL, _fill(raw, stem, _needed(given))
    if kind is Kind.ESSAY:
        return kind, clean(given)
    raise Wrong("no-kind", marked("It is not clear what kind of question this is: it has neither options nor a tag."))


def _fill(raw: Raw, stem: str, given: str) -> list[list[str]]:
    accepted = blanks.fill_key(given, stem)
    doubts.refuse_answer_of_more(accepted)
    found = [sign for part in accepted for text in part for sign in blanks.DOUBTFUL_SIGN.findall(text)]
    if found:
        message = marked("Does the “%(sign)s” part two accepted answers? Then write ; instead.")
        raw.remark("slash-in-answer", message, sign=found[0])
    return accepted


def _choice(kind: Kind | None, texts: list[str], given: str) -> tuple[Kind, Any]:
    if len(texts) < 2:
        raise Wrong("few-options", marked("Write at least two options."))
    return keys.choice(kind if kind in CHOICE_KINDS else None, _needed(given), texts)


def _items(kind: Kind, texts: list[str], given: str) -> Any:
    """Pairs and orders are typed as in bank texts; their answer may also name the letters, or the texts, in order."""
    if kind is Kind.MATCH:
        return _pairs(texts, given)
    parts = [part.strip() for part in re.split(r"→|->|[;；\n]", given) if part.strip()]
    if parts and sorted(parts) == sorted(texts):
        return parts
    bare = re.sub(r"[^A-Z]", "", given.upper())
    if not given.strip():
        return texts
    if sorted(bare) != list(letters(len(texts))):
        raise Wrong("answer", marked("The answer %(answer)s is none of the options."), answer=given[:40])
    return [texts[letters(26).index(letter)] for letter in bare]


def _pairs(texts: list[str], given: str) -> list[list[str]]:
    """Return the pairs of “left = right”; a paper has both sides mixed, and the pairs in its answer."""
    parts = [part for part in re.split(r"[;；\n]", given) if part.strip()]
    if parts and len(parts) == len(texts):
        pairs = [field_text.pair(part.strip()) for part in parts]
        if all(sum(text.startswith(left) for text in texts) >= 1 for left, _ in pairs):
            return pairs
        raise Wrong("answer", marked("The answer %(answer)s is none of the options."), answer=given[:40])
    return [field_text.pair(text) for text in texts]


def _needed(given: str) -> str:
    if not given.strip():
        raise Wrong("no-answer", marked("The answer is missing."))
    return given


def _difficulty(raw: Raw) -> Difficulty:
    word = clean(raw.fields.get("difficulty", "")).removesuffix(".0")
    return field_text.difficulty(_DIFFICULTIES.get(word, "中")) if word else Difficulty.MEDIUM


def _uses(raw: Raw) -> tuple[Use, ...] | None:
    return field_text.uses(raw.fields["uses"]) if raw.fields.get("uses") else None


def _day(raw: Raw, name: str) -> date | None:
    text = unicodedata.normalize("NFKC", clean(raw.fields.get(name, "")))
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?", text)
    return field_text.day("-".join(part.zfill(2) for part in found.groups()) if found else text)


def typed_again(raw: Raw) -> str:
    """Return the parts as text that can be mended and read once more, whatever carrier they came from."""
    lines = [f"[{KIND_WORDS[raw.kind]}] {raw.number}"] if raw.kind else []
    lines += [*raw.stem, *(f"{letter}. {text}" for letter, text in raw.options)]
    lines += [f"图: {picture.file} | {picture.alt}" for picture in raw.pictures]
    words = {name: names[0] for name, names in FIELD_NAMES.items()} | {"answer": "答案", "explanation": "解析"}
    lines += [
        f"{words[name]}: {text}" for name, text in raw.fields.items() if text and name in words and name != "marks"
    ]
    return "\n".join(lines)

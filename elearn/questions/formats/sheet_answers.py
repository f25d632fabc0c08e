"""The answer of a table's row: from one column or several; letters, places, texts, or marks at the options. Pure."""

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from elearn.errors import marked
from elearn.questions.fill_text import normalise
from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.columns import Columns
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.rich import maybe_html
from elearn.questions.grading import CHOICE_KINDS, Kind, letters
from elearn.questions.parsed import truth

if TYPE_CHECKING:
    from elearn.questions.formats.sheet_blocks import Block

TWO_ANSWERS = marked("The question has two different answers: %(first)s and %(second)s.")
BAD_MARK = marked("“%(text)s” does not say whether option %(letter)s is right. Write 是 or 否.")
NUMBER = marked("The answer “%(answer)s” is a number; write the letter.")
_LETTERS = re.compile(r"[A-Za-z](?:[\s,，、;；|/&+#.]*[A-Za-z])*")
_BETWEEN = (r"\n+", r"\$;\$", r"#+", r"[|｜]", r"[;；]", r"&", r"[,，]", r"、")
_WITH_EXPLANATION = re.compile(
    r"(?:答案\s*[:：]?\s*)?(?P<answer>[^\n]{1,60}?)[\s。；;，,]*[【\[]?(?:答案)?(?:解析|分析|详解)[】\]]?\s*[:：\]】]\s*(?P<why>.+)",
    re.S,
)
_DIGITS = re.compile(r"\d{1,2}(?:[\s,，、;；|/&+#]+\d{1,2})*")
_NOT_RIGHT = ("", "0", "否", "不是", "×", "x", "-")
_RIGHT = ("1", "√", "✓", "✔", "right", "正确答案")
_NOT_CHOICES = (Kind.FILL, Kind.ESSAY, Kind.MATCH, Kind.ORDER, Kind.CASE)


def take(raw: Raw, row: Sequence[Cell], columns: Columns) -> None:
    """Put the answer of a row into the question; options may come along, where the wrong ones have columns."""
    cells = [(column, row[column]) for column in columns.of("answer") if column < len(row) and row[column].text]
    counted = [text for column, cell in cells if column in columns.places for text in [_text(cell)]]
    alone = list(dict.fromkeys(_text(cell) for column, cell in cells if column not in columns.places))
    texts = [_text(row[column]) for column in columns.of("answer_text") if column < len(row) and row[column].text]
    wrong = [_text(row[column]) for column in columns.of("wrong") if column < len(row) and row[column].text]
    if wrong and len(alone) == 1 and not raw.options:
        raw.options = list(zip(letters(26), [alone[0], *wrong], strict=False))
        alone = ["A"]
    alone = [_without_explanation(raw, text) for text in alone]
    ticked = _ticked(raw, row, columns)
    given = [each for each in [_together(raw, counted), ticked, *alone] if each]
    raw.fields["answer"] = given[0] if given else (texts[0] if texts else "")
    for other in [*given[1:], *texts]:
        if not _agree(raw, raw.fields["answer"], other):
            raw.refuse("two-answers", TWO_ANSWERS, first=raw.fields["answer"][:60], second=other[:60])
            break


def _without_explanation(raw: Raw, text: str) -> str:
    """“B 解析：…” in the answer's cell: the explanation goes where it belongs."""
    found = _WITH_EXPLANATION.fullmatch(text)
    if not found or raw.kind in (Kind.ESSAY, Kind.FILL):
        return text
    raw.add("explanation", found["why"].strip())
    return found["answer"].strip()


def _text(cell: Cell) -> str:
    """“3-1” typed as an answer became a date; people read it as month and day. Pictures are named."""
    found = re.fullmatch(r"\d{4}-(\d{1,2})-(\d{1,2})", cell.text) if cell.was_date else None
    if found:
        return f"{found[1]}月{found[2]}日"
    rich = maybe_html(cell.text)
    return _listed(rich.text) + "".join(f"\n<img {address[:60]}>" for address, _ in rich.images)


def _listed(text: str) -> str:
    """“["A","C"]” is a list that some program wrote."""
    if not re.fullmatch(r"\[.*\]", text, re.S):
        return text
    try:
        found = json.loads(text)
    except ValueError:
        found = re.findall(r"'([^']*)'", text)
    flat = found if isinstance(found, list) and all(isinstance(each, str | int | float) for each in found) else []
    parts = [str(each) for each in flat]
    return ("" if all(re.fullmatch("[A-Za-z]", each) for each in parts) else "|").join(parts) if parts else text


def _together(raw: Raw, texts: Sequence[str]) -> str:
    """答案1, 答案2 … are the parts of one answer."""
    if raw.kind is Kind.FILL or (not raw.options and raw.kind is None and len(texts) > 1):
        return "|".join(texts)
    return ("\n" if raw.kind is Kind.ESSAY else "").join(dict.fromkeys(texts))


def _ticked(raw: Raw, row: Sequence[Cell], columns: Columns) -> str:
    """Return the letters of the options that have their own column saying that they are right."""
    found = ""
    for column in columns.of("right"):
        text = row[column].text.strip() if column < len(row) else ""
        letter = letters(26)[min(columns.places.get(column, 0), 25)]
        if truth(text) is True or text.casefold() in _RIGHT:
            found += letter
        elif truth(text) is not False and text.casefold() not in _NOT_RIGHT:
            raw.refuse("bad-mark", BAD_MARK, text=text[:20], letter=letter)
    return found


def _agree(raw: Raw, first: str, second: str) -> bool:
    if normalise(first) == normalise(second) or (truth(first) is not None and truth(first) == truth(second)):
        return True
    texts = [text for _, text in raw.options]
    own, other = (to_letters(each, texts) or _bare_letters(each) for each in (first, second))
    if own and own == other:
        return True
    meant = [truth(text) for text in texts]
    return bool(
        own
        and own in letters(len(texts))
        and truth(second) is not None
        and meant[letters(26).index(own)] == truth(second)
    )


def _bare_letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip().strip("。.()（）[]【】 ")
    return "".join(sorted(re.sub("[^A-Za-z]", "", folded).upper())) if _LETTERS.fullmatch(folded) else ""


def to_letters(given: str, options: Sequence[str]) -> str:
    """Return the letters of the options whose texts an answer gives in full; "" where it gives others, or letters."""
    own = {normalise(text): letter for letter, text in zip(letters(26), options, strict=False) if normalise(text)}
    if len(own) < len(options) or len(options) < 2:
        return ""
    if letter := own.get(normalise(given)):
        return letter
    for sign in _BETWEEN:
        parts = [normalise(part) for part in re.split(sign, given) if part.strip()]
        if len(parts) > 1 and all(part in own for part in parts) and len(set(parts)) == len(parts):
            return "".join(sorted(own[part] for part in parts))
    return _lettered(given, own)


def _lettered(given: str, own: dict[str, str]) -> str:
    """“A.甲；C.丙”: each letter with its own text."""
    for sign in (r"\n+", r"[;；|]", r"[,，、]\s*(?=[A-Z][.、．:：])", r"\s+(?=[A-Z][.、．:：])"):
        parts = [
            re.fullmatch(r"\s*([A-Z])\s*[.、．:：]\s*(.+?)\s*", part, re.S)
            for part in re.split(sign, given)
            if part.strip()
        ]
        found = [each for each in parts if each]
        if found and len(found) == len(parts) and all(own.get(normalise(each[2])) == each[1] for each in found):
            return "".join(sorted({each[1] for each in found}))
    return ""


def settle(block: "Block", raws: Sequence[Raw]) -> None:
    """Turn texts and places into letters. A place counts only where the header counts the options."""
    base = _base(block, raws)
    counts = any(
        raw.kind is not Kind.TRUE_FALSE and len(raw.options) > 1 and _DIGITS.fullmatch(raw.fields.get("answer", ""))
        for raw in raws
    )
    for raw in raws:
        if counts and base is None and raw.kind is Kind.TRUE_FALSE and raw.fields.get("answer", "") in ("0", "1"):
            # Where choices are answered by places, 1 may be the second of “right, wrong”.
            raw.refuse("number-answer", NUMBER, answer=raw.fields["answer"])
    for raw in raws:
        given = raw.fields.get("answer", "")
        texts = [text for _, text in raw.options]
        if not given or len(texts) < 2 or raw.kind in _NOT_CHOICES:
            continue
        is_letters = bool(_bare_letters(given))
        if is_letters and re.search(r"[#&.]", given) and not _is_a_word(given, texts):
            raw.fields["answer"] = _bare_letters(given)
            continue
        if raw.kind is not Kind.TRUE_FALSE and not is_letters and (found := to_letters(given, texts)):
            if not _is_doubtful(given, texts):
                raw.fields["answer"] = found
        elif is_letters and raw.kind in (None, *CHOICE_KINDS) and _is_a_word(given, texts):
            raw.fields["answer"] = to_letters(given, texts)
        elif base is not None and _DIGITS.fullmatch(given) and given not in texts:
            _by_place(raw, given, len(texts), base)


def _is_a_word(given: str, texts: Sequence[str]) -> bool:
    """“Paris” looks like letters but is the text of an option."""
    bare = _bare_letters(given)
    is_key = all(letter in letters(len(texts)) for letter in bare) and len(set(bare)) == len(bare)
    return (not is_key or given != given.upper()) and bool(to_letters(given, texts))


def _is_doubtful(given: str, texts: Sequence[str]) -> bool:
    """A number that is an option's text may as well be an option's place, where the two are not the same."""
    if not given.isdecimal() or not 1 <= int(given) <= len(texts):
        return False
    return texts[int(given) - 1] != given


def _base(block: "Block", raws: Sequence[Raw]) -> int | None:
    """Return the place of the first option: 1, or 0 where the answers show that they count from 0; None for none."""
    if block.columns.first_option is None:
        return None
    given = [
        (int(digits), len(raw.options))
        for raw in raws
        if raw.kind is not Kind.TRUE_FALSE and len(raw.options) > 1 and _DIGITS.fullmatch(raw.fields.get("answer", ""))
        for digits in re.findall(r"\d+", raw.fields["answer"])
    ]
    from_zero = block.columns.first_option == 0 or any(place == 0 for place, _ in given)
    if from_zero and any(place >= count for place, count in given):
        return None
    return 0 if from_zero else 1


def _by_place(raw: Raw, given: str, count: int, base: int) -> None:
    places = [int(digits) - base for digits in re.findall(r"\d+", given)]
    if raw.kind is Kind.TRUE_FALSE and (base == 0 or given == "0" or truth(raw.options[0][1]) is not True):
        if truth(raw.options[0][1]) is False:
            raw.refuse("number-answer", NUMBER, answer=given)
        return
    if all(0 <= place < count for place in places) and len(set(places)) == len(places):
        raw.fields["answer"] = "".join(letters(26)[place] for place in sorted(places))

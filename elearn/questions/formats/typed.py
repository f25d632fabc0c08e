"""Questions as people type them: numbered or tagged, options in a line or glued together, keys anywhere. Pure."""

import re
from collections.abc import Sequence

from elearn.errors import marked
from elearn.questions.formats import (
    answer_part,
    marks,
    typed_cases,
    typed_marked,
    typed_orphans,
    typed_style,
    typed_tail,
)
from elearn.questions.formats.raw import KIND_PATTERN, Raw, kind_of
from elearn.questions.formats.reading import Reading
from elearn.questions.formats.typed_lines import Line, prepared
from elearn.questions.formats.typed_state import State
from elearn.questions.formats.typed_tail import Tail
from elearn.questions.grading import Kind, letters
from elearn.questions.parsed import truth

__all__ = ["Line", "read_lines"]
PICTURE_IN_OPTION = marked(
    "A picture stands in option %(letter)s. Write the option in words, or put the picture in front."
)
_TAGGED = re.compile(rf"[\[［【]\s*(?P<kind>(?:{KIND_PATTERN})题?)\s*[\]］】]\s*(?P<rest>.*)", re.S)
_REASON = re.compile(r"理由|解释")  # in the answer of an essay a part of it
_NOTHING = re.compile(r"(?:暂)?(?:无|没有|略)(?:解析)?[。.]?")
_LABEL = re.compile(rf"(?P<kind>(?:{KIND_PATTERN})题?)\s*(?:[（(]\s*\d+(?:\.\d+)?\s*分\s*[）)])?")
_KIND_BEFORE = re.compile(
    r"(?P<kind>(?:单项选择|多项选择|不定项选择|单选|多选|不定项|判断|填空|简答)题?)(?:\s*[:：]\s*|\s+)(?=\S)"
)
_ASKED = re.compile(r"^(?:[【\[](?:问题|题目|题干|试题)[】\]]\s*[:：]?|[问Qq]\s*[:：])\s*")
_SURVEY_ITEM = re.compile(rf".*[\[［【](?:{KIND_PATTERN})题?[\]］】]\s*\*?\s*(?:[（(].*[）)])?")
_LISTED = re.compile(r"(?:^|(?<=[；;。，,\s]))(?P<number>\d{1,2})\s*[.、．](?!\d)")
_BRACKET_AT_END = re.compile(r"[（(]\s*[A-H]{0,8}\s*[）)]\s*[。.？?]?$")
_RULE = re.compile(r"[_＿—\-=＝*\s]{3,}")
_RADIO = re.compile(r"[○●◯□■☐]\s*(?P<text>.+)", re.S)
# A line that ends with a sign of right or wrong is a statement with its key.
_ENDS_WITH_TRUTH = re.compile(r".+(?:[（(]\s*(?:√|×|对|错|正确|错误)\s*[）)]|[√×✓✗])[。.]?")
_KEY_ONLY = re.compile(r"[A-Ha-hＡ-Ｈ\s,，、;；]{1,20}|[√×✓✗]|对|错|正确|错误")


def read_lines(lines: Sequence[Line], name: str = "text") -> Reading:
    """Read typed questions; every line belongs to a question, to a heading, or is named among the ignored ones."""
    parted, pages = prepared(lines)
    state = State(style=typed_style.style_of(parted), ignored=pages)
    for at, line in enumerate(parted):
        _take(state, line, [each.text for each in parted[at + 1 : at + 4]])
    state.end_options(is_followed=False)
    answer_part.settle(state)
    typed_marked.settle(state.raws)
    lost = list(typed_orphans.drafts(state.orphans, state.raws))
    return Reading(name, typed_orphans.in_order(typed_cases.drafts(state), lost), state.ignored)


def _take(state: State, line: Line, following: Sequence[str]) -> None:
    """Sort one line in."""
    text = line.text
    after = following[0] if following else ""
    if not text:
        return
    if _RULE.fullmatch(text):
        state.ignored.append((line.where, text))
    elif (
        not answer_part.take(state, line, following)
        and not _take_heading(state, line, after)
        and not _take_start(state, line, after)
    ):
        _take_part(state, line, after)


def _take_heading(state: State, line: Line, following: str) -> bool:
    """A heading names the kind of what follows; a chapter nothing that is kept; a material serves several questions."""
    if typed_cases.take_material(state, line):
        return True
    found = marks.section_of(line.text)
    if found:
        state.begin_section(found[0], line.text)
    elif marks.CHAPTER.fullmatch(line.text) and not state.wants_text(following):
        state.last = ""
    else:
        return False
    state.ignored.append((line.where, line.text))
    return True


def _take_start(state: State, line: Line, following: str) -> bool:
    """A number, a tag, or a paragraph after an empty line begins a question."""
    number = marks.number_of(line.text)
    if number is None or number.style != state.style:
        number = _loose(state, line.text) or number
    own = number is not None and number.style == state.style and _is_next(state, line.text, number, following)
    if number and (own or _changes_habit(state, number, following)):
        state.last_number, state.nested = number.number, 0
        _begin(state, line, str(number.number), number.rest)
        return True
    if state.style == "" or not state.last_number:
        tagged = _TAGGED.fullmatch(line.text)
        if (tagged and tagged["rest"]) or (state.style == "" and _begins_without_number(state, line, following)):
            _begin(state, line, str(len(state.raws) + 1), line.text)
            return True
    if state.last == "" and state.sections and _asks_without_number(line.text, following):
        _begin(state, line, str(len(state.raws) + 1), line.text)
        return True
    if not number and _follows_a_whole_one(state, line.text, following):
        _begin(state, line, str(len(state.raws) + 1), line.text)
        return True
    if _SURVEY_ITEM.fullmatch(line.text) and not number:
        # A survey's own items (name, township) carry no number among numbered questions.
        state.survey, state.last = True, "survey"
        state.ignored.append((line.where, line.text))
        return True
    return False


def _asks_without_number(text: str, following: str) -> bool:
    """Below a heading a line with options below it is a question, even where all others are numbered."""
    return not marks.options_of(text, "A") and not marks.field_of(text) and bool(marks.options_of(following, "A"))


def _follows_a_whole_one(state: State, text: str, following: str) -> bool:
    """A line with a bracket for the key and options below it asks anew where the question before has all it needs."""
    raw = state.raw
    if raw is None or len(raw.options) < 2 or not _BRACKET_AT_END.search(text) or not marks.options_of(following, "A"):
        return False
    return not marks.field_of(text) and not marks.options_of(text, "A") and bool(typed_marked.key_of(raw))


def _loose(state: State, text: str) -> marks.Number | None:
    """“2.2023年…” is question 2 where question 1 came before."""
    found = marks.loose_number_of(text) if state.style == "plain" else None
    if found and found.number == state.last_number + 1 and (state.complete or typed_style.follows_dot(found.rest)):
        return found
    return None


def _changes_habit(state: State, number: marks.Number, following: str) -> bool:
    """Say whether a number in another habit goes on with the questions: “2、…” and then “（3）…” with options below."""
    raw = state.raw
    is_next = state.style != "" and number.style != state.style and number.number == state.last_number + 1
    done = raw is not None and len(raw.options) > 1 and bool(raw.fields.get("answer"))
    return is_next and done and bool(marks.options_of(following, "A") or marks.split_stem(number.rest)[1])


def _is_next(state: State, text: str, number: marks.Number, following: str) -> bool:
    """Say whether a number begins a question: numbers rise; lists within a text count for themselves."""
    asks = marks.looks_like_question(text, following)
    if not asks and _in_list(state, number.number):
        return False
    if number.number > state.last_number:
        return state.complete or number.number <= state.last_number + 30
    return state.complete and (number.number == 1 or asks)


def _in_list(state: State, number: int) -> bool:
    """Say whether a number goes on with a list within an explanation, an essay's answer or a stem."""
    begins = number == 1 and (state.in_long_text or (state.raw is not None and not state.complete))
    if begins or (state.nested and number == state.nested + 1):
        state.nested = number
        return True
    return False


def _begins_without_number(state: State, line: Line, following: str) -> bool:
    raw = state.raw
    if marks.field_of(line.text) or marks.options_of(line.text, "A", "B"):
        return False
    if raw is None or line.blank_before or "answer" in raw.fields or _ENDS_WITH_TRUTH.fullmatch(line.text):
        return True
    is_statement = _ENDS_WITH_TRUTH.fullmatch(raw.lines[-1]) and not raw.options
    return bool(is_statement) or (len(raw.options) > 1 and bool(marks.options_of(following, "A")))


def _begin(state: State, line: Line, number: str, rest: str) -> None:
    raw = Raw(number, line.where, kind=state.kind, pictures=list(line.pictures), lines=[line.text])
    rest = _ASKED.sub("", rest)
    tagged = _TAGGED.match(rest)
    if tagged and (kind := kind_of(tagged["kind"])):
        raw.kind, raw.kind_is_certain, rest = kind, True, tagged["rest"]
    elif (label := _LABEL.fullmatch(rest)) and (kind := kind_of(label["kind"])):
        # “1.单选题 (1分)”, the question itself stands below.
        raw.kind, raw.kind_is_certain, rest = kind, True, ""
    elif (before := _KIND_BEFORE.match(rest)) and (kind := kind_of(before["kind"])):
        raw.kind, raw.kind_is_certain, rest = kind, True, rest[before.end() :]
    stem, options = marks.split_stem(rest)
    raw.stem += [stem] if stem or rest else []
    raw.options += marks.options_of(options, "A") if options else []
    raw.stem_looks += line.looks
    state.option_at = line.where
    typed_marked.note(raw, raw.options, line.looks)
    state.add(raw)


def _take_part(state: State, line: Line, following: str) -> None:
    """A line within a question: an option, a field, or more of what stands before it."""
    raw = state.raw
    if raw is None or state.survey or state.last in ("material", ""):
        # Right below a heading stands how to answer, or the material of a case.
        if not typed_cases.goes_on(state, line):
            state.ignored.append((line.where, line.text))
            if not state.survey:
                state.orphans.append((line.where, line.text))
        return
    raw.lines.append(line.text)
    raw.pictures += line.pictures
    if marks.is_your_answer(line.text):
        return
    found = marks.field_of(line.text)
    if found and not (_REASON.match(line.text) and raw.kind is not Kind.TRUE_FALSE and not raw.options):
        if found[0] == "explanation" and _NOTHING.fullmatch(found[1]):
            state.last = "explanation" if "explanation" in raw.fields else state.last
            state.ignored.append((line.where, line.text))
            return
        state.last, state.nested = found[0], _last_listed(found[1])
        raw.add(*found)
    elif (not state.in_field or _key_came_first(state, raw)) and (options := _options(raw, line.text, following)):
        typed_tail.keep(raw, state.tails)
        state.last, state.option_at = "option", line.where
        raw.options += options
        typed_marked.note(raw, options, line.looks)
        if line.pictures:
            raw.refuse("picture-in-option", PICTURE_IN_OPTION, letter=options[-1][0])
    else:
        _go_on(state, raw, line)


def _last_listed(text: str) -> int:
    """Return how far a list has come that begins with a field: 2 for “答：1.接案；2.预估；”, 0 for no list."""
    last = 0
    for found in _LISTED.finditer(text) if text.startswith("1") else ():
        last += int(found["number"]) == last + 1
    return last


def _key_came_first(state: State, raw: Raw) -> bool:
    """Say whether the answer stands between the question and its options."""
    return (
        state.last == "answer"
        and not raw.options
        and bool(_KEY_ONLY.fullmatch(raw.fields.get("answer", "").strip("。. ")))
    )


def _options(raw: Raw, text: str, following: str) -> list[tuple[str, str]]:
    expected = letters(26)[len(raw.options)] if len(raw.options) < 26 else "A"
    if found := marks.options_of(text, expected, following, raw.glued):
        raw.glued = marks.is_glued(text)
        return found
    bare = re.sub(r"\s*[（(]\s*正确答案\s*[）)]", "", text)
    if raw.kind in (None, Kind.TRUE_FALSE) and len(raw.options) < 2 and truth(bare) is not None:
        return [(expected, text)]
    if radio := _RADIO.fullmatch(text):
        return [(expected, radio["text"])]
    return []


def _go_on(state: State, raw: Raw, line: Line) -> None:
    text = line.text
    if state.last == "answer" and "answer" not in raw.fields:
        # The answers went on before; this line belongs to none of them.
        state.ignored.append((line.where, text))
    elif state.last == "option" and raw.options:
        state.tails.append(Tail(text, line.where, state.option_at or line.where, line.blank_before))
    elif (
        state.last == "answer"
        and (raw.options or raw.kind is Kind.TRUE_FALSE)
        and _KEY_ONLY.fullmatch(raw.fields["answer"].strip("。. "))
    ):
        # A key is complete; what stands below it belongs to no question.
        state.ignored.append((line.where, text))
    elif state.last in raw.fields:
        raw.fields[state.last] += f"\n{text}"
    else:
        stem, options = marks.split_stem(text) if not raw.options else (text, "")
        raw.stem.append(stem)
        if options:
            raw.options += marks.options_of(options, "A")
            state.last, state.option_at = "option", line.where
            typed_marked.note(raw, raw.options, line.looks)

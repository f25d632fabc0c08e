"""Questions as people type them: numbered or tagged, options in a line or glued together, keys anywhere. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from elearn.questions.formats import marks
from elearn.questions.formats.raw import KIND_PATTERN, Raw, kind_of
from elearn.questions.formats.reading import Draft, Place, Reading
from elearn.questions.formats.understand import understand
from elearn.questions.grading import Kind, letters
from elearn.questions.parsed import Picture, truth

_TAGGED = re.compile(rf"[\[［【]\s*(?P<kind>(?:{KIND_PATTERN})题?)\s*[\]］】]\s*(?P<rest>.*)", re.S)
_SURVEY_ITEM = re.compile(rf".*[\[［【](?:{KIND_PATTERN})题?[\]］】]\s*\*?\s*(?:[（(].*[）)])?")
_RULE = re.compile(r"[_＿—\-=＝*\s]{3,}")
_RADIO = re.compile(r"[○●◯□■☐]\s*(?P<text>.+)", re.S)
_ENDS_WITH_TRUTH = re.compile(r".+[（(]\s*(?:√|×|对|错|正确|错误)\s*[）)][。.]?")


@dataclass(frozen=True)
class Line:
    """A line of a document with its place. `blank_before`: an empty line stands in front of it."""

    text: str
    where: Place
    blank_before: bool = False
    pictures: tuple[Picture, ...] = ()


@dataclass
class _State:
    """What has been read so far."""

    style: str
    raws: list[Raw] = field(default_factory=list)
    ignored: list[tuple[Place, str]] = field(default_factory=list)
    kind: Kind | None = None
    last: str = ""
    last_number: int = 0
    survey: bool = False
    table: bool = False
    tables: list[tuple[Kind | None, dict[int, str]]] = field(default_factory=list)
    sections: list[Kind | None] = field(default_factory=list)
    section_of: dict[int, int] = field(default_factory=dict)

    @property
    def raw(self) -> Raw | None:
        return self.raws[-1] if self.raws else None


def read_lines(lines: Sequence[Line], name: str = "text") -> Reading:
    """Read typed questions; every line belongs to a question, to a heading, or is named among the ignored ones."""
    expanded = [part for line in lines for part in _split_numbers(line)]
    state = _State(style=_style(expanded))
    for at, line in enumerate(expanded):
        following = expanded[at + 1].text if at + 1 < len(expanded) else ""
        _take(state, line, following)
    _use_tables(state)
    return Reading(name, [_finished(raw) for raw in state.raws], state.ignored)


def _finished(raw: Raw) -> Draft:
    return understand(raw)


def _split_numbers(line: Line) -> Iterator[Line]:
    """Part “37.…（√）38.…（×）” where the next number follows a closing sign."""
    first = marks.number_of(line.text)
    begin, text = 0, line.text
    number = first.number if first else 0
    while number:
        found = re.compile(rf"(?<=[）)。.？?！!])\s*(?={number + 1}\s*[.、．](?!\d))").search(text, begin + 1)
        if not found:
            break
        yield Line(text[begin : found.start()], line.where, line.blank_before, line.pictures if begin == 0 else ())
        begin, number = found.end(), number + 1
    yield Line(text[begin:], line.where, line.blank_before and begin == 0, line.pictures if begin == 0 else ())


def _style(lines: Sequence[Line]) -> str:
    """Return the habit of numbering that the questions follow: the one with the longest run of rising numbers."""
    runs: Counter[str] = Counter()
    last: dict[str, int] = {}
    for line in lines:
        if found := marks.number_of(line.text):
            if found.number in (1, last.get(found.style, 0) + 1):
                runs[found.style] += 1
            last[found.style] = found.number
    order = {"plain": 0, "word": 1, "half": 2, "bracket": 3, "circle": 4}
    return max(runs, key=lambda style: (runs[style], -order[style]), default="")


def _take(state: _State, line: Line, following: str) -> None:
    """Sort one line in."""
    text = line.text
    if not text:
        return
    if _RULE.fullmatch(text):
        state.ignored.append((line.where, text))
    elif not _take_heading(state, line) and not _take_table(state, line) and not _take_start(state, line, following):
        _take_part(state, line, following)


def _take_heading(state: _State, line: Line) -> bool:
    """A heading names the kind of what follows; “参考答案” alone begins a table of answers."""
    text = line.text
    open_answer = state.raw is not None and _wants_answer(state.raw)
    if marks.ANSWERS_HEAD.fullmatch(text) and state.raws and not (open_answer and _is_last_essay(state)):
        state.table, state.last = True, ""
        return True
    found = marks.section_of(text)
    if not found:
        return False
    state.kind, state.last = found[0], ""
    if state.table:
        state.tables.append((found[0], {}))
    else:
        state.sections.append(found[0])
        state.ignored.append((line.where, text))
        state.last_number = 0
    return True


def _is_last_essay(state: _State) -> bool:
    raw = state.raw
    return raw is not None and raw.kind is Kind.ESSAY


def _wants_answer(raw: Raw) -> bool:
    return "answer" not in raw.fields


def _take_table(state: _State, line: Line) -> bool:
    """Lines such as “1-5 ABCDE”, after all questions or below “参考答案”."""
    keys = marks.table_keys(line.text)
    rising = bool(state.raws) and len(keys) > 1
    if not keys or not (state.table or rising):
        return False
    if not state.tables or (state.tables[-1][1] and min(keys) <= max(state.tables[-1][1])):
        state.tables.append((state.tables[-1][0] if state.table and state.tables else None, {}))
    state.tables[-1][1].update(keys)
    state.table = True
    return True


def _take_start(state: _State, line: Line, following: str) -> bool:
    """A number, a tag, or a paragraph after an empty line begins a question."""
    number = marks.number_of(line.text)
    if number and number.style == state.style and _is_next(state, number.number):
        state.last_number = number.number
        _begin(state, line, str(number.number), number.rest)
        return True
    if state.style == "" or not state.last_number:
        tagged = _TAGGED.fullmatch(line.text)
        if (tagged and tagged["rest"]) or (state.style == "" and _begins_without_number(state, line)):
            _begin(state, line, str(len(state.raws) + 1), line.text)
            return True
    if _SURVEY_ITEM.fullmatch(line.text) and not number:
        # A survey's own items (name, township) carry no number among numbered questions.
        state.survey, state.last = True, "survey"
        state.ignored.append((line.where, line.text))
        return True
    return False


def _is_next(state: _State, number: int) -> bool:
    """Numbers rise; 1 begins anew after a heading or once the question before is complete."""
    raw = state.raw
    complete = raw is None or bool(raw.options or raw.fields) or state.last == ""
    if number > state.last_number:
        return complete or number <= state.last_number + 30
    return number == 1 and complete


def _begins_without_number(state: _State, line: Line) -> bool:
    raw = state.raw
    if marks.field_of(line.text) or marks.options_of(line.text, "A", "B"):
        return False
    return raw is None or line.blank_before or "answer" in raw.fields or bool(_ENDS_WITH_TRUTH.fullmatch(line.text))


def _begin(state: _State, line: Line, number: str, rest: str) -> None:
    raw = Raw(number, line.where, kind=state.kind, pictures=list(line.pictures), lines=[line.text])
    tagged = _TAGGED.match(rest)
    if tagged and (kind := kind_of(tagged["kind"])):
        raw.kind, raw.kind_is_certain, rest = kind, True, tagged["rest"]
    stem, options = marks.split_stem(rest)
    raw.stem.append(stem)
    raw.options += marks.options_of(options, "A") if options else []
    state.section_of[len(state.raws)] = len(state.sections) - 1
    state.raws.append(raw)
    state.last, state.survey, state.table = ("option" if raw.options else "stem"), False, False


def _take_part(state: _State, line: Line, following: str) -> None:
    """A line within a question: an option, a field, or more of what stands before it."""
    raw = state.raw
    if raw is None or state.survey or state.table:
        state.ignored.append((line.where, line.text))
        return
    raw.lines.append(line.text)
    raw.pictures += line.pictures
    if marks.is_your_answer(line.text):
        return
    if found := marks.field_of(line.text):
        state.last = found[0]
        raw.add(*found)
    elif "answer" not in raw.fields and (options := _options(raw, line.text, following)):
        state.last = "option"
        raw.options += options
    else:
        _go_on(state, raw, line.text)


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


def _go_on(state: _State, raw: Raw, text: str) -> None:
    if state.last == "option" and raw.options:
        letter, before = raw.options[-1]
        raw.options[-1] = (letter, f"{before}\n{text}")
    elif state.last in raw.fields:
        raw.fields[state.last] += f"\n{text}"
    else:
        raw.stem.append(text)


def _use_tables(state: _State) -> None:
    """Give the keys of answer tables to the questions they number; a table of a kind serves that kind's section."""
    for kind, keys in state.tables:
        for at, raw in enumerate(state.raws):
            section = state.section_of.get(at, -1)
            own = state.sections[section] if 0 <= section < len(state.sections) else None
            if kind is not None and own is not None and own is not kind:
                continue
            key = keys.get(int(raw.number)) if raw.number.isdecimal() else None
            if key and not raw.key_from_table and not raw.fields.get("answer"):
                raw.add("answer", key)
                raw.key_from_table = True

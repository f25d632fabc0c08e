"""Questions as JSON with the keys of quiz programs: lists, lists within lists, an object a line. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from elearn.errors import marked
from elearn.questions.formats import assembled, json_answer
from elearn.questions.formats.json_answer import Counting
from elearn.questions.formats.json_find import Entry, check_doubled, find, sized
from elearn.questions.formats.json_keys import (
    DIFFICULTY_WORDS,
    ROLE,
    TWO_KEYS,
    Roles,
    folded,
    is_empty,
    lettered_place,
    roles_of,
)
from elearn.questions.formats.json_options import Options, options_of
from elearn.questions.formats.json_shapes import (
    NUMBERED,
    are_numbered,
    comparable,
    counting_of,
    flat,
    in_stem,
    kind_by_word,
    pair_text,
    with_wrong,
)
from elearn.questions.formats.json_text import leaves, text_of
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.reading import Draft, Place, Reading, drafted
from elearn.questions.formats.taken_pictures import NO_PICTURE, embedded
from elearn.questions.formats.understand import typed_again, understand
from elearn.questions.grading import CHOICE_KINDS, Kind, letters
from elearn.questions.parsed import ParsedQuestion, Picture, Wrong, from_json

NO_OBJECT = marked("This entry is no question: it is not an object with keys.")
MEDIA = marked("This question holds a sound, a film or a program, which can't be taken over.")
_SIMPLE = ("explanation", "source", "topic", "uses", "effective_on", "review_on", "points")


def is_json(text: str) -> bool:
    """Say whether a text is JSON or JSON lines, right or broken."""
    start = text.lstrip("\ufeff \r\n\t")
    return bool(re.match(r'\{\s*"|\[\s*(?:\{|\]|$)', start))


def read_json(text: str) -> Reading:
    """Read a list of questions. Raises Unreadable for a file that is not JSON at all."""
    found = find(text.lstrip("\ufeff"))
    found.entries = [replace(each, value=flat(sized(each.value))) for each in found.entries]
    reader = _Reader(counting_of(found.entries), are_numbered(found.entries), dict(found.ignored))
    reading = Reading("json", title=found.title[:60])
    for number, entry in enumerate(found.entries, 1):
        reading.drafts.append(reader.draft(str(number), entry))
    reading.pictures = reader.files
    reading.ignored = [(Place(), key) for key in reader.ignored]
    return reading


@dataclass
class _Reader:
    counting: Counting
    numbered: bool = False
    ignored: dict[str, None] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def draft(self, number: str, entry: Entry) -> Draft:
        """Return the draft of one entry; what can't be understood is said and keeps it out."""
        draft = Draft(number, entry.where, None, text=json.dumps(entry.value, ensure_ascii=False, default=str)[:5000])
        try:
            if isinstance(entry.value, Wrong):
                raise entry.value
            if not isinstance(entry.value, dict):
                raise Wrong("no-object", NO_OBJECT)
            check_doubled(entry.value)
            if own := _own(number, entry.where, entry.value):
                return own
            roles = roles_of(entry.value)
            if "children" in roles:
                return self._case(number, entry, roles)
            raw = self._raw(number, entry, roles)
        except Wrong as wrong:
            draft.reject(wrong.code, wrong.message, **wrong.params)
            return draft
        draft.text = typed_again(raw)
        return understand(raw)

    def _raw(self, number: str, entry: Entry, roles: Roles) -> Raw:
        values = {role: value for role, (_, value) in roles.items()}
        raw = Raw(assembled.own_ref(str(values.get("number", ""))) or number, entry.where)
        raw.kind = kind_by_word(values.get("kind"), entry.kind)
        raw.kind_is_certain = raw.kind is not None
        _check(values, raw, self.files)
        raw.stem = [text_of(each) for each in (values.get("material"), values.get("stem")) if not is_empty(each)]
        if self.numbered and raw.stem:
            raw.stem[-1] = NUMBERED.sub("", raw.stem[-1], count=1)
        options = with_wrong(values, options_of(entry.value, values.get("options")), raw)
        if all(letter == text for letter, text in options.listed):
            # Nothing but letters: what they stand for may be in the text.
            options = in_stem(raw) or options
        raw.options = options.listed
        raw.fields["answer"] = self._agreed(raw, options, roles)
        self._more(raw, values, entry)
        self._name_unknown(entry.value, roles)
        return raw

    def _agreed(self, raw: Raw, options: Options, roles: Roles) -> str:
        """Return the key; where two keys of the entry name it they must mean the same."""
        first = roles.get("answer", ("", None))
        if "answer2" not in roles:
            return self._answer(raw, options, first[1])
        found, refused = [], None
        for _, answer in (first, roles["answer2"]):
            try:
                found.append(self._answer(raw, options, answer))
            except Wrong as wrong:
                refused = wrong
        if refused is not None and (not found or refused.code != "number-answer"):
            raise refused
        if len({comparable(each, options) for each in found}) > 1:
            raise Wrong("two-keys", TWO_KEYS, first=first[0], second=roles["answer2"][0])
        return found[0]

    def _answer(self, raw: Raw, options: Options, answer: Any) -> str:
        if is_empty(answer):
            return "".join(sorted(options.right))
        if raw.kind in (Kind.MATCH, Kind.ORDER) and not raw.options and isinstance(answer, list | dict):
            parts = answer if isinstance(answer, list) else [list(each) for each in answer.items()]
            texts = [pair_text(each) if raw.kind is Kind.MATCH else text_of(each) for each in parts]
            raw.options = list(zip(letters(26), texts, strict=False))
            if len(texts) > len(raw.options):
                raise Wrong("options", marked("More than 26 options can't be taken over."))
            return ""
        is_choice = raw.kind in CHOICE_KINDS or raw.kind in (None, Kind.TRUE_FALSE)
        if raw.options and is_choice:
            return json_answer.of_choice(options, answer, self.counting, raw.kind)
        return json_answer.of_other(raw.kind, answer)

    def _more(self, raw: Raw, values: Mapping[str, Any], entry: Entry) -> None:
        for role in _SIMPLE:
            if role in values:
                raw.fields[role] = text_of(values[role])
        if entry.topic:
            raw.fields.setdefault("topic", entry.topic[:60])
        if "difficulty" in values:
            word = text_of(values["difficulty"]).strip().casefold()
            if word in DIFFICULTY_WORDS:
                raw.fields["difficulty"] = DIFFICULTY_WORDS[word]
            else:
                self.ignored[f"difficulty: {word[:20]}"] = None

    def _name_unknown(self, entry: Mapping[str, Any], roles: Roles) -> None:
        known = {key for key, _ in roles.values()}
        for key, value in entry.items():
            is_known = key in known or lettered_place(key) or ROLE.get(folded(key)) in ("marks", "number", "kind")
            if not is_known and not is_empty(value):
                self.ignored[key] = None

    def _case(self, number: str, entry: Entry, roles: Roles) -> Draft:
        """Return the draft of a text with questions of its own; a doubt about one of them is one about the case."""
        values = {role: value for role, (_, value) in roles.items()}
        _check(values, None, self.files)
        texts = [text_of(each) for each in (values.get("material"), values.get("stem")) if not is_empty(each)]
        stem, children, draft = assembled.needed("\n".join(texts)), [], Draft(number, entry.where, None)
        for at, each in enumerate(values["children"], 1):
            child = self.draft(str(at), replace(entry, value=each, kind=None, topic=""))
            draft.rejected += child.rejected
            draft.warnings += [doubt for doubt in child.warnings if doubt.code not in ("no-explanation", "no-source")]
            children += [replace(child.question, ref="", topic="")] if child.question else []
        question = ParsedQuestion(
            assembled.own_ref(str(values.get("number", ""))),
            Kind.CASE,
            stem,
            (),
            None,
            explanation=text_of(values.get("explanation", "")),
            source=text_of(values.get("source", "")).replace("\n", " "),
            topic=(text_of(values["topic"]) if "topic" in values else entry.topic).replace("\n", " ")[:60],
            children=tuple(children),
        )
        self._name_unknown(entry.value, roles)
        if draft.rejected:
            draft.text = "\n".join([stem, *(text_of(each) for each in values["children"])])[:5000]
            return draft
        made = drafted(number, entry.where, question, "")
        made.text = assembled.draft(number, entry.where, lambda: question).text
        made.warnings += draft.warnings
        return made


def _own(number: str, where: Place, entry: dict[str, Any]) -> Draft | None:
    """Return the draft of an entry in the form that `elearn bank import --json` prints."""
    if not {"ref", "kind", "stem", "options", "answer", "difficulty", "pictures"} <= entry.keys():
        return None
    try:
        question = from_json(entry)
    except (ValueError, KeyError, TypeError, ArithmeticError, AttributeError):
        return None
    return assembled.draft(question.ref or number, where, lambda: question)


def _check(values: Mapping[str, Any], raw: Raw | None, files: dict[str, bytes]) -> None:
    """Take pictures that the file itself holds. Raises Wrong for what a question shows and the file does not hold."""
    for source in map(str, leaves(values.get("pictures", []))):
        name, body = embedded(source)
        if not body or raw is None:
            raise Wrong("picture-missing", NO_PICTURE, file=source[:80])
        raw.pictures.append(Picture(assembled.keep_picture(files, name, body), ""))
    if "media" in values:
        raise Wrong("media", MEDIA)

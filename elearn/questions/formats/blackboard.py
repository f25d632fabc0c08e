"""Questions as Blackboard takes them: a line each, parted by tabs, the kind first. Pure."""

from collections.abc import Callable, Sequence

from elearn.errors import marked
from elearn.questions.formats import assembled
from elearn.questions.formats.reading import Draft, Place, Reading
from elearn.questions.formats.rich import html_text
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, Wrong, truth

KINDS = (
    "MC",
    "MA",
    "TF",
    "ESS",
    "SR",
    "ORD",
    "MAT",
    "FIB",
    "FIB_PLUS",
    "NUM",
    "OP",
    "FIL",
    "JUMBLED_SENTENCE",
    "QUIZ_BOWL",
)
NEITHER = marked("“%(text)s” should say “correct” or “incorrect”.")
HALF_PAIR = marked("A pair lacks one of its sides.")
NO_ANSWER = marked("The answer is missing.")


def is_blackboard(text: str) -> bool:
    """Say whether every line begins with one of Blackboard's kinds and a tab."""
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    return bool(lines) and all(line.split("\t")[0].strip().upper() in KINDS and "\t" in line for line in lines)


def read_blackboard(text: str) -> Reading:
    """Read lines of Blackboard's questions."""
    reading = Reading("blackboard")
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if line.strip():
            reading.drafts.append(_draft(number, line))
    return reading


def _draft(number: int, line: str) -> Draft:
    fields = [html_text(part, strict=False).text for part in line.rstrip("\t ").split("\t")]
    kind, stem, parts = fields[0], "".join(fields[1:2]), fields[2:]

    def make() -> ParsedQuestion:
        found = _KINDS.get(kind.upper())
        if found is None:
            raise Wrong("unknown-kind", assembled.NOT_KNOWN, kind=kind)
        return found(stem, parts)

    return assembled.draft(str(number), Place(line=number), make, text=line)


def _choice(one_only: bool) -> Callable[[str, Sequence[str]], ParsedQuestion]:
    def make(stem: str, parts: Sequence[str]) -> ParsedQuestion:
        texts, said = parts[::2], [part.strip().casefold() for part in parts[1::2]]
        if len(said) < len(texts):
            raise Wrong("bad-mark", NEITHER, text=texts[-1][:40])
        for each in said:
            if each not in ("correct", "incorrect"):
                raise Wrong("bad-mark", NEITHER, text=each[:40])
        return assembled.choice("", stem, texts, [at for at, each in enumerate(said) if each == "correct"], one_only)

    return make


def _statement(stem: str, parts: Sequence[str]) -> ParsedQuestion:
    if len(parts) != 1 or truth(parts[0]) is None:
        raise Wrong("answer", marked("The answer must be 正确 or 错误."))
    return ParsedQuestion("", Kind.TRUE_FALSE, assembled.needed(stem), (), truth(parts[0]))


def _essay(stem: str, parts: Sequence[str]) -> ParsedQuestion:
    return ParsedQuestion("", Kind.ESSAY, assembled.needed(stem), (), "\n".join(parts))


def _match(stem: str, parts: Sequence[str]) -> ParsedQuestion:
    if len(parts) % 2:
        raise Wrong("pair", HALF_PAIR)
    return assembled.match("", stem, list(zip(parts[::2], parts[1::2], strict=True)))


def _number(stem: str, parts: Sequence[str]) -> ParsedQuestion:
    if not parts:
        raise Wrong("no-answer", NO_ANSWER)
    return assembled.fill("", stem, [[assembled.number_range(parts[0], parts[1] if len(parts) > 1 else "")]])


def _blanks(stem: str, parts: Sequence[str]) -> ParsedQuestion:
    """[a] in the stem is the blank a; after its name stand its answers, up to an empty field."""
    answers: dict[str, list[str]] = {}
    name = ""
    for part in parts:
        if not part:
            name = ""
        elif not name:
            name = part
            answers[name] = []
        else:
            answers[name].append(part)
    places = sorted(answers, key=lambda each: stem.find(f"[{each}]"))
    if any(f"[{each}]" not in stem for each in answers):
        raise Wrong("blanks", marked("A blank named in the answers is not in the question."))
    for each in places:
        stem = stem.replace(f"[{each}]", assembled.BLANK, 1)
    return assembled.fill("", stem, [answers[each] for each in places])


_KINDS: dict[str, Callable[[str, Sequence[str]], ParsedQuestion]] = {
    "MC": _choice(one_only=True),
    "MA": _choice(one_only=False),
    "TF": _statement,
    "ESS": _essay,
    "SR": _essay,
    "ORD": lambda stem, parts: assembled.order("", stem, parts),
    "MAT": _match,
    "FIB": lambda stem, parts: assembled.fill("", stem, [parts]),
    "NUM": _number,
    "FIB_PLUS": _blanks,
}

"""What has been read so far of a typed document. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from elearn.questions.formats import marks
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.reading import Place
from elearn.questions.grading import Kind


@dataclass
class State:
    """Questions, headings and materials in order; what the last line was; the list within a text that is going on."""

    style: str
    raws: list[Raw] = field(default_factory=list)
    ignored: list[tuple[Place, str]] = field(default_factory=list)
    kind: Kind | None = None
    last: str = ""
    last_number: int = 0
    nested: int = 0
    survey: bool = False
    sections: list[Kind | None] = field(default_factory=list)
    materials: list[tuple[Place, list[str]]] = field(default_factory=list)
    material_ends: int = 0
    in_answers: bool = False
    answers_section: int | None = None
    answers_last: int = 0
    answered: Raw | None = None
    """The question whose answer the last line of the answers gave."""
    front: dict[int, str] = field(default_factory=dict)
    """Keys that stand before all questions."""

    @property
    def raw(self) -> Raw | None:
        """Return the question that is being read."""
        return self.raws[-1] if self.raws else None

    @property
    def complete(self) -> bool:
        """Say whether the question that is being read has all it may need."""
        raw = self.raw
        return raw is None or bool(raw.options or raw.fields) or self.last == ""

    @property
    def in_field(self) -> bool:
        """Say whether the last line belonged to a field of the question."""
        return self.raw is not None and self.last in self.raw.fields

    @property
    def in_long_text(self) -> bool:
        """Say whether the last line belonged to a text that may hold a list: an explanation, an essay's answer."""
        if not self.in_field or self.raw is None:
            return False
        return self.last in ("explanation", "points") or (self.last == "answer" and not self.raw.options)

    def wants_text(self, following: str) -> bool:
        """Say whether a line can be more of the question's own text, since its options or its answer follow."""
        raw = self.raw
        if raw is None or self.last != "stem":
            return False
        return bool(marks.options_of(following, "A")) or marks.field_of(following) is not None

    def begin_section(self, kind: Kind | None) -> None:
        """A heading begins: numbers may begin anew, and materials before it are done."""
        self.kind, self.last, self.last_number, self.nested = kind, "", 0, 0
        self.sections.append(kind)
        self.material_ends = -1 if self.materials else 0

    def add(self, raw: Raw) -> None:
        """A question begins."""
        raw.section = len(self.sections) - 1
        number = int(raw.number) if raw.number.isdecimal() else 0
        if self.materials and self.material_ends >= 0 and (not self.material_ends or number <= self.material_ends):
            raw.material = len(self.materials) - 1
        self.raws.append(raw)
        self.last, self.survey, self.in_answers = ("option" if raw.options else "stem"), False, False

    def open(self, number: int, section: int | None) -> Iterator[Raw]:
        """Yield the questions of this number that have no answer yet."""
        for raw in self.raws:
            own = not raw.fields.get("answer") and raw.number == str(number)
            if own and (section is None or raw.section == section):
                yield raw

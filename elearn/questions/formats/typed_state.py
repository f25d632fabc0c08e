"""What has been read so far of a typed document. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from elearn.questions.formats import marks
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.reading import Place
from elearn.questions.formats.typed_tail import Tail, settle
from elearn.questions.grading import Kind


@dataclass
class State:
    """Questions, headings and materials in order; what the last line was; the list within a text that is going on."""

    style: str
    raws: list[Raw] = field(default_factory=list)
    ignored: list[tuple[Place, str]] = field(default_factory=list)
    orphans: list[tuple[Place, str]] = field(default_factory=list)
    """Lines that no question was there for; those that look like one are refused, the others ignored."""
    kind: Kind | None = None
    last: str = ""
    last_number: int = 0
    nested: int = 0
    survey: bool = False
    sections: list[Kind | None] = field(default_factory=list)
    materials: list[tuple[Place, list[str]]] = field(default_factory=list)
    material_ends: int = 0
    terms: bool = False
    """Below the last heading stand terms to explain."""
    in_answers: bool = False
    answers_section: int | None = None
    answers_last: int = 0
    answered: Raw | None = None
    """The question whose answer the last line of the answers gave."""
    answers_material: int | None = None
    """The case that a heading within the answers names."""
    answers_headed: bool = False
    group: int = 0
    """Questions among which every number is there once: those of a section, of a case, of one count from 1."""
    labels: list[str] = field(default_factory=list)
    """How each material is called: 一 for 案例一, "" for none."""
    tails: list[Tail] = field(default_factory=list)
    """Lines below the options of the question that is being read."""
    option_at: Place | None = None
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
        return raw is None or bool(raw.options or raw.fields) or self.last in ("", "material")

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

    def begin_section(self, kind: Kind | None, heading: str) -> None:
        """A heading begins: numbers may begin anew, and materials before it are done."""
        self.end_options(is_followed=True)
        self.kind, self.last, self.last_number, self.nested = kind, "", 0, 0
        self.group += 1
        self.terms = "名词解释" in heading
        self.sections.append(kind)
        self.material_ends = -1 if self.materials else 0

    def begin_material(self, where: Place, text: str, label: str, ends: int) -> None:
        """A text begins that the questions below it share."""
        self.end_options(is_followed=True)
        self.materials.append((where, [text] if text else []))
        self.labels.append(label)
        self.material_ends, self.last = ends, "material"
        self.group += 1

    def end_options(self, *, is_followed: bool) -> None:
        """The question that is being read is done: what stood below its last option is decided over."""
        if self.tails and self.raw:
            self.ignored += settle(self.raw, self.tails, is_followed=is_followed)

    def add(self, raw: Raw) -> None:
        """A question begins."""
        self.end_options(is_followed=True)
        raw.section = len(self.sections) - 1
        number = int(raw.number) if raw.number.isdecimal() else 0
        before = self.raw.number if self.raw and self.raw.group == self.group else ""
        if number and before.isdecimal() and number <= int(before):
            self.group += 1
        raw.group, raw.is_term = self.group, self.terms
        if self.materials and self.material_ends >= 0 and (not self.material_ends or number <= self.material_ends):
            raw.material = len(self.materials) - 1
        self.raws.append(raw)
        self.last, self.survey, self.in_answers = ("option" if raw.options else "stem"), False, False

    def open(self, number: int, section: int | None, material: int | None = None) -> Iterator[Raw]:
        """Yield the questions of this number that have no answer yet."""
        for raw in self.raws:
            own = not raw.fields.get("answer") and raw.number == str(number)
            if own and section in (None, raw.section) and material in (None, raw.material):
                yield raw

"""Every question of a handed-in paper with its key."""

from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from elearn.exams import marking, queries, sitting
from elearn.exams.seats import Seat
from elearn.web.learner import fragments


@dataclass(frozen=True)
class Judged:
    """One question after hand-in."""

    head: Markup
    html: Markup
    marks: Decimal
    full: Decimal
    topic: tuple[str, str]
    """(slug of the bank, 知识点)"""

    @property
    def right(self) -> bool:
        """Say whether it has full marks."""
        return self.marks == self.full


def judged(attempt: Seat) -> list[Judged]:
    """Return all questions of a handed-in attempt with key, marks and explanation."""
    facts = sitting.sitting(attempt.id)
    assert facts is not None
    responses = queries.responses(attempt.id)
    keys = marking.keys_of(facts, attempt.revision)
    rows = []
    for number, (item, key) in enumerate(zip(facts.items, keys, strict=True), 1):
        question = fragments.known(item.version)
        marks = (Decimal((attempt.marks or [])[number - 1] or 0), item.marks)
        own = key == marking.own_key(item.version)
        html = fragments.judged(item.version, item.order, responses.get(number), key, own, marks)
        topic = (question.bank, question.parsed.topic)
        head = fragments.head(number, question.parsed.kind.value, item.marks)
        rows.append(Judged(head, html, *marks, topic))
    return rows

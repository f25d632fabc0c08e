"""Whether drawing rules can be met right now, and how many of their questions learners may have met before."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from sqlalchemy import select

from elearn.db import session
from elearn.exams import drawing
from elearn.exams.paper import PoolTooSmall, Rule, choose
from elearn.questions.models import QuestionVersion


@dataclass(frozen=True)
class RuleCheck:
    """What one rule finds: questions that it may draw, and those of them that practice or games show as well."""

    rule: Rule
    found: int
    open: int

    @property
    def missing(self) -> int:
        """Return how many questions are missing."""
        return max(0, self.rule.count - self.found)

    @property
    def total(self) -> Decimal:
        """Return the marks of all its questions."""
        return self.rule.count * self.rule.marks


@dataclass(frozen=True)
class Check:
    """What all rules find together. `short`: the refusal that publication would give."""

    rules: Sequence[RuleCheck]
    short: PoolTooSmall | None

    @property
    def questions(self) -> int:
        """Return how many questions a paper has."""
        return sum(each.rule.count for each in self.rules)

    @property
    def marks(self) -> Decimal:
        """Return the marks of a whole paper."""
        return sum((each.total for each in self.rules), Decimal(0))


def check(rules: Sequence[Rule], unit_code: str) -> Check:
    """Say what rules find among what a unit may use."""
    pools = drawing.pools_for(rules, unit_code)
    is_open = _open_ones({version for pool in pools for version in pool})
    rows = [
        RuleCheck(rule, len(pool), sum(version in is_open for version in pool))
        for rule, pool in zip(rules, pools, strict=True)
    ]
    return Check(rows, _short(rules, pools))


def _short(rules: Sequence[Rule], pools: Sequence[Sequence[int]]) -> PoolTooSmall | None:
    try:
        for _ in range(drawing.TRIALS):
            choose(rules, pools, Random(secrets.token_hex(8)))  # noqa: S311  (who may guess it gains nothing)
    except PoolTooSmall as error:
        return error
    return None


def _open_ones(ids: set[int]) -> set[int]:
    """Return the versions that are not kept for exams alone."""
    rows = session.execute(select(QuestionVersion.id, QuestionVersion.uses).where(QuestionVersion.id.in_(ids)))
    return {key for key, uses in rows if len(uses) > 1}

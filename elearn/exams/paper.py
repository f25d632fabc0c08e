"""Drawing a paper by rules: pure; the pool and the seed are passed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from elearn.questions.grading import CHOICE_KINDS, Kind, letters


@dataclass(frozen=True)
class Rule:
    """Draw `count` questions of a kind from a bank, each worth `marks`."""

    bank: str
    kind: Kind
    count: int
    marks: Decimal

    def as_json(self) -> dict[str, Any]:
        """Return the form that the exam table stores."""
        return {"bank": self.bank, "kind": self.kind.value, "count": self.count, "marks": str(self.marks)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Rule":
        """Read what as_json() wrote."""
        return cls(data["bank"], Kind(data["kind"]), int(data["count"]), Decimal(data["marks"]))


@dataclass(frozen=True)
class Item:
    """One question of a paper. `order` lists the version's own letters in the order in which they are shown."""

    version: int
    order: str
    marks: Decimal

    def as_json(self) -> dict[str, Any]:
        """Return the form that the paper table stores."""
        return {"version": self.version, "order": self.order, "marks": str(self.marks)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Item":
        """Read what as_json() wrote."""
        return cls(int(data["version"]), data["order"], Decimal(data["marks"]))


class PoolTooSmall(Exception):
    """A rule asks for more questions than there are; says how many are missing."""

    def __init__(self, rule: Rule, found: int) -> None:
        super().__init__(f"{rule.bank}/{rule.kind}: {rule.count} wanted, {found} found")
        self.rule = rule
        self.found = found


def draw(
    rules: Sequence[Rule],
    pools: Mapping[tuple[str, Kind], Sequence[int]],
    option_counts: Mapping[int, int],
    seed: str,
) -> list[Item]:
    """Draw a paper: questions in the order of the rules, shuffled within one rule, options shuffled in choice kinds.

    The same pools and seed give the same paper. Raises PoolTooSmall.
    """
    source = Random(seed)  # noqa: S311  (not for secrets; the seed is)
    items: list[Item] = []
    taken: set[int] = set()
    for rule in rules:
        pool = [version for version in pools.get((rule.bank, rule.kind), ()) if version not in taken]
        if len(pool) < rule.count:
            raise PoolTooSmall(rule, len(pool))
        for version in source.sample(pool, rule.count):
            taken.add(version)
            items.append(Item(version, _shuffled(rule.kind, option_counts.get(version, 0), source), rule.marks))
    return items


def _shuffled(kind: Kind, option_count: int, source: Random) -> str:
    own = list(letters(option_count))
    if kind in CHOICE_KINDS:
        source.shuffle(own)
    return "".join(own)


def to_own_letters(order: str, response: Any) -> Any:
    """Translate a response from the letters shown to the version's own; other kinds of response stay as they are."""
    if not order or not isinstance(response, str):
        return response
    return "".join(sorted(order[letters(len(order)).index(letter)] for letter in response))


def to_shown_letters(order: str, key: Any) -> Any:
    """Translate a key from the version's own letters to the letters shown."""
    if not order or not isinstance(key, str):
        return key
    return "".join(sorted(letters(len(order))[order.index(letter)] for letter in key))

"""Drawing a paper by rules: pure; the pools and the seed are passed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from elearn.questions.grading import Difficulty, Kind, Shape, draw_order


@dataclass(frozen=True)
class Rule:
    """Draw `count` questions of a kind from a bank, each worth `marks`.

    An empty bank means every bank that the exam's unit may use; topic (知识点) and difficulty narrow it down.
    """

    bank: str
    kind: Kind
    count: int
    marks: Decimal
    topic: str = ""
    difficulty: Difficulty | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the form that the exam table stores."""
        found = {"bank": self.bank, "kind": self.kind.value, "count": self.count, "marks": str(self.marks)}
        if self.topic:
            found["topic"] = self.topic
        if self.difficulty:
            found["difficulty"] = self.difficulty.value
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Rule":
        """Read what as_json() wrote."""
        return cls(
            bank=data["bank"],
            kind=Kind(data["kind"]),
            count=int(data["count"]),
            marks=Decimal(data["marks"]),
            topic=data.get("topic", ""),
            difficulty=Difficulty(data["difficulty"]) if data.get("difficulty") else None,
        )


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
    """A rule asks for more questions than there are."""

    def __init__(self, rule: Rule, found: int) -> None:
        super().__init__(f"{rule.bank}/{rule.kind}: {rule.count} wanted, {found} found")
        self.rule = rule
        self.found = found


def draw(
    rules: Sequence[Rule],
    pools: Sequence[Sequence[int]],
    shapes: Mapping[int, Shape],
    seed: str,
    *,
    shuffle_questions: bool = True,
    shuffle_options: bool = True,
) -> list[Item]:
    """Draw a paper: questions in the order of the rules, each rule's from its own pool, none twice.

    Within a rule they are shuffled, or follow the pool's order. The same pools and seed give the same paper.
    Raises PoolTooSmall.
    """
    source = Random(seed)  # noqa: S311  (not for secrets; the seed is)
    items: list[Item] = []
    for rule, pool, chosen in zip(rules, pools, choose(rules, pools, source), strict=True):
        if not shuffle_questions:
            chosen.sort(key={version: place for place, version in enumerate(pool)}.__getitem__)
        items += [Item(version, draw_order(shapes[version], shuffle_options, source), rule.marks) for version in chosen]
    return items


def choose(rules: Sequence[Rule], pools: Sequence[Sequence[int]], source: Random) -> list[list[int]]:
    """Choose the questions of every rule, none twice in a paper. Raises PoolTooSmall.

    The rule with the least to spare chooses first, so that overlapping pools (a bank, and one 知识点 of it) don't
    fail where they could be met.
    """
    chosen: list[list[int]] = [[] for _ in rules]
    taken: set[int] = set()
    for at in sorted(range(len(rules)), key=lambda at: len(pools[at]) - rules[at].count):
        pool = [version for version in pools[at] if version not in taken]
        if len(pool) < rules[at].count:
            raise PoolTooSmall(rules[at], len(pool))
        chosen[at] = source.sample(pool, rules[at].count)
        taken.update(chosen[at])
    return chosen

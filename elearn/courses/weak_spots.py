"""What somebody is weak in, by 知识点: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

LAST = 10
"""So many answers to each 知识点 count; what was wrong long ago is forgiven."""
LEAST = 2
"""One answer alone says nothing."""
FIRM = Fraction(8, 10)
"""From this share on, nothing is weak."""

Topic = tuple[str, str]
"""(slug of the bank, 知识点)"""


@dataclass(frozen=True)
class Given:
    """One answer that was judged."""

    topic: Topic
    right: bool
    at: datetime


@dataclass(frozen=True)
class Spot:
    """How the last answers to one 知识点 went."""

    topic: Topic
    right: int
    total: int

    @property
    def share(self) -> Fraction:
        """The share that was right."""
        return Fraction(self.right, self.total)


def weak_spots(answers: Iterable[Given]) -> list[Spot]:
    """Return what is weak, the smallest share first; of equal ones that with more answers."""
    by_topic: dict[Topic, list[bool]] = {}
    for given in sorted(answers, key=lambda each: each.at, reverse=True):
        if given.topic[1] and len(by_topic.setdefault(given.topic, [])) < LAST:
            by_topic[given.topic].append(given.right)
    spots = [Spot(topic, sum(rights), len(rights)) for topic, rights in by_topic.items() if len(rights) >= LEAST]
    return sorted((spot for spot in spots if spot.share < FIRM), key=lambda spot: (spot.share, -spot.total, spot.topic))

"""What an exam leaves behind that a person should look at: pure. Nothing is a verdict, nothing is punished by itself.

Listed are impossible speeds, equal wrong answers, shared devices and pages left often. Each threshold says why it
stands where it does. They are set so that a list is short and every row is worth a look; innocent reasons stand
on the page beside it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from statistics import median

# Speeds -------------------------------------------------------------------------------------------------------------
BREATH = timedelta(seconds=2)
"""Nobody reads a question and chooses within so short a time after the answer before."""
READING = timedelta(seconds=6)
"""Where the silence before a burst of answers leaves this much for each of them, they were given before and only
arrived together: the network was away, or the page has no script and saves all answers with one button."""
LEAST_ANSWERS = 6
"""Fewer answers tell nothing about speed."""
PART_OF_MEDIAN = 3
"""A whole paper in less than this part (a third) of what people take in the middle."""
LEAST_PEOPLE = 10
"""So many people must have handed in before “in the middle” means anything."""

# Equal wrong answers -------------------------------------------------------------------------------------------------
LEAST_EQUAL = 4
"""So few equal wrong answers happen too easily."""
TIMES_CHANCE = 2.0
"""At least twice as many as chance would give."""
PAIRS_BY_CHANCE = 0.05
"""A pair is listed where among all pairs compared with it chance alone would make fewer than one in twenty exams show
one like it. People of one township are compared among themselves as well: there copying is possible, and there are far
fewer pairs."""
KEYS = 12
"""Of each person the rarest wrong answers look for partners; more would not find more, but take long."""
CROWD = 40
"""More people than that with the same three wrong answers are compared along a chain and not each with each."""
NEIGHBOURS = 4

# Leaving the page ----------------------------------------------------------------------------------------------------
LEFT_OFTEN = 5
LEFT_LONG = timedelta(minutes=3)

Key = tuple[int, int]
"""A question: its version, and its part (−1 unless it is a sub-question of a case)."""
Wrong = tuple[Key, str]
"""A wrong response, in the question's own letters."""


@dataclass(frozen=True)
class Sat:
    """What is known of one handed-in attempt."""

    attempt_id: int
    user_id: int
    group: str
    """People of one group (a township) may have sat side by side."""
    started_at: datetime
    handed_in_at: datetime
    by_clock: bool
    questions: int
    saved: tuple[datetime, ...]
    """When each answer was last received, in any order."""
    away_count: int = 0
    away_seconds: int = 0

    @property
    def taken(self) -> timedelta:
        """From start to hand-in."""
        return self.handed_in_at - self.started_at


@dataclass(frozen=True)
class Speed:
    """An attempt that was faster than people are."""

    attempt_id: int
    fast: int
    answers: int
    taken: timedelta
    median: timedelta | None
    """None where too few people have handed in."""
    is_short: bool
    """The whole paper took less than a third of the median."""


def fast_answers(saved: Iterable[datetime]) -> int:
    """Count the answers that came within a breath of the one before, bursts after a long enough silence left out."""
    times = sorted(saved)
    fast, burst, silence = 0, 0, timedelta(0)
    for before, after in pairwise(times):
        gap = after - before
        if gap <= BREATH:
            burst += 1
            continue
        fast += 0 if silence >= READING * (burst + 1) else burst
        burst, silence = 0, gap
    return fast + (0 if silence >= READING * (burst + 1) else burst)


def _burst_first(sat: Sat) -> int:
    """The first answer's silence begins with the start of the attempt."""
    return fast_answers((sat.started_at, *sat.saved))


def speeds(all_sat: Sequence[Sat]) -> list[Speed]:
    """Return the attempts that were too fast: more than half of the answers in a breath, or the whole paper in less
    than a third of the median time. Who answered less than half of the paper gave up, and was not fast."""
    full = [sat for sat in all_sat if 2 * len(sat.saved) >= sat.questions]
    middle = median(sat.taken.total_seconds() for sat in full) if len(full) >= LEAST_PEOPLE else None
    usual = None if middle is None else timedelta(seconds=middle)
    found = []
    for sat in full:
        fast, answers = _burst_first(sat), len(sat.saved)
        is_fast = answers >= LEAST_ANSWERS and 2 * fast > answers
        is_short = usual is not None and answers >= LEAST_ANSWERS and sat.taken * PART_OF_MEDIAN < usual
        if is_fast or is_short:
            found.append(Speed(sat.attempt_id, fast, answers, sat.taken, usual, is_short))
    return sorted(found, key=lambda each: (each.taken, each.attempt_id))


def leavers(all_sat: Iterable[Sat]) -> list[Sat]:
    """Return the attempts whose page was left often or long, the most often in front."""
    found = [sat for sat in all_sat if sat.away_count >= LEFT_OFTEN or timedelta(seconds=sat.away_seconds) >= LEFT_LONG]
    return sorted(found, key=lambda sat: (-sat.away_count, -sat.away_seconds, sat.attempt_id))


@dataclass(frozen=True)
class Sheet:
    """One person's paper for comparing: which questions they had, and their wrong responses."""

    attempt_id: int
    user_id: int
    group: str
    had: frozenset[Key]
    wrong: Mapping[Key, str]


@dataclass(frozen=True)
class Pair:
    """Two people with more equal wrong answers than chance explains."""

    first: int
    second: int
    """The two attempts, the smaller number first."""
    equal: int
    both_wrong: int
    """Questions that both had and both got wrong."""
    shared: int
    """Questions that both had."""
    expected: float
    """Equal wrong answers to be expected by chance."""
    by_chance: float
    """How many pairs like this one chance alone would make among those compared."""


class _Shares:
    """How large a share of all who had a question gave each wrong response, and how many wrong ones that makes."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        had: Counter[Key] = Counter(key for sheet in sheets for key in sheet.had)
        self.given: Counter[Wrong] = Counter(pair for sheet in sheets for pair in sheet.wrong.items())
        wrong: Counter[Key] = Counter()
        for (key, _), count in self.given.items():
            wrong[key] += count
        self.share = {pair: count / had[pair[0]] for pair, count in self.given.items()}
        self.wrong = {key: wrong[key] / count for key, count in had.items()}
        # Who gets much wrong meets others by chance more often.
        self.weakness = {
            sheet.attempt_id: len(sheet.wrong) / max(sum(self.wrong[key] for key in sheet.had), 0.5) for sheet in sheets
        }

    def chances(self, one: Sheet, other: Sheet) -> list[float]:
        """For each wrong answer of one person to a question that both had: how likely the other gives the same."""
        weak = self.weakness[other.attempt_id]
        return [min(0.95, self.share[key, response] * weak) for key, response in one.wrong.items() if key in other.had]


def at_least(chances: Sequence[float], count: int) -> float:
    """Return the probability that at least so many (one or more) of some independent events happen."""
    known = [1.0] + [0.0] * count
    for chance in chances:
        for at in range(count, 0, -1):
            step = known[at - 1] * chance
            known[at] = known[at] + step if at == count else known[at] * (1 - chance) + step
        known[0] *= 1 - chance
    return known[count]


def equal_wrong(sheets: Sequence[Sheet]) -> list[Pair]:
    """Return the pairs of people with unusually many equal wrong answers, the least likely in front.

    Candidates come from an index by three wrong answers, so that the work grows with the people and not with all pairs.
    """
    shares = _Shares(sheets)
    by_attempt = {sheet.attempt_id: sheet for sheet in sheets}
    groups = Counter(sheet.group for sheet in sheets)
    near = sum(count * (count - 1) // 2 for count in groups.values())
    far = len(sheets) * (len(sheets) - 1) // 2
    found = []
    for first, second in _candidates(sheets, shares):
        one, other = by_attempt[first], by_attempt[second]
        compared = near if one.group == other.group else far
        pair = _compare(one, other, shares, compared)
        if pair:
            found.append(pair)
    return sorted(found, key=lambda pair: (pair.by_chance, pair.first, pair.second))


def _compare(one: Sheet, other: Sheet, shares: _Shares, compared: int) -> Pair | None:
    both = one.wrong.keys() & other.wrong.keys()
    equal = sum(one.wrong[key] == other.wrong[key] for key in both)
    if equal < LEAST_EQUAL or one.user_id == other.user_id:
        return None
    sides = [shares.chances(one, other), shares.chances(other, one)]
    expected = max(map(sum, sides))
    by_chance = max(at_least(side, equal) for side in sides) * compared
    if equal < TIMES_CHANCE * expected or by_chance >= PAIRS_BY_CHANCE:
        return None
    return Pair(
        one.attempt_id, other.attempt_id, equal, len(both), len(one.had & other.had), round(expected, 1), by_chance
    )


def _candidates(sheets: Sequence[Sheet], shares: _Shares) -> set[tuple[int, int]]:
    """Pairs of attempts that share three of their rarest wrong answers."""
    rank = {pair: at for at, pair in enumerate(sorted(shares.given, key=lambda pair: (shares.given[pair], pair)))}
    holders: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
    for sheet in sheets:
        keys = sorted(rank[pair] for pair in sheet.wrong.items() if shares.given[pair] > 1)[:KEYS]
        for at, key in enumerate(keys[:-2]):
            holders[key].append((sheet.attempt_id, keys[at + 1 :]))
    found: set[tuple[int, int]] = set()
    # One first key at a time: the index of the other two is small and forgotten at once.
    for people in holders.values():
        index: dict[tuple[int, int], list[int]] = defaultdict(list)
        for attempt_id, others in people:
            for two in combinations(others, 2):
                index[two].append(attempt_id)
        for bucket in index.values():
            found.update(_together(bucket))
    return found


def _together(bucket: list[int]) -> Iterator[tuple[int, int]]:
    if len(bucket) <= CROWD:
        yield from combinations(sorted(bucket), 2)
        return
    ordered = sorted(bucket)
    for step in range(1, NEIGHBOURS + 1):
        yield from zip(ordered, ordered[step:], strict=False)

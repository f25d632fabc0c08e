"""Classical item statistics of any matrix of item scores: pure.

Rows are people, columns items; None is an item that somebody did not get, as on papers drawn for each person.

Sources of the formulas:
- facility: Crocker & Algina (1986), Introduction to Classical and Modern Test Theory, 14;
- discrimination by the upper and lower 27 %: Kelley (1939), J. Educ. Psychol. 30, 17-24;
- corrected item-total correlation: Henrysson (1963), Psychometrika 28, 211-218 (the rest score leaves the item out);
- alpha and alpha if an item is deleted: Cronbach (1951), Psychometrika 16, 297-334;
- standard error of measurement: Lord & Novick (1968), Statistical Theories of Mental Test Scores, 3.

On drawn papers an item's figures come from those who got it, and the rest score is the share of the marks that a
person has won on the others; alpha takes the variance of the items and the covariance of their pairs, pooled over
whoever got them, for a paper of the mean length: k c / (v + (k - 1) c). Where everybody got every item both are the
usual formulas.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

GROUP = 0.27
"""Share of people in the upper and in the lower group."""
Row = Sequence[float | None]
Column = list[tuple[int, float]]
"""The scores of an item, each with the number of the person."""


@dataclass(frozen=True)
class ItemFigures:
    """Figures of one item. `facility`: mean share of its marks, 0 to 1. What can't be computed is None."""

    name: str
    seen: int
    facility: float | None
    rest_correlation: float | None
    discrimination: float | None
    alpha_without: float | None


@dataclass(frozen=True)
class TestFigures:
    """Figures of a whole test; marks are points as in the matrix, on drawn papers the sums of what each person got."""

    people: int
    items: list[ItemFigures]
    mean: float | None
    median: float | None
    deviation: float | None
    alpha: float | None
    standard_error: float | None


def figures(names: Sequence[str], rows: Sequence[Row], maxima: Sequence[float]) -> TestFigures:
    """Return all figures. `maxima`: the marks of each item. Rows without any score are left out."""
    kept = [row for row in rows if any(score is not None for score in row)]
    columns = [_column(kept, at) for at in range(len(names))]
    won, most = _sums(columns, maxima, len(kept))
    complete = all(len(column) == len(kept) for column in columns)
    shares = won if complete else [_part(*pair) for pair in zip(won, most, strict=True)]
    spread = _Spread(columns, len(kept))
    upper, lower = _groups(shares)
    items = [
        ItemFigures(
            name,
            len(columns[at]),
            _facility(columns[at], maxima[at]),
            _rest_correlation(columns[at], won, most, 0.0 if complete else maxima[at]),
            _discrimination(kept, at, upper, lower, maxima[at]),
            spread.alpha(without=at),
        )
        for at, name in enumerate(names)
    ]
    alpha, deviation = spread.alpha(), _deviation(won)
    error = deviation * sqrt(max(0.0, 1 - alpha)) if alpha is not None and deviation is not None else None
    mean = sum(won) / len(won) if won else None
    return TestFigures(len(kept), items, mean, median(won) if won else None, deviation, alpha, error)


def _sums(columns: list[Column], maxima: Sequence[float], people: int) -> tuple[list[float], list[float]]:
    """Return what each person won, and the most they could win on what they got."""
    won, most = [0.0] * people, [0.0] * people
    for column, own in zip(columns, maxima, strict=True):
        for number, score in column:
            won[number] += score
            most[number] += own
    return won, most


def _part(won: float, most: float) -> float:
    return won / most if most else 0.0


def _column(rows: Sequence[Row], at: int) -> Column:
    return [(number, score) for number, row in enumerate(rows) if (score := row[at]) is not None]


def _facility(column: Column, most: float) -> float | None:
    return sum(score for _, score in column) / len(column) / most if column and most else None


def _rest_correlation(column: Column, won: list[float], most: list[float], own: float) -> float | None:
    """Correlate an item with the rest: the sum where everybody got everything (`own` is 0), else the share."""
    scores = [score for _, score in column]
    if not own:
        return _correlation(scores, [won[number] - score for number, score in column])
    return _correlation(scores, [_part(won[number] - score, most[number] - own) for number, score in column])


def _correlation(first: list[float], second: list[float]) -> float | None:
    """Return Pearson's product-moment correlation; for an item with two values it is the point-biserial one."""
    count = len(first)
    if count < 2:
        return None
    mean_a, mean_b = sum(first) / count, sum(second) / count
    both = sum((a - mean_a) * (b - mean_b) for a, b in zip(first, second, strict=True))
    wide_a, wide_b = sum((a - mean_a) ** 2 for a in first), sum((b - mean_b) ** 2 for b in second)
    if wide_a <= 1e-12 * count or wide_b <= 1e-12 * count:
        return None
    return both / sqrt(wide_a * wide_b)


def _groups(shares: list[float]) -> tuple[list[int], list[int]]:
    """Return who is in the upper and in the lower 27 %, at least one person each."""
    size = max(1, round(len(shares) * GROUP)) if len(shares) > 1 else 0
    order = sorted(range(len(shares)), key=lambda number: shares[number])
    return order[len(order) - size :], order[:size]


def _discrimination(rows: Sequence[Row], at: int, upper: list[int], lower: list[int], most: float) -> float | None:
    """Return the facility in the upper group less that in the lower one."""
    high = [score for number in upper if (score := rows[number][at]) is not None]
    low = [score for number in lower if (score := rows[number][at]) is not None]
    if not high or not low or not most:
        return None
    return (sum(high) / len(high) - sum(low) / len(low)) / most


def _deviation(values: list[float]) -> float | None:
    count = len(values)
    if count < 2:
        return None
    mean = sum(values) / count
    return sqrt(sum((value - mean) ** 2 for value in values) / (count - 1))


class _Spread:
    """Variance of the items and covariance of their pairs, pooled, by which alpha is computed with or without an item.

    With d the distance of a score from its item's mean, the sum over all pairs that one person got is half of
    (Σd)² - Σd²; an item's part of it is d (Σd - d). So no pair has to be looked at by itself.
    """

    def __init__(self, columns: list[Column], people: int) -> None:
        self.people = people
        sums, counts = [0.0] * people, [0] * people
        self.distances: list[Column] = []
        for column in columns:
            mean = sum(score for _, score in column) / len(column) if column else 0.0
            self.distances.append([(number, score - mean) for number, score in column])
            for number, distance in self.distances[-1]:
                sums[number] += distance
                counts[number] += 1
        self.sums, self.counts = sums, counts
        self.squares = [sum(d * d for _, d in column) for column in self.distances]
        self.seen = [len(column) for column in columns]
        self.products = (sum(s * s for s in sums) - sum(self.squares)) / 2
        self.pairs = sum(count * (count - 1) for count in counts) / 2

    def alpha(self, without: int | None = None) -> float | None:
        """Return Cronbach's alpha of all items, or of all `without` one; None where it can't be computed."""
        seen, squares, products, pairs = sum(self.seen), sum(self.squares), self.products, self.pairs
        if without is not None:
            seen -= self.seen[without]
            squares -= self.squares[without]
            products -= sum(d * (self.sums[number] - d) for number, d in self.distances[without])
            pairs -= sum(self.counts[number] - 1 for number, _ in self.distances[without])
        length = seen / self.people if self.people else 0.0
        if self.people < 2 or length < 2 or not pairs:
            return None
        variance, covariance = squares / seen, products / pairs
        whole = variance + (length - 1) * covariance
        return length * covariance / whole if whole > 1e-12 else None


@dataclass(frozen=True)
class OptionUse:
    """How many chose an option: of all who got the question, of the upper and of the lower 27 %."""

    option: str
    chosen: int
    share: float
    upper: float
    lower: float


def option_use(choices: Sequence[str | None], options: Sequence[str], shares: Sequence[float]) -> list[OptionUse]:
    """Return the use of every option. `choices`: what each person ticked, None for who did not get the question."""
    got = [number for number, chosen in enumerate(choices) if chosen is not None]
    upper, lower = (frozenset(group) for group in _groups([shares[number] for number in got]))
    found = []
    for option in options:
        ticked = [at for at, number in enumerate(got) if option in (choices[number] or "")]
        found.append(
            OptionUse(
                option,
                len(ticked),
                len(ticked) / len(got) if got else 0.0,
                sum(at in upper for at in ticked) / len(upper) if upper else 0.0,
                sum(at in lower for at in ticked) / len(lower) if lower else 0.0,
            )
        )
    return found


def flags(item: ItemFigures, use: Sequence[OptionUse] = (), key: str = "") -> list[tuple[str, Mapping[str, str]]]:
    """Return what is to be looked at, as codes with parameters. The bounds are those of Ebel & Frisbie (1991), 13."""
    found: list[tuple[str, Mapping[str, str]]] = []
    if item.facility is not None and item.facility < 0.3:
        found.append(("too-hard", {}))
    if item.facility is not None and item.facility > 0.95:
        found.append(("too-easy", {}))
    if item.discrimination is not None and item.discrimination < 0:
        found.append(("negative", {}))
    elif item.discrimination is not None and item.discrimination < 0.2 and (item.facility or 0) <= 0.95:
        found.append(("weak", {}))
    for each in use:
        if each.option not in key and not each.chosen:
            found.append(("unused", {"option": each.option}))
        elif each.option not in key and each.upper > each.lower and each.upper >= 0.1:
            found.append(("attracts-good", {"option": each.option}))
    return found


@dataclass(frozen=True)
class ThirdUse:
    """One third of those who got a question, by their score: how many, its facility, and the share of each option."""

    people: int
    facility: float | None
    options: Mapping[str, float]
    nothing: float


def thirds(
    choices: Sequence[str | None], marks: Row, options: Sequence[str], shares: Sequence[float], most: float
) -> list[ThirdUse]:
    """Return the lower, the middle and the upper third; equal scores keep the order in which they stand."""
    got = [number for number, mark in enumerate(marks) if mark is not None]
    got.sort(key=lambda number: shares[number])
    found = []
    for third in range(3):
        part = got[len(got) * third // 3 : len(got) * (third + 1) // 3]
        chosen = [choices[number] or "" for number in part]
        count = len(part) or 1
        won = sum(marks[number] or 0.0 for number in part)
        found.append(
            ThirdUse(
                len(part),
                won / len(part) / most if part and most else None,
                {option: sum(option in each for each in chosen) / count for option in options},
                sum(not each for each in chosen) / count,
            )
        )
    return found

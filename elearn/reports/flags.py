"""What a trainer should look at in a question, in words: pure.

The bounds of difficulty and discrimination stand in item_statistics.flags() (Ebel & Frisbie 1991, Essentials of
Educational Measurement, 13: a discrimination under 0.20 is poor, a negative one means that the key is to be checked).
Here is added what concerns the options, and how few people make figures weak.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from elearn.errors import marked
from elearn.reports import item_statistics
from elearn.reports.item_statistics import ItemFigures, OptionUse

# Under about 30 people a correlation of 0.35 can still be chance: the bound of r at 5 % is 0.361 with n = 30
# (Fisher & Yates 1963, Statistical Tables, VII).
FEW = 30

MESSAGES = {
    "few": marked("Only %(count)s people got it"),
    "too-hard": marked("Too hard"),
    "too-easy": marked("Too easy"),
    "weak": marked("Hardly tells good from weak"),
    "negative": marked("The weak do better than the good: check the key first"),
    "unused": marked("Nobody chose %(option)s"),
    "attracts-good": marked("The good choose %(option)s, which is wrong, more often than the weak"),
    "more-than-key": marked("More people chose %(option)s, which is wrong, than the right answer"),
}


@dataclass(frozen=True)
class Flag:
    """One thing to look at: its code, a marked message and its parameters."""

    code: str
    message: str
    params: Mapping[str, str]


def found(item: ItemFigures, use: Sequence[OptionUse] = (), key: str = "", *, tell_few: bool = False) -> list[Flag]:
    """Return what is to be looked at, the gravest first. `key`: the letters of the right options."""
    by_name = {each.option: each for each in use}
    codes = [
        (code, params)
        for code, params in item_statistics.flags(item, use, key)
        if code != "attracts-good" or _beyond_chance(by_name[params["option"]], item.seen)
    ]
    most = max((each.chosen for each in use if each.option in key), default=item.seen)
    wrong = [each for each in use if each.option not in key and each.chosen > most]
    codes += [("more-than-key", {"option": each.option}) for each in wrong]
    if tell_few and item.seen < FEW:
        codes.append(("few", {"count": str(item.seen)}))
    order = ["few", "negative", "more-than-key", "attracts-good", "too-hard", "weak", "too-easy", "unused"]
    codes.sort(key=lambda pair: order.index(pair[0]))
    return [Flag(code, MESSAGES[code], params) for code, params in codes]


def _beyond_chance(use: OptionUse, seen: int) -> bool:
    """Say whether the good chose an option more often than the weak by over two standard errors.

    The standard error of the difference of two proportions: Fleiss (1981), Statistical Methods for Rates and
    Proportions, 2. Among many options of many questions smaller differences come up by themselves.
    """
    size = max(1, round(seen * item_statistics.GROUP))
    spread = use.upper * (1 - use.upper) + use.lower * (1 - use.lower)
    return use.upper - use.lower > 2 * sqrt(spread / size)


def is_weak(people: int) -> bool:
    """Say whether so few people make all figures weak."""
    return people < FEW

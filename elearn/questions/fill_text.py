"""What was typed into a blank beside what is accepted there: pure."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)~(-?\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?")
# What people put around an answer without meaning it: 《慈善法》, “非营利”, 二十日。
_AROUND = "《》〈〉“”‘’\"'。.,、;:!"


def normalise(text: str) -> str:
    """Fold width, case and white space, so that typing habits do not decide over right and wrong."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def number_range(accepted: str) -> tuple[Decimal, Decimal] | None:
    """Return both ends of an accepted range of numbers such as “1~9”, None for any other text."""
    found = _RANGE.fullmatch(accepted)
    return (Decimal(found[1]), Decimal(found[2])) if found else None


def fits_any(given: str, accepted: Sequence[str]) -> bool:
    """Say whether what was typed is one of the accepted texts, or a number within an accepted range."""
    return bool(given) and any(_fits(given, each) for each in accepted)


def _fits(given: str, accepted: str) -> bool:
    typed = _bare(given)
    ends = number_range(accepted)
    if ends and _NUMBER.fullmatch(typed):
        return ends[0] <= Decimal(typed) <= ends[1]
    return typed == _bare(accepted)


def _bare(text: str) -> str:
    """Normalise a text and take off the marks around it; a text of nothing but marks stays."""
    whole = normalise(text)
    return whole.strip(_AROUND) or whole

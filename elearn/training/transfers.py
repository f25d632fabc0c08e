"""Who has to agree to a transfer. Pure."""

import enum
from collections.abc import Sequence

from elearn.people.access import covered_by_any


class AskState(enum.StrEnum):
    """Where a transfer stands that another official has to agree to."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


def must_agree(codes: Sequence[str], from_code: str, to_code: str) -> str:
    """Return the unit whose official has to agree when an official over `codes` moves somebody; "" for nobody.

    Who answers for both units decides alone. Else the other side agrees: the receiver to whom is sent, the giver from
    whom is taken.
    """
    if not covered_by_any(codes, to_code):
        return to_code
    return "" if covered_by_any(codes, from_code) else from_code

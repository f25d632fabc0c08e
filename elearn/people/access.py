"""Who may act where: pure rules over roles and unit codes (the table is docs/who-may.md)."""

import enum
from collections.abc import Iterable


class Role(enum.StrEnum):
    """What an appointment lets a person do over one unit's subtree. Everybody is a learner."""

    TRAINER = "trainer"
    OFFICIAL = "official"
    ADMIN = "admin"


class Level(enum.StrEnum):
    """The five levels of the tree of units."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


LEVEL_BY_LENGTH = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE}
LENGTH_BY_LEVEL = {level: length for length, level in LEVEL_BY_LENGTH.items()}


def parent_code(code: str) -> str | None:
    """Return the code of the unit above, None for a province."""
    shorter = [length for length in LEVEL_BY_LENGTH if length < len(code)]
    return code[: max(shorter)] if shorter else None


def ancestors(code: str) -> list[str]:
    """Return the codes from the province down to and including this unit."""
    return [code[:length] for length in sorted(LEVEL_BY_LENGTH) if length <= len(code)]


def covers(unit_code: str, other: str) -> bool:
    """Say whether `other` is the unit or lies below it."""
    return other.startswith(unit_code)


def covered_by_any(codes: Iterable[str], other: str) -> bool:
    """Say whether one of the units covers `other`."""
    return any(covers(code, other) for code in codes)


def may_use_content_of(owner_code: str, unit_codes: Iterable[str]) -> bool:
    """Trainers use published banks and courses of their own unit and of the units above."""
    return any(covers(owner_code, code) for code in unit_codes)

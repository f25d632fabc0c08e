"""The numbers of certificates: pure. SX-2026-SG-141130-000123 is province, year, project, county, running number."""

import re
from dataclasses import dataclass

PROVINCES = {"14": "SX"}
"""The letters of a province in its numbers, by the first two characters of its units' codes."""
NUMBER = re.compile(r"([A-Z]{2})-(\d{4})-([A-Z0-9]{1,10})-([0-9A-Z]{6})-(\d{6,9})")


@dataclass(frozen=True)
class Parts:
    """What a number says."""

    province: str
    year: int
    project: str
    county: str
    running: int


def series(unit_code: str, year: int, project: str) -> str:
    """Return what the numbers of a county, year and project begin with.

    A unit above the counties fills up with zeros, as its code in the national list does: 1411 → 141100.
    """
    province = PROVINCES.get(unit_code[:2], "CN")
    return f"{province}-{year:04d}-{project.upper()}-{unit_code[:6].ljust(6, '0')}"


def number(of_series: str, running: int) -> str:
    """Return a number; a running number of more than six digits is written out."""
    return f"{of_series}-{running:06d}"


def parse(text: str) -> Parts | None:
    """Read a number; None for anything else."""
    found = NUMBER.fullmatch(text)
    if found is None:
        return None
    province, year, project, county, running = found.groups()
    return Parts(province, int(year), project, county, int(running))

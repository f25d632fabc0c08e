"""The shipped rules of hours, read once."""

import tomllib
from functools import cache
from pathlib import Path

from elearn.training.hours import Book, read_book

FILE = Path(__file__).resolve().parents[1] / "data" / "hour_rules.toml"


@cache
def book() -> Book:
    """Return the rules."""
    return read_book(tomllib.loads(FILE.read_text(encoding="utf-8")))

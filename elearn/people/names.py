"""How names and mobile numbers are written: pure, shared by forms, rosters and sign-in."""

import re
import unicodedata

MOBILE = re.compile(r"1[3-9][0-9]{9}")
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅●･․", "·"))
_MARKS_IN_NAMES = "·-' .’"
LONGEST_NAME = 40


def clean_mobile(text: str) -> str:
    """Return a number as it is stored: full-width digits, spaces, dashes and the country's 86 are understood."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(\+|00)?86(?=1[0-9]{10}$)", "", digits)
    return digits


def is_mobile(text: str) -> bool:
    """Say whether a cleaned number is a mobile number of the mainland."""
    return MOBILE.fullmatch(text) is not None


def clean_name(text: str) -> str:
    """Return a name as it is stored: no outer space, none inside a Chinese name, every middle dot as “·”.

    Nothing is normalised further: Unicode normal forms replace some rare characters by others.
    """
    name = "".join(char for char in text if unicodedata.category(char) not in {"Cc", "Cf"} or char.isspace())
    name = name.translate(_DOTS)
    han = any(_is_han(char) for char in name)
    return re.sub(r"\s+", "" if han else " ", name).strip()


def is_name(name: str) -> bool:
    """Say whether a cleaned name can be one: 2 to 40 letters of any script, “·”, dashes and spaces."""
    return 2 <= len(name) <= LONGEST_NAME and all(_may_stand_in_name(char) for char in name)


def same_name(one: str, other: str) -> bool:
    """Compare names generously: spaces, middle dots, width and letter case make no difference."""
    return _folded(one) == _folded(other)


def masked_mobile(mobile: str) -> str:
    """13800000001 → 138****0001, for the audit trail."""
    return f"{mobile[:3]}****{mobile[-4:]}"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", clean_name(name)).casefold()


def _is_han(char: str) -> bool:
    # Planes 2 and 3 hold rare characters, some newer than the Unicode tables of this Python; so does the private area.
    point = ord(char)
    return 0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFF


def _may_stand_in_name(char: str) -> bool:
    return char in _MARKS_IN_NAMES or _is_han(char) or unicodedata.category(char)[0] in "LM" or _is_private(char)


def _is_private(char: str) -> bool:
    """Rare characters of older systems arrive as private-use characters; refusing them would refuse the person."""
    return unicodedata.category(char) == "Co"

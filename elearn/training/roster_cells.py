"""What names and numbers in a roster's cells mean: numbers as Excel left them, titles behind names. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from elearn.errors import marked
from elearn.people import names

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_TOTAL = re.compile(r"(合计|小计|总计|共计|总人数|合计人数)[:：]?(\d+人?)?|共\d+人")
_SCIENCE = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d+)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
# Titles that people write behind a name; longer ones first.
_TITLES = (
    "党总支书记 党支部书记 党委副书记 支部书记 副书记 第一书记 副主任 副镇长 副乡长 村委会主任 村主任 书记 主任"
    " 镇长 乡长 村长 支书 会计 委员 站长 所长 干事 网格员 主席"
)
_TITLE = "|".join(sorted(_TITLES.split(), key=len, reverse=True))
_ADDRESS = "同志|先生|女士|老师"
_IN_BRACKETS = re.compile(r"(.+?)[（(\[【]([^（(）)\]】]*)[）)\]】]?")
_BEHIND = re.compile(rf"(.{{2,3}}?)({_TITLE}|{_ADDRESS})")
_BEHIND_SPACE = re.compile(rf"(\S.*?\S)\s+({_TITLE}|{_ADDRESS}|\S{{0,6}}(?:{_TITLE}))")

NO_NAME = marked("The name is missing.")
BAD_NAME = marked("“%(name)s” can't be a person's name. Write one name, without digits or signs.")
NO_MOBILE = marked("The mobile number is missing.")
LOST_DIGITS = marked(
    "Excel has shortened the number to %(text)s; the last digits are lost. Type the 11 digits here, or set the column "
    "to “text” in the original list and send it again."
)
MASKED = marked("The number is masked (%(text)s). Type all 11 digits.")
SEVERAL = marked("There are several numbers (%(text)s). Which one does the person sign in with?")
LANDLINE = marked("%(text)s is no mobile number. Type the person's mobile number.")
WRONG_LENGTH = marked("The number %(text)s has %(count)s digits; a mobile number has 11.")
BAD_MOBILE = marked("%(text)s is no mobile number of the mainland. It begins with 13 to 19 and has 11 digits.")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: a stable code, a marked message, its parameters."""

    code: str
    message: str
    params: dict[str, str]


def clean_text(text: str) -> str:
    """Return a cell's text without what can't be seen, outer spaces, and the apostrophe that marks text in Excel."""
    text = _INVISIBLE.sub("", text).replace("\xa0", " ").replace("\u3000", " ")
    return re.sub(r"\s+", " ", text).strip().removeprefix("'")


def key_of(text: str) -> str:
    """Return a text without any space."""
    return re.sub(r"\s+", "", clean_text(text))


def is_total(text: str) -> bool:
    """Say whether a cell says that its row adds up others: 合计, 小 计, 共60人."""
    return _TOTAL.fullmatch(key_of(text)) is not None


def mobile_of(text: str, lost: bool = False) -> tuple[str, Problem | None, list[str]]:
    """Return the number, or what is wrong with the cell, and numbers to choose from."""
    plain = unicodedata.normalize("NFKC", clean_text(text))
    if not plain:
        return "", Problem("no-mobile", NO_MOBILE, {}), []
    shown = {"text": plain[:40]}
    found = _SCIENCE.fullmatch(plain.replace(" ", ""))
    if found:
        digits = found[1] + (found[2] or "")
        if len(digits) - 1 != int(found[3]):
            return "", Problem("lost-digits", LOST_DIGITS, shown), []
        plain = digits
    if lost:
        return "", Problem("lost-digits", LOST_DIGITS, shown), []
    if re.search(r"\d{2,}[*xX×●]{2,}", plain):
        return "", Problem("masked-mobile", MASKED, shown), []
    plain = re.sub(r"(?<=\d)\.0+$", "", plain)
    joined = names.clean_mobile(re.sub(r"[._–—‐‑−]", "", plain))
    if names.is_mobile(joined):
        return joined, None, []
    several = list(dict.fromkeys(_MOBILE.findall(re.sub(r"(?<=\d)[ \-](?=\d{4}\b)", "", plain))))
    if len(several) == 1:
        return several[0], None, []
    if several:
        return "", Problem("several-mobiles", SEVERAL, shown), several
    return "", _no_mobile(re.sub(r"\D", "", joined), shown), []


def _no_mobile(digits: str, shown: dict[str, str]) -> Problem:
    if re.fullmatch(r"0\d{9,11}|[2-8]\d{6,7}", digits):
        return Problem("landline", LANDLINE, shown)
    if digits and len(digits) != 11:
        return Problem("wrong-length", WRONG_LENGTH, shown | {"count": str(len(digits))})
    return Problem("bad-mobile", BAD_MOBILE, shown)


def name_of(text: str) -> tuple[str, str, Problem | None]:
    """Return the name, a title that stood with it, and what is wrong."""
    plain, title = clean_text(text), ""
    if not plain:
        return "", "", Problem("no-name", NO_NAME, {})
    if found := _IN_BRACKETS.fullmatch(plain):
        plain, title = found[1], found[2].strip()
    if (found := _BEHIND_SPACE.fullmatch(plain)) or (found := _BEHIND.fullmatch(plain)):
        plain, title = found[1], title or found[2]
    name = names.clean_name(plain)
    if not names.is_name(name):
        return name, "", Problem("bad-name", BAD_NAME, {"name": clean_text(text)[:40]})
    wanted = title if re.search(_TITLE, title) else ""
    return name, wanted, None

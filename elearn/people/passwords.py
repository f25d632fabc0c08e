"""What a password must be, and how an activation code is written: pure.

Source: domain requirements part C (GB/T 22239-2019, level two): at least 8 characters of several kinds.
"""

import hashlib
import hmac
import re
import unicodedata

from elearn.errors import marked

SHORTEST, LONGEST = 8, 128
CODE_LENGTH = 8
# Without 0 O 1 I L 2 Z 5 S 8 B U: what is misread on paper or misheard on the telephone.
CODE_LETTERS = "34679ACDEFGHJKMNPQRTVWXY"

TOO_SHORT = marked("Use at least 8 characters.")
TOO_LONG = marked("Use at most 128 characters.")
ONE_KIND = marked("Use at least two kinds of characters, for example letters and digits.")
HAS_MOBILE = marked("Do not use your mobile number.")
HAS_NAME = marked("Do not use your name.")
COMMON = marked("This password is too easy to guess. Think of another one.")

_COMMON_TEXT = """
    12345678 123456789 1234567890 0123456789 87654321 11111111 88888888 66666666 00000000 12341234 123123123 147258369
    password password1 password123 passw0rd p@ssw0rd p@ssword admin123 admin888 admin1234 administrator root1234
    test1234 a1234567 a12345678 a123456789 aa123456 aa12345678 aaa12345 aaa123456 abc12345 abc123456 abc123456789
    abcd1234 abcd12345 abcd123456 abcdefg1 abcdefg123 1234abcd 12345abc 123456ab 123456aa 123456abc 1234567a 12345678a
    123456789a
    1234qwer qwer1234 qwert123 qwerty12 qwerty123 qwerty1234 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz@wsx qaz123456 qazwsx123
    q1w2e3r4 zxcvbnm1 zxcv1234 asdf1234 asd123456 asdfgh123 zxc123456 q12345678 q123456789 w12345678 z12345678
    woaini1314 woaini520 woaini123 iloveyou1 5201314a a5201314 aini1314 5201314520 wang1234 li123456 zhang123 wang123456
    abc@1234 abc@12345 admin@123 aa@123456 pass@123 p@ss1234 test@123 welcome1 welcome123 letmein1 changeme1
    china123 zhongguo1 beijing2008 shanxi123 jiaokou123 shegong123 lvliang123 minzheng123
"""
_COMMON = frozenset(_COMMON_TEXT.split())


def normal(password: str) -> str:
    """Return the form that is hashed: a Chinese keyboard's full-width letters and digits count as ordinary ones."""
    return unicodedata.normalize("NFKC", password)


def problems(password: str, mobile: str, name: str) -> list[str]:
    """Return what is wrong with a new password as marked messages; empty when it may be used."""
    text = normal(password)
    low = text.casefold()
    found = []
    if len(text) < SHORTEST:
        found.append(TOO_SHORT)
    if len(text) > LONGEST:
        found.append(TOO_LONG)
    if _kinds(text) < 2:
        found.append(ONE_KIND)
    if mobile and (mobile in text or mobile[-8:] in text):
        found.append(HAS_MOBILE)
    if len(name) > 1 and normal(name).casefold() in low:
        found.append(HAS_NAME)
    if not found and _easy(low):
        found.append(COMMON)
    return found


def _kinds(text: str) -> int:
    """Count the kinds of characters: small letters, capitals, digits, everything else."""
    patterns = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9\s]")
    return sum(re.search(pattern, text) is not None for pattern in patterns)


def _easy(low: str) -> bool:
    # A common password with a mark at its end (Abc12345!) is as common; so is one of three characters over and over.
    return low in _COMMON or low.rstrip("!.。！@#*") in _COMMON or len(set(low)) <= 3


def shown_code(code: str) -> str:
    """ABCDEFGH → ABCD-EFGH, as printed on the sheet."""
    return f"{code[:4]}-{code[4:]}"


def entered_code(text: str) -> str:
    """Return a code as it was meant: small letters, spaces, dashes and full-width characters are understood."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())


def code_digest(key: str, user_id: int, code: str) -> str:
    """Return what is stored of a code: HMAC-SHA256 under the site's key, bound to its person, as 64 hex digits."""
    return hmac.new(key.encode(), f"activation:{user_id}:{code}".encode(), hashlib.sha256).hexdigest()

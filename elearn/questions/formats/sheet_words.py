"""The words that tables use for kinds and difficulties, beyond those of typed text. Pure."""

import re
import unicodedata

from elearn.errors import marked
from elearn.questions.formats.json_keys import KIND_WORDS
from elearn.questions.formats.raw import Raw, kind_of
from elearn.questions.grading import Kind

UNKNOWN_KIND = marked("“%(kind)s” is no kind of question.")
UNKNOWN_DIFFICULTY = marked("“%(word)s” is no difficulty that is known here; it is taken as 中.")
_KINDS = {
    "多项": Kind.MULTIPLE,
    "单项": Kind.SINGLE,
    "对错": Kind.TRUE_FALSE,
    "主观": Kind.ESSAY,
    "计算": Kind.ESSAY,
    "综合": Kind.ESSAY,
    "操作": Kind.ESSAY,
    "开放": Kind.ESSAY,
    "解答": Kind.ESSAY,
    "阅读理解": Kind.CASE,
}
_DIFFICULTIES = {"较易": "易", "极易": "易", "很易": "易", "偏易": "易", "easy": "易", "medium": "中", "middle": "中"}
_DIFFICULTIES |= {
    "normal": "中",
    "较中": "中",
    "偏难": "难",
    "极难": "难",
    "很难": "难",
    "hard": "难",
    "difficult": "难",
}
KNOWN = ("易", "容易", "简单", "低", "1", "中", "中等", "一般", "适中", "2", "难", "较难", "困难", "高", "3")


def take_kind(raw: Raw, word: str) -> None:
    """Settle a question's kind by the word in its column; an unknown word keeps it out."""
    folded = re.sub(r"[\s（()）题_/-]", "", unicodedata.normalize("NFKC", word)).casefold()
    if not folded:
        return
    raw.fields["kind"] = word
    kind = _KINDS.get(folded) or kind_of(word)
    if kind is None and folded in KIND_WORDS:
        # “multiple choice” is said of any choice; the key decides.
        kind = KIND_WORDS[folded]
    elif kind is None and folded not in ("选择", "客观", "choice", "选择判断"):
        raw.refuse("unknown-kind", UNKNOWN_KIND, kind=word[:30])
    if kind:
        raw.kind, raw.kind_is_certain = kind, True


def take_difficulty(raw: Raw) -> None:
    """Settle the word of the difficulty: other words for it, stars, shares of those who answer right."""
    word = raw.fields.get("difficulty", "").strip()
    folded = re.sub(r"\.0$", "", unicodedata.normalize("NFKC", word).casefold())
    if stars := re.fullmatch(r"[★☆⭐*]{1,5}", folded):
        count = sum(sign in "★⭐*" for sign in stars[0])
        raw.fields["difficulty"] = "易" if count <= 2 else "中" if count == 3 else "难"
    elif folded in _DIFFICULTIES:
        raw.fields["difficulty"] = _DIFFICULTIES[folded]
    elif folded and folded not in KNOWN:
        raw.remark("difficulty", UNKNOWN_DIFFICULTY, word=word[:20])

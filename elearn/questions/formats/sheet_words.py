"""The words and codes that tables use for kinds and difficulties, beyond those of typed text. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from elearn.errors import marked
from elearn.questions.formats import keys
from elearn.questions.formats.json_keys import KIND_WORDS
from elearn.questions.formats.raw import KIND_NAMES, KIND_PATTERN, Raw, kind_of
from elearn.questions.grading import Kind
from elearn.questions.parsed import KIND_WORDS as NAMES_OF_KINDS

UNKNOWN_KIND = marked("“%(kind)s” is no kind of question.")
CODE_READ = marked("The table does not say what kind “%(word)s” is; by its answers it was taken for %(kind)s.")
CODE_UNKNOWN = marked("The table does not say what kind “%(word)s” is, and the answers do not tell. Write 单选, 多选 …")
NO_KIND = marked("The kind of question is missing; the one above does not fit. Write 单选, 多选 …")
UNKNOWN_DIFFICULTY = marked("“%(word)s” is no difficulty that is known here; it is taken as 中.")
_KINDS: dict[str, Kind | None] = {
    "多项": Kind.MULTIPLE,
    "复选": Kind.MULTIPLE,
    "单项": Kind.SINGLE,
    "对错": Kind.TRUE_FALSE,
    "正误": Kind.TRUE_FALSE,
    **dict.fromkeys(
        ["主观", "计算", "综合", "操作", "开放", "解答", "问题", "实操", "编程", "写作", "作文"], Kind.ESSAY
    ),
    **dict.fromkeys(["阅读理解", "组合", "复合", "综合材料"], Kind.CASE),
    **dict.fromkeys(["选择", "客观", "choice", "选择判断", "mcq", "multiplechoice", "mc", "objective"]),
    **dict.fromkeys(["sc", "singleanswer", "single选择", "onechoice", "singleselect"], Kind.SINGLE),
    **dict.fromkeys(["ma", "mr", "multipleanswer", "multipleanswers", "multipleresponse", "msq"], Kind.MULTIPLE),
    **dict.fromkeys(["tf", "t/f", "trueorfalse", "true/false", "yesno", "bool"], Kind.TRUE_FALSE),
    **dict.fromkeys(["fib", "fillintheblanks", "fillblanks", "blanks", "gap"], Kind.FILL),
    **dict.fromkeys(["qa", "text", "openended", "open", "subjective", "short", "paragraph", "longanswer"], Kind.ESSAY),
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
_DIFFICULTIES |= {"moderate": "中", "普通": "中", "基础": "易", "low": "易", "high": "难"}
KNOWN = ("易", "容易", "简单", "低", "1", "中", "中等", "一般", "适中", "2", "难", "较难", "困难", "高", "3")
_CODE = r"\d{1,2}|[A-Za-z]{1,2}"
_SIGN = r"\s*[-—–=:：.、．]?\s*"
_CODE_FIRST = re.compile(rf"(?<![\dA-Za-z])(?P<code>{_CODE}){_SIGN}(?P<kind>{KIND_PATTERN})")
_KIND_FIRST = re.compile(rf"(?P<kind>{KIND_PATTERN})题?{_SIGN}(?P<code>{_CODE})(?![\dA-Za-z])")


def legend(texts: Sequence[str]) -> dict[str, Kind | None]:
    """Return the codes of kinds that a header or a line above it explains: “题型（0单选，1判断，2多选）”."""
    for text in texts:
        first_kind, first_digit = re.search(KIND_PATTERN, text), re.search(r"\d", text)
        if not first_kind:
            continue
        shape = _KIND_FIRST if first_digit is None or first_kind.start() < first_digit.start() else _CODE_FIRST
        found = {each["code"].casefold(): KIND_NAMES[each["kind"]] for each in shape.finditer(text)}
        if len(found) > 1:
            return found
    return {}


def take_kind(raw: Raw, words: Sequence[str], codes: Mapping[str, Kind | None]) -> None:
    """Settle a question's kind by the words in its columns; words unknown or at odds keep it out."""
    words = [word for word in words if _folded(word)]
    if not words:
        return
    raw.fields["kind"] = words[0] if len(words) == 1 else " ".join(words)
    found = {kind for word in words for kind in _kinds_of(word, codes)}
    known = found - {None}
    if len(known) > 1 or not found:
        if len(words) == 1 and not found and re.fullmatch(rf"(?:{_CODE})(?:\.0)?", words[0].strip()):
            raw.fields["kind_code"] = words[0].strip().removesuffix(".0")
        else:
            raw.refuse("unknown-kind", UNKNOWN_KIND, kind=raw.fields["kind"][:30])
    elif known:
        raw.kind, raw.kind_is_certain = known.pop(), True


def may_be_kind(word: str, codes: Mapping[str, Kind | None]) -> bool:
    """Say whether a text names a kind, or is a code that may stand for one."""
    return bool(_kinds_of(word, codes)) or bool(re.fullmatch(rf"(?:{_CODE})(?:\.0)?", word.strip()))


def _folded(word: str) -> str:
    return re.sub(r"[\s（()）题_-]", "", unicodedata.normalize("NFKC", word)).casefold()


def _kinds_of(word: str, codes: Mapping[str, Kind | None]) -> set[Kind | None]:
    """Return the kinds that a word names: None for a bare “choice”; nothing where it is unknown."""
    folded = _folded(word)
    bare = folded.removesuffix(".0")
    if bare in codes:
        return {codes[bare]}
    for table in (_KINDS, KIND_WORDS):
        if folded in table:
            return {table[folded]}
    if kind_of(word) is None:
        return {None} if "选择" in word else set()
    return {KIND_NAMES[each] for each in re.findall(KIND_PATTERN, word)} - {None}


def settle_codes(raws: Sequence[Raw]) -> None:
    """Where nothing explains a code and all its answers are of one form, that is its kind; else it is refused."""
    codes = {raw.fields["kind_code"] for raw in raws if raw.fields.get("kind_code")}
    for code in sorted(codes):
        own = [raw for raw in raws if raw.fields.get("kind_code") == code]
        forms = {_form(raw) for raw in own}
        for raw in own:
            del raw.fields["kind_code"]
            form = _form(raw)
            if forms == {form} and form is not None:
                raw.kind = form
                raw.remark("kind-code", CODE_READ, word=code, kind=NAMES_OF_KINDS[form])
            else:
                raw.refuse("unknown-kind", CODE_UNKNOWN, word=code)


def fill_down(raws: Sequence[Raw]) -> None:
    """An empty cell of kind means the kind above, where that fits; a choice that may have several stays open."""
    above: Kind | None = None
    for raw in raws:
        is_blank = raw.fields.pop("blank_kind", "")
        if not is_blank or raw.kind is not None:
            above = raw.kind
            continue
        form = _form(raw)
        if above in (form, Kind.INDEFINITE) and form in (Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE):
            raw.kind = above
        elif above is Kind.MULTIPLE and form is Kind.SINGLE:
            raw.refuse("unknown-kind", NO_KIND)


def _form(raw: Raw) -> Kind | None:
    """Return what a question's options and answer look like; None where they tell nothing."""
    answer = raw.fields.get("answer", "")
    bare = re.sub(r"[\s,，、;；|/]", "", unicodedata.normalize("NFKC", answer)).upper()
    if len(raw.options) > 2 and re.fullmatch(r"[A-J]+", bare):
        return Kind.SINGLE if len(bare) == 1 else Kind.MULTIPLE
    if not raw.options and not answer.isdecimal() and len(bare) > 0 and keys.plain_truth(answer) is not None:
        return Kind.TRUE_FALSE
    return None


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

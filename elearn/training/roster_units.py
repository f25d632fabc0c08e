"""Which unit a roster means: full and short names, township and village together, former names, near ones. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_SPACES = re.compile(r"\s+|[（(][^）)]*[）)]")
_ENDINGS = (
    ("村民委员会", "村"),
    ("村委会", "村"),
    ("村委", "村"),
    ("村两委", "村"),
    ("村党支部", "村"),
    ("村党总支", "村"),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("居民委员会", ""),
    ("居委会", ""),
    ("街道办事处", "街道"),
    ("街道办", "街道"),
    ("人民政府", ""),
    ("党委", ""),
    ("政府机关", ""),
    ("政府", ""),
    ("机关", ""),
    ("本级", ""),
)
_OWN = {
    "机关",
    "本级",
    "政府",
    "镇政府",
    "乡政府",
    "镇机关",
    "乡机关",
    "镇",
    "乡",
    "无",
    "-",
    "—",
    "/",
    "镇直",
    "乡直",
    "街道",
}
_TITLE = re.compile(
    r"(党|支|总支|村|居|委|会|镇|乡|县|副|第一|驻|驻村|工作|民政|妇联|团)*.{0,8}"
    r"(书记|主任|委员|镇长|乡长|村长|干部|站长|干事|会计|所长|科员|主席|队长|网格员|专员|组长|支书|助理)"
)
_TOWNSHIP, _VILLAGE = 9, 12
NEAR = 0.6
MOST_NEAR = 4


@dataclass(frozen=True)
class Named:
    """A unit with the name by which it is found; `code` is where its people belong today."""

    code: str
    name: str


@dataclass(frozen=True)
class Found:
    """The unit, or none and those that may be meant; `rest` is a post that stood behind the name."""

    code: str = ""
    near: tuple[str, ...] = ()
    rest: str = ""
    former: str = ""
    """The former name by which it was found."""


def plain(text: str) -> str:
    """Return a name without spaces, brackets and the words of offices: 西庄村 for 西庄村委会."""
    text = _SPACES.sub("", unicodedata.normalize("NFKC", text))
    for ending, short in _ENDINGS:
        if text.endswith(ending) and len(text) > len(ending):
            return text.removesuffix(ending) + short
    return text


def short(text: str) -> str:
    """Return a plain name without its kind: 双池 for 双池镇."""
    found = re.fullmatch(r"(.{2,})(镇|乡|街道|村|社区|县|市|省)", text)
    return found[1] if found else text


class Units:
    """The units of one subtree, by name; `above` are the names of what lies over it, which people write before."""

    def __init__(self, units: Iterable[Named], former: Iterable[Named] = (), above: Sequence[str] = ()) -> None:
        self.names: dict[str, str] = {}
        self._full: dict[str, set[str]] = defaultdict(set)
        self._short: dict[str, set[str]] = defaultdict(set)
        self._former: dict[str, set[str]] = defaultdict(set)
        for each in units:
            self.names[each.code] = each.name
            self._full[plain(each.name)].add(each.code)
            self._short[short(plain(each.name))].add(each.code)
            if each.name[0] in "县市区镇":
                # 交口县民政局 is 县民政局 below 交口县.
                self._short[plain(each.name)[1:]].add(each.code)
        for each in former:
            if each.code in self.names:
                self._former[plain(each.name)].add(each.code)
        self._above = sorted({part for name in above for part in (name, short(name))}, key=len, reverse=True)
        self._known: dict[tuple[str, ...], Found] = {}

    def find(self, township: str, village: str, unit: str, context: Sequence[str] = ()) -> Found:
        """Return the unit that the cells of one row name."""
        asked = (township, village, unit, *context)
        if asked not in self._known:
            self._known[asked] = self._find(township, village, unit, context)
        return self._known[asked]

    def _find(self, township: str, village: str, unit: str, context: Sequence[str]) -> Found:
        cells = ((township, _TOWNSHIP), (village, _VILLAGE), (unit, 0))
        texts = [(self._below(text), length) for text, length in cells if _SPACES.sub("", text) not in ({""} | _OWN)]
        if not texts:
            for text in context:
                found = self._title(text)
                if found.code:
                    return found
            return Found(self._only()) if len(self.names) == 1 else Found()
        under, last, former = "", Found(), ""
        for text, length in texts:
            found = self._within(text, under, length)
            if not found.code and under and self._within(text, "").code == under:
                found = Found(under)
            former = former or found.former
            if not found.code:
                return Found(near=found.near or self._near(text, under), former=former)
            if not under or len(found.code) >= len(under):
                under, last = found.code, found
        return Found(last.code, rest=last.rest, former=former)

    def _only(self) -> str:
        return next(iter(self.names))

    def _below(self, text: str) -> str:
        """Return a text without the names of what lies above all units here: 双池镇 for 山西省吕梁市交口县双池镇."""
        text = plain(text)
        while text not in self._full:
            name = next((name for name in self._above if text.startswith(name) and len(text) > len(name)), "")
            if not name:
                break
            text = text.removeprefix(name)
        return text

    def _within(self, text: str, under: str, length: int = 0) -> Found:
        """Look a text up: whole, short, former; then as township and village, or name and post, in one.

        `length` of the code that the column asks for decides between a township and a village of the same short name.
        """
        for index, is_former in ((self._full, False), (self._short, False), (self._former, True)):
            codes = self._in(index.get(text, ()), under)
            fitting = [code for code in codes if len(code) == length]
            if length and len(codes) > 1 and len(fitting) == 1:
                codes = fitting
            if len(codes) == 1:
                return Found(codes[0], former=text if is_former else "")
            if codes:
                return Found(near=tuple(codes[:MOST_NEAR]))
        return self._parted(text, under)

    def _parted(self, text: str, under: str) -> Found:
        best = Found()
        for cut in range(len(text) - 1, 1, -1):
            head, rest = text[:cut], text[cut:]
            found = self._in({*self._full.get(head, ()), *self._former.get(head, ())}, under)
            found = found or self._in(self._short.get(head, ()), under)
            for code in found:
                inner = self._within(plain(rest), code) if len(code) < 12 else Found()
                if inner.code and inner.code != code:
                    return Found(inner.code, rest=inner.rest)
            if not best.code and len(found) == 1 and _TITLE.fullmatch(rest):
                best = Found(found[0], rest=rest)
        return best

    def _title(self, text: str) -> Found:
        """A sheet's name or title such as 双池镇干部花名册 begins with its unit."""
        text = self._below(text)
        for cut in range(len(text), 1, -1):
            codes = self._in(self._full.get(text[:cut], self._former.get(text[:cut], ())), "")
            if len(codes) == 1:
                return Found(codes[0])
        codes = self._in(self._short.get(text, ()), "")
        return Found(codes[0]) if len(codes) == 1 else Found()

    @staticmethod
    def _in(codes: Iterable[str], under: str) -> list[str]:
        return sorted(code for code in codes if code.startswith(under) and code != under)

    def _near(self, text: str, under: str) -> tuple[str, ...]:
        scored = []
        for code, name in self.names.items():
            if code.startswith(under) and code != under:
                own = plain(name)
                score = max(
                    SequenceMatcher(None, text, own).ratio(), SequenceMatcher(None, short(text), short(own)).ratio()
                )
                if score >= NEAR:
                    scored.append((-score, code))
        return tuple(code for _, code in sorted(scored)[:MOST_NEAR])

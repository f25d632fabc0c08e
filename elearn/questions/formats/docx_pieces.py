"""What a Word paragraph is put together from: the texts of its runs, how they look, pictures and notes at it. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from elearn.questions.formats.docx_runs import M, W, formula, looks_of, shifted
from elearn.questions.formats.docx_symbols import LOST, OBJECT, enclosed, sign, signs
from elearn.questions.formats.typed_marked import Looks
from elearn.questions.parsed import Picture, clean_line

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
V = "{urn:schemas-microsoft-com:vml}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}delText", f"{W}delInstrText", f"{W}pPr", f"{W}rPr", f"{MC}Fallback"} | {
    f"{W}sectPr",
    f"{W}sdtPr",
    f"{W}sdtEndPr",
    f"{W}tblPr",
    f"{W}tblGrid",
    f"{W}trPr",
    f"{W}tcPr",
    f"{W}rt",
}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote", f"{W}commentReference": "comment"}
_BREAKS = {f"{W}br", f"{W}cr"}
_PICTURES = {f"{W}drawing", f"{W}pict", f"{W}object"}
_KEY = re.compile(r"[A-HＡ-Ｈ]{1,8}|[√×]")
_FULL = re.compile(r"([（(])\s*_{2,}\s*([）)])")
_CIRCLE = re.compile(r"\s*eq\s*\\o\s*(?:\\a[clr])?\s*\(\s*[○〇◯]\s*[,;，]\s*(?P<text>[^()]{1,4})\)\s*", re.I)
_FRACTION = re.compile(r"\s*eq\s*\\f\s*\(\s*(?P<over>[^(),;]+)[,;](?P<under>[^(),;]+)\)\s*", re.I)


@dataclass
class Pieces:
    """The texts of a paragraph, and which of them stand out."""

    texts: list[str] = field(default_factory=list)
    marks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    now: tuple[str, ...] = ()
    font: str = ""
    pictures: list[Picture] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    instruction: str = ""
    """Of the field that is being read."""

    def add(self, text: str) -> None:
        """Add a text that looks as the run it stands in."""
        if self.now:
            self.marks[len(self.texts)] = self.now
        self.texts.append(text)

    @property
    def text(self) -> str:
        """Return the whole text; underlined white space is a blank, an underlined key stands in one."""
        if not any("underline" in looks for looks in self.marks.values()):
            return "".join(self.texts)
        found = ""
        for inside, run in self._runs("underline"):
            found += _underlined(run, found.rpartition("\n")[2]) if inside else run
        return _FULL.sub("\\1\u3000\\2", found)

    def _runs(self, look: str) -> Iterator[tuple[bool, str]]:
        """Yield the text in stretches that have this look, or not."""
        run, before = "", False
        for at, text in enumerate(self.texts):
            inside = look in self.marks.get(at, ())
            if inside != before:
                yield before, run
                run, before = "", inside
            run += text
        yield before, run

    def looks(self) -> list[Looks]:
        """Return for each line what stands out in it; runs that look alike and touch are one."""
        found: list[list[tuple[str, str]]] = [[] for _ in range("".join(self.texts).count("\n") + 1)]
        for look in sorted({each for looks in self.marks.values() for each in looks}):
            line = 0
            for inside, run in self._runs(look):
                for number, part in enumerate(run.split("\n")):
                    line += number > 0
                    if inside and (text := clean_line(part)):
                        found[line].append((look, text))
        return [tuple(each) for each in found]


def _underlined(run: str, before: str) -> str:
    if not run.strip():
        return "____" if len(run) > 1 or run == "\t" else run
    key = run.strip()
    if _KEY.fullmatch(key) and before.strip() and not re.search(r"[（(]\s*$|答|选项|[:：]\s*$", before):
        return f"__{key}__"
    return run.replace("\t", "____") if run.strip("\t ") == "" else run


def collect(pieces: Pieces, parent: Element, relations: Mapping[str, str]) -> None:
    """Add what stands in a paragraph, or in a part of it."""
    for child in parent:
        tag = child.tag
        if tag == f"{W}t":
            text = signs(child.text or "", pieces.font)
            pieces.add(shifted(text, pieces.now) if pieces.now else text)
        elif tag == f"{W}r":
            _run(pieces, child, relations)
        elif tag in (f"{M}oMath", f"{M}oMathPara"):
            pieces.add(formula(child))
        elif tag in _BREAKS:
            pieces.add("\n")
        elif tag in _PICTURES:
            _picture(pieces, child, relations)
        elif tag in _NOTES:
            pieces.notes.append((_NOTES[tag], child.get(f"{W}id", "")))
        elif tag == f"{W}sdt":
            _control(pieces, child, relations)
        elif tag == f"{W}ruby":
            _ruby(pieces, child, relations)
        elif not _sign(pieces, child) and tag not in SKIPPED and tag != f"{W}txbxContent":
            collect(pieces, child, relations)


def _control(pieces: Pieces, control: Element, relations: Mapping[str, str]) -> None:
    """A box to tick shows whatever sign its author chose; all other controls show their text."""
    box = control.find(f"{W}sdtPr/{W14}checkbox")
    if box is None:
        collect(pieces, control, relations)
        return
    state = box.find(f"{W14}checked")
    pieces.add("☑" if state is not None and state.get(f"{W14}val", "1") in ("1", "true") else "□")


def _run(pieces: Pieces, run: Element, relations: Mapping[str, str]) -> None:
    properties = run.find(f"{W}rPr")
    if properties is None:
        pieces.now, pieces.font = (), ""
        collect(pieces, run, relations)
        return
    fonts = properties.find(f"{W}rFonts")
    pieces.font = "" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
    if any(_is_on(properties.find(f"{W}{name}")) for name in ("strike", "dstrike")):
        # What is struck out counts no more than what is deleted, but it is told.
        pieces.struck.append("".join(each.text or "" for each in run.iter(f"{W}t")))
        return
    pieces.now = looks_of(run)
    collect(pieces, run, relations)
    pieces.now, pieces.font = (), ""


def _is_on(toggle: Element | None) -> bool:
    return toggle is not None and toggle.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def _sign(pieces: Pieces, child: Element) -> bool:
    """Add a single sign or a step of a field; say whether it was one."""
    match child.tag.removeprefix(W):
        case "tab" | "ptab":
            pieces.add("\t")
        case "noBreakHyphen":
            pieces.add("-")
        case "sym":
            pieces.add(sign(child.get(f"{W}font", ""), child.get(f"{W}char", "")))
        case "instrText":
            pieces.instruction += child.text or ""
        case "fldChar":
            _field(pieces, child)
        case _:
            return False
    return True


def _field(pieces: Pieces, child: Element) -> None:
    """A field shows its result, which stands in runs of its own; formulas and boxes to tick have none."""
    step = child.get(f"{W}fldCharType", "")
    box = child.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        state = box.find(f"{W}checked")
        pieces.add("☑" if _is_on(state if state is not None else box.find(f"{W}default")) else "□")
    if step == "begin":
        pieces.instruction = ""
    elif step == "end":
        instruction, pieces.instruction = pieces.instruction, ""
        if instruction.strip().lower().startswith("eq"):
            pieces.add(_equation(instruction))


def _equation(instruction: str) -> str:
    if found := _CIRCLE.fullmatch(instruction):
        return enclosed(found["text"].strip())
    if found := _FRACTION.fullmatch(instruction):
        return f"{found['over'].strip()}/{found['under'].strip()}"
    return LOST


def _ruby(pieces: Pieces, child: Element, relations: Mapping[str, str]) -> None:
    """The sound of a sign is written above it; here it follows in brackets."""
    for base in child.iterfind(f"{W}rubyBase"):
        collect(pieces, base, relations)
    if sound := "".join(each.text or "" for above in child.iterfind(f"{W}rt") for each in above.iter(f"{W}t")):
        pieces.add(f"（{sound}）")


def _picture(pieces: Pieces, parent: Element, relations: Mapping[str, str]) -> None:
    """Note the pictures in a drawing, and that something that is no text stands here."""
    alt = next((each.get("descr") or "" for each in parent.iter(f"{WP}docPr")), "")
    found = False
    for each in [*parent.iter(f"{A}blip"), *parent.iter(f"{V}imagedata")]:
        path = relations.get(each.get(f"{R}embed") or each.get(f"{R}link") or each.get(f"{R}id") or "", "")
        if name := re.sub(r"[^\w.-]", "", path.rpartition("/")[2])[-60:]:
            pieces.paths[name] = path
            pieces.pictures.append(Picture(name, clean_line(alt.replace("\n", " "))))
            found = True
        else:
            pieces.add(LOST)
    if parent.tag == f"{W}object" or _draws(parent):
        pieces.add(LOST)
    elif found and parent.find(f"{WP}anchor") is None:
        pieces.add(OBJECT)


def _draws(parent: Element) -> bool:
    """Say whether a drawing is a chart or a scheme, which is no picture that could be taken over."""
    return any(each.get("uri", "").endswith(("/chart", "/diagram")) for each in parent.iter(f"{A}graphicData"))

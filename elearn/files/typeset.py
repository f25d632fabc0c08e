"""Sheets drawn by Typst from a layout: PDF with embedded, subset fonts, or PNG. Knows not what they are about.

Values travel as JSON beside the layout and are drawn as text: nothing in a name is ever read as markup.
"""

import json
import os
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from elearn.errors import RuleBroken, marked

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".local/share/fonts"))
SERIF_FILES = ("NotoSerifCJK", "NotoSerifSC", "NotoSerifCJKsc", "SourceHanSerif")
RARE_FILES = ("HanaMinA", "HanaMinB", "BabelStoneHan")
NO_FONT = marked("This server has no Chinese font to print with. Whoever runs it installs the package fonts-noto-cjk.")
FONTS_VARIABLE = "ELEARN_FONTS"
"""Further folders with fonts, separated by colons."""

_drawing = threading.Lock()


@cache
def fonts() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files of Chinese text fonts that are installed, and of fonts for rare characters."""
    folders = [*filter(None, os.environ.get(FONTS_VARIABLE, "").split(":")), *FONT_FOLDERS]
    files = [
        str(path)
        for folder in folders
        for path in sorted(Path(folder).rglob("*"))
        if path.suffix.lower() in {".ttc", ".otf", ".ttf"}
    ]

    def named(starts: Sequence[str]) -> tuple[str, ...]:
        return tuple(file for file in files if Path(file).name.startswith(tuple(starts)))

    return named(SERIF_FILES), named(RARE_FILES)


def draw(layout: Path, data: Any, form: Literal["pdf", "png"], *, ppi: float = 144) -> bytes:
    """Draw a layout with its data. A PNG has the first page alone.

    Raises RuleBroken when the server has no Chinese font.
    """
    if not fonts()[0]:
        raise RuleBroken("no-font", NO_FONT)
    with _drawing:  # one at a time: the memory of a drawing is bounded
        made = _compiler(layout).compile(format=form, ppi=ppi, sys_inputs=_inputs(data), pdf_tags=form != "pdf")
    page = made[0] if isinstance(made, list) else made
    assert isinstance(page, bytes)
    return page


def _inputs(data: Any) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}


@cache
def _compiler(layout: Path) -> typst.Compiler:
    text, rare = fonts()
    folders = sorted({str(Path(file).parent) for file in (*text, *rare)})
    return typst.Compiler(str(layout), root=str(layout.parent), font_paths=folders, ignore_system_fonts=True)

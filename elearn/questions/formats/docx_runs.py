"""The runs of a Word paragraph: their text, and how they look. Pure.

A small figure above or below the line is written as such (m², H₂O), a fraction with its stroke: 1/2 must never become
12. Underlined white space is a blank to fill in.
"""

from xml.etree.ElementTree import Element

from elearn.questions.formats.docx_symbols import LOST

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ABOVE = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_BELOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_OFF = {"0", "false", "none", "auto", "off"}
_USUAL_COLOURS = {"auto", "000000", "333333", "FFFFFF", ""}


def looks_of(run: Element) -> tuple[str, ...]:
    """Return how a run stands out."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return ()
    found = []
    for child in properties:
        value = child.get(f"{W}val", "")
        match child.tag.removeprefix(W):
            case "color" if value.upper() not in _USUAL_COLOURS:
                found.append(f"colour {value.upper()}")
            case "b" if value not in _OFF:
                found.append("bold")
            case "u" if value not in _OFF:
                found.append("underline")
            case "highlight" if value not in _OFF:
                found.append("highlight")
            case "shd" if child.get(f"{W}fill", "auto").upper() not in _USUAL_COLOURS:
                found.append("highlight")
            case "vertAlign" if value in ("superscript", "subscript"):
                found.append(value)
    return tuple(found)


def shifted(text: str, looks: tuple[str, ...]) -> str:
    """Return a run's text with figures above or below the line as such; blanks as underscores."""
    if "superscript" in looks:
        return _shifted(text, _ABOVE, "^")
    if "subscript" in looks:
        return _shifted(text, _BELOW, "_")
    if "underline" in looks and len(text) > 1 and not text.strip():
        return "____"
    return text


def _shifted(text: str, table: dict[int, int], sign: str) -> str:
    moved = text.translate(table)
    if not text.strip() or any(each.isascii() and each.isalnum() for each in moved):
        # Circled figures and footnote signs keep their shape behind a sign of their own.
        return f"{sign}{text}" if text.strip() and text.strip().isascii() else text
    return moved


def formula(element: Element) -> str:
    """Return a formula in one line: (a+b)/2, x², √(x)."""
    match element.tag.removeprefix(M):
        case "t":
            return element.text or ""
        case "f":
            return f"{_grouped(element, 'num')}/{_grouped(element, 'den')}"
        case "sSup":
            return _part(element, "e") + _shifted(_part(element, "sup"), _ABOVE, "^")
        case "sSub":
            return _part(element, "e") + _shifted(_part(element, "sub"), _BELOW, "_")
        case "rad":
            return f"{_part(element, 'deg')}√{_grouped(element, 'e')}"
        case "d":
            return f"({''.join(formula(child) for child in element.iterfind(f'{M}e'))})"
        case "sSubSup":
            below = _shifted(_part(element, "sub"), _BELOW, "_")
            return _part(element, "e") + below + _shifted(_part(element, "sup"), _ABOVE, "^")
        case "func":
            return f"{_part(element, 'fName')}{_grouped(element, 'e')}"
        case "m" | "eqArr" | "nary" | "limLow" | "limUpp" | "acc" | "bar" | "groupChr" | "sPre" | "phant":
            # Matrices, sums and signs above letters have no form in one line.
            return LOST
    return "".join(formula(child) for child in element)


def _part(element: Element, name: str) -> str:
    found = element.find(f"{M}{name}")
    return "" if found is None else "".join(formula(child) for child in found)


def _grouped(element: Element, name: str) -> str:
    text = _part(element, name)
    return text if len(text) < 2 or text.isalnum() else f"({text})"

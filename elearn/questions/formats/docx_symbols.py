"""Signs that Word takes from its picture fonts, as the signs they show. Pure.

What can't be shown as text becomes LOST; OBJECT stands where a picture does. No question that holds one of them within
its text is taken over.
"""

OBJECT = "\ufffc"
LOST = "\ufffd"
_CIRCLED = {0x81 + at: chr(ord("①") + at) for at in range(10)} | {0x8C + at: chr(ord("❶") + at) for at in range(10)}
_WINGDINGS = {
    0xFC: "√", 0xFB: "×", 0xFD: "×", 0xFE: "☑", 0x6C: "●", 0xA1: "○", 0x6E: "■", 0x6F: "□", 0xA8: "□", 0x71: "□",
    0x72: "□", 0x9F: "•", 0xA7: "■", 0xD8: "➢", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0x76: "◆", 0xAB: "★",
    0x77: "◆", 0x75: "◆", 0xB2: "☆", 0xF0: "→", 0xE8: "→", 0x4A: "☺", 0x46: "☞",
} | _CIRCLED  # fmt: skip
_WINGDINGS2 = {0x50: "√", 0x51: "×", 0x4F: "×", 0x52: "☑", 0x53: "×", 0x54: "×", 0xA3: "□", 0x98: "●", 0x99: "○"} | {
    0x69 + at: chr(ord("⓪") if at == 0 else ord("①") + at - 1) for at in range(11)
}
_SYMBOL = {
    0xB4: "×", 0xB8: "÷", 0xD6: "√", 0xB3: "≥", 0xA3: "≤", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0xB1: "±", 0xB7: "•",
    0xAE: "→", 0xDE: "⇒", 0xA5: "∞", 0xCE: "∈", 0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x6C: "λ", 0x6D: "μ",
    0x70: "π", 0x73: "σ", 0x71: "θ", 0x77: "ω", 0x57: "Ω", 0x44: "Δ", 0x53: "Σ", 0xD0: "∠", 0x2D: "-", 0x2B: "+",
    0x28: "(", 0x29: ")", 0x20: " ", 0xE0: "◇", 0x5C: "∴",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS2, "symbol": _SYMBOL}
# Where the font is not named, what a sign shows in nearly every document.
_ANY = {0xFC: "√", 0xFB: "×", 0xFE: "☑", 0x50: "√", 0x52: "☑", 0xA8: "□", 0x6F: "□", 0xB7: "•", 0x6C: "●", 0xD8: "➢"}


def sign(font: str, code: str) -> str:
    """Return the sign of a w:sym element: its font, and its place there in hexadecimal digits."""
    try:
        place = int(code, 16)
    except ValueError:
        return LOST
    if 0xF000 <= place <= 0xF0FF or (place < 0x100 and font.strip().casefold() in _FONTS):
        return _of(font, place & 0xFF)
    return chr(place) if 0x20 <= place < 0xD800 or 0xF900 <= place <= 0xFFEF else LOST


def signs(text: str, font: str = "") -> str:
    """Return a text with the signs that stand in the private area of a picture font as what they show."""
    if text.isascii() or not any("\uf000" <= each <= "\uf0ff" for each in text):
        return text
    return "".join(_of(font, ord(each) & 0xFF) if "\uf000" <= each <= "\uf0ff" else each for each in text)


def _of(font: str, place: int) -> str:
    return _FONTS.get(font.strip().casefold(), _ANY).get(place, LOST)


def enclosed(text: str) -> str:
    """Return a text in a circle: ① for 1, （A） for A."""
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= 20:
        return chr(ord("①") + int(text) - 1)
    return f"（{text}）"

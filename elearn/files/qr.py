"""QR codes as SVG that stands in the page itself: no picture file, no style attribute."""

import segno


def svg(text: str, *, sized: bool = True) -> str:
    """Return an <svg> of about 3 cm on paper; the reader of the page is told in words what it leads to.

    `sized=False`: without a size of its own, for a screen whose style gives it one.
    """
    made = segno.make(text, error="m", micro=False)
    return str(made.svg_inline(scale=3, border=2, svgclass="qr", lineclass=None, omitsize=not sized))

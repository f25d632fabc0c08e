"""QR codes as SVG that stands in the page itself: no picture file, no style attribute."""

import segno


def svg(text: str) -> str:
    """Return an <svg> of about 3 cm on paper; the reader of the page is told in words what it leads to."""
    return str(segno.make(text, error="m", micro=False).svg_inline(scale=3, border=2, svgclass="qr", lineclass=None))

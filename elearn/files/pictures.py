"""Uploaded pictures: re-encoded, which strips their metadata and whatever hides in them, and made small."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 80_000
MOST_PIXELS = 40_000_000
WIDTHS = (1080, 800, 600, 400, 280)
QUALITIES = (80, 60, 40)


class BadPicture(Exception):
    """Bytes that are no picture we can show."""


def small(data: bytes) -> tuple[str, bytes]:
    """Return content type and bytes (≤ 80 KB) of a picture as WebP. Raises BadPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise BadPicture("too many pixels")
                picture = ImageOps.exif_transpose(opened).convert("RGBA" if "A" in opened.getbands() else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise BadPicture(str(error)) from error
    for width in WIDTHS:
        fitted = picture.copy()
        fitted.thumbnail((width, width * 3))
        for quality in QUALITIES:
            body = io.BytesIO()
            fitted.save(body, "WEBP", quality=quality, method=4)
            if body.tell() <= MOST_BYTES:
                return "image/webp", body.getvalue()
    raise BadPicture("cannot be made small enough")

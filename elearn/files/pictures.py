"""Uploaded pictures: re-encoded, which strips their metadata and whatever hides in them, and made small."""

import io
import time
import warnings
from collections.abc import Mapping

from PIL import Image, ImageOps, UnidentifiedImageError

from elearn.errors import marked
from elearn.files import svg

MOST_BYTES = 80_000
MOST_PIXELS = 30_000_000
# Of all pictures of one file together.
MOST_PIXELS_OF_ALL = 200_000_000
MOST_SECONDS_OF_ALL = 12
WIDTHS = (1080, 800, 600, 400, 280)
QUALITIES = (80, 60, 40)
FORMS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
BAD = marked("The picture %(file)s can't be shown. Save it as PNG or JPEG and put it in again.")
TOO_MANY = marked("The picture %(file)s was not read: the pictures of this file are too large altogether.")


class BadPicture(Exception):
    """Bytes that are no picture we can show; the message is marked and takes `file` and `params`."""

    def __init__(self, why: str, message: str = BAD, **params: str) -> None:
        super().__init__(why)
        self.message, self.params = message, params


def small(data: bytes) -> tuple[str, bytes]:
    """Return content type and bytes (≤ 80 KB) of a picture as WebP, or of a drawing as SVG. Raises BadPicture."""
    if svg.is_svg(data):
        try:
            return "image/svg+xml", svg.clean(data)
        except svg.BadDrawing as error:
            raise BadPicture(str(error), error.message, what=error.what) from error
    picture = _opened(data)
    for width in WIDTHS:
        picture.thumbnail((width, width * 3))
        for quality in QUALITIES:
            body = io.BytesIO()
            picture.save(body, "WEBP", quality=quality, method=4)
            if body.tell() <= MOST_BYTES:
                return "image/webp", body.getvalue()
    raise BadPicture("cannot be made small enough")


def _opened(data: bytes) -> Image.Image:
    """Return a picture as it is shown, at most twice as wide as needed: what is never whole in memory costs none."""
    widest = WIDTHS[0]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise BadPicture("too many pixels")
                opened.draft("RGB", (widest * 2, widest * 6))
                opened.thumbnail((widest * 3, widest * 9), reducing_gap=1.5)
                turned = ImageOps.exif_transpose(opened)
                return turned.convert("RGBA" if _is_see_through(turned) else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise BadPicture(str(error)) from error
    except MemoryError as error:
        raise BadPicture("too many pixels") from error


def _is_see_through(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def small_ones(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, BadPicture]]:
    """Return the pictures of one file made small, and what is wrong with the others; bounded for all of them."""
    made: dict[str, bytes] = {}
    bad: dict[str, BadPicture] = {}
    pixels, until = 0, time.process_time() + MOST_SECONDS_OF_ALL
    for name, body in files.items():
        try:
            pixels += _pixels(body)
            if pixels > MOST_PIXELS_OF_ALL or time.process_time() > until:
                raise BadPicture("too many pictures", TOO_MANY)
            made[name] = small(body)[1]
        except BadPicture as error:
            bad[name] = error
    return made, bad


def _pixels(data: bytes) -> int:
    """Return how many pixels a picture says it has, without reading them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMS) as opened:
                return min(opened.width * opened.height, MOST_PIXELS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0


def content_type(body: bytes) -> str:
    """Return the type of what small() made."""
    return "image/svg+xml" if svg.is_svg(body) else "image/webp"

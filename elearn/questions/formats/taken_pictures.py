"""Pictures that a question refers to, taken out of the package that holds them. Pure."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from elearn.errors import marked
from elearn.questions.formats import assembled
from elearn.questions.parsed import ParsedQuestion, Picture, Wrong

NO_PICTURE = marked("The picture %(file)s is not in the file. Put it in again, or send a package that holds it.")
IN_OPTION = marked("An answer holds a picture (%(file)s). Pictures can only stand with the question.")
IN_FEEDBACK = marked("The explanation holds a picture (%(file)s), which is left out.")
_EMBEDDED = re.compile(r"data:image/(?P<kind>png|jpe?g|gif|webp|bmp|svg\+xml)(?P<form>[^,]*),(?P<body>.*)", re.S | re.I)


class Pictures:
    """The pictures of one question. `find` gives the bytes for an address, b"" for none; `files` keeps them all."""

    def __init__(self, find: Callable[[str], bytes], files: dict[str, bytes]) -> None:
        self.find, self.files = find, files
        self.taken: list[Picture] = []

    def take(self, source: str, alt: str) -> None:
        """Take a picture over. Raises Wrong where the package does not hold it."""
        name, body = embedded(source)
        if not body:
            path = unquote(source.partition("?")[0])
            name, body = PurePosixPath(path).name, self.find(path)
        if not body:
            raise Wrong("picture-missing", NO_PICTURE, file=source[:80])
        picture = Picture(assembled.keep_picture(self.files, name, body), alt)
        if picture not in self.taken:
            self.taken.append(picture)

    def put_into(self, question: ParsedQuestion, explanation: str) -> ParsedQuestion:
        """Return the question with its pictures and an explanation."""
        return replace(question, pictures=tuple(self.taken), explanation=explanation)


def embedded(source: str) -> tuple[str, bytes]:
    """Return name and bytes of a picture that its address itself holds (data:image/png;base64,…); else ("", b"")."""
    found = _EMBEDDED.fullmatch(source.strip())
    if not found:
        return "", b""
    kind = found["kind"].lower().replace("svg+xml", "svg")
    if ";base64" not in found["form"].lower():
        return f"picture.{kind}", unquote_to_bytes(found["body"])
    try:
        return f"picture.{kind}", b64decode("".join(unquote(found["body"]).split()), validate=True)
    except (NotBase64, ValueError):
        return "", b""


def none_in_answer(images: Sequence[tuple[str, str]]) -> None:
    """Raise Wrong where an option, a side of a pair or an item holds a picture: it would lose its place."""
    if images:
        raise Wrong("picture-in-answer", IN_OPTION, file=images[0][0][:80])


def left_out(images: Sequence[tuple[str, str]]) -> list[tuple[str, str, dict[str, str]]]:
    """Return the doubts about pictures of an explanation: shown with the question they would tell the answer."""
    return [("picture-in-feedback", IN_FEEDBACK, {"file": images[0][0][:80]})] if images else []

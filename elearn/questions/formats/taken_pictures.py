"""Pictures that a question refers to, taken out of the package that holds them. Pure."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from elearn.errors import marked
from elearn.questions.formats import assembled
from elearn.questions.parsed import ParsedQuestion, Picture, Wrong

NO_PICTURE = marked("The picture %(file)s is not in the file. Put it in again, or send a package that holds it.")


class Pictures:
    """The pictures of one question. `find` gives the bytes for an address, b"" for none; `files` keeps them all."""

    def __init__(self, find: Callable[[str], bytes], files: dict[str, bytes]) -> None:
        self.find, self.files = find, files
        self.taken: list[Picture] = []

    def take(self, source: str, alt: str) -> None:
        """Take a picture over. Raises Wrong where the package does not hold it."""
        path = unquote(source.partition("?")[0])
        body = self.find(path)
        if not body:
            raise Wrong("picture-missing", NO_PICTURE, file=source[:80])
        picture = Picture(assembled.keep_picture(self.files, PurePosixPath(path).name, body), alt)
        if picture not in self.taken:
            self.taken.append(picture)

    def put_into(self, question: ParsedQuestion, explanation: str) -> ParsedQuestion:
        """Return the question with its pictures and an explanation."""
        return replace(question, pictures=tuple(self.taken), explanation=explanation)

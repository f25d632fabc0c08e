"""From a file to the desk: reading, and comparing with what is there. Long work, done before a transaction writes."""

from dataclasses import dataclass
from hashlib import sha256

from elearn.errors import RuleBroken, marked
from elearn.files import pictures
from elearn.questions import import_queries, read_apart
from elearn.questions.formats.reading import Draft, Place, Reading, Unreadable
from elearn.questions.import_queries import Double
from elearn.questions.models import Bank


@dataclass(frozen=True)
class Prepared:
    """What stage() needs."""

    reading: Reading
    doubles: list[Double]
    pictures: dict[str, tuple[str, bytes]]


def prepare(bank: Bank, name: str, data: bytes, roles: list[str] | None = None) -> Prepared:
    """Read a file for a bank. Raises RuleBroken with the reason, LayoutUnknown where columns must be asked for."""
    try:
        reading = read_apart.read(name, data, roles)
    except read_apart.LayoutUnknown:
        raise
    except Unreadable as error:
        raise RuleBroken(error.code, error.message, **error.params) from error
    if not reading.drafts:
        raise RuleBroken("no-questions", marked("No question was found. Each needs a number or a tag such as [单选]."))
    return compare(bank, reading)


def compare(bank: Bank, reading: Reading) -> Prepared:
    """Find what the bank has already. Pictures are small since the file was read."""
    made = {name: (pictures.content_type(body), body) for name, body in reading.pictures.items()}
    return Prepared(reading, import_queries.doubles(bank.id, [draft.question for draft in reading.drafts]), made)


def reread(bank: Bank, text: str, where: Place) -> tuple[Draft, Double]:
    """Read the mended text of one question. Raises RuleBroken where it is none or several."""
    try:
        reading = read_apart.read("mended.txt", text.encode())
    except Unreadable as error:
        raise RuleBroken(error.code, error.message, **error.params) from error
    if len(reading.drafts) != 1:
        message = marked("This text holds %(count)s questions; it must be exactly one.")
        raise RuleBroken("not-one", message, count=len(reading.drafts))
    draft = reading.drafts[0]
    draft.text = text
    return draft, import_queries.doubles(bank.id, [draft.question])[0]


def layout_digest(names: list[str]) -> str:
    """Return what tables of one layout share, in a form to look it up by."""
    return sha256("\x1f".join(names).encode()).hexdigest()

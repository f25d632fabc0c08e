"""The question banks that come with the program: question_banks/*.txt with their pictures."""

from collections.abc import Iterator

from elearn import config
from elearn.errors import RuleBroken, marked
from elearn.questions import bank_text
from elearn.questions.parsed import ParsedBank

FOLDER = config.PROJECT / "question_banks"


def banks() -> Iterator[tuple[ParsedBank, dict[str, tuple[str, bytes]]]]:
    """Yield every shipped bank with its pictures (name → content type, bytes). Raises RuleBroken for a broken one."""
    for path in sorted(FOLDER.glob("*.txt")):
        bank, problems = bank_text.read(path.read_text(encoding="utf-8"))
        if problems:
            raise RuleBroken("bank", marked("%(file)s has problems; run `elearn bank check`."), file=path.name)
        files = {each.file for question in bank.questions for part in question.parts() for each in part.pictures}
        yield bank, {file: ("image/svg+xml", (FOLDER / "pictures" / file).read_bytes()) for file in sorted(files)}

"""Is every message translated? Run by `make check`: python -m tests.translations"""

import io
import sys
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CATALOG = ROOT / "elearn/translations/zh_Hans_CN/LC_MESSAGES/messages.po"
METHODS = [("elearn/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "_l": None,
    "marked": None,
    "ngettext": (1, 2),
}


def used_messages() -> set[str]:
    """Return every msgid that code and templates use."""
    options = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
    found = extract_from_dir(ROOT, METHODS, options, KEYWORDS, directory_filter=_wanted)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def _wanted(folder: str | Path) -> bool:
    return Path(folder).name not in {".venv", ".git", "tests", "instance", "benchmarks", "docs"}


def missing() -> list[str]:
    """Return the messages without a Chinese text, and those whose parameters differ."""
    catalog = read_po(io.BytesIO(CATALOG.read_bytes()))
    problems = [message for message in used_messages() if not (found := catalog.get(message)) or not found.string]
    for message in catalog:
        if message.id:
            problems += [f"{message.id}: {error}" for error in message.check(catalog)]
            if message.fuzzy:
                problems.append(f"{message.id}: fuzzy")
    return sorted(problems)


if __name__ == "__main__":
    absent = missing()
    for each in absent:
        print("not translated:", each)
    sys.exit(bool(absent))

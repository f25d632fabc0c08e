"""docs/contracts.md: every example is run as it stands, and answers with the keys and kinds of values that it shows."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.browser.site import Site

ROOT = Path(__file__).parents[1]
# What differs from one run to the next; of everything else scalars of `EXACT` commands are compared too.
EXACT = ("units", "class", "tick")
EXAMPLE = re.compile(r"^\$ elearn (?P<command>.+)\n(?P<answer>(?:(?!^[$`]).*\n)+)", re.M)


def _examples() -> list[tuple[list[str], Any]]:
    text = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    return [(shlex.split(found["command"]), json.loads(found["answer"])) for found in EXAMPLE.finditer(text)]


def _differences(shown: Any, found: Any, where: str = "") -> list[str]:
    """Compare keys and kinds. A figure without denominator is null, where the example shows one."""
    if isinstance(shown, dict) and isinstance(found, dict):
        # Only a case has sub-questions; the page says so.
        if [key for key in found if key != "children"] != [key for key in shown if key != "children"]:
            return [f"{where}: shows {list(shown)}, finds {list(found)}"]
        keys = [key for key in shown if key in found]
        return [each for key in keys for each in _differences(shown[key], found[key], f"{where}.{key}")]
    if isinstance(shown, list) and isinstance(found, list):
        return [each for item in found if shown for each in _differences(shown[0], item, f"{where}[]")]
    if where.endswith(".answer"):
        return []  # every kind of question has its own
    if found is None or type(shown) is type(found) or shown is None:
        return []
    return [f"{where}: shows {shown!r}, finds {found!r}"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("contracts")
    for name in ("question_banks", "docs"):
        (folder / name).symlink_to(ROOT / name)
    return Site(folder, f"sqlite:///{folder / 'elearn.sqlite3'}")


def test_every_example_answers_as_it_is_shown(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = _examples()
    assert len(examples) == (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8").count("\n$ elearn ")
    monkeypatch.chdir(site.folder)
    for command, shown in examples:
        found = json.loads(site.run(*command))
        assert not _differences(shown, found), command
        if command[0] in EXACT:
            assert found == shown, command


def test_every_command_has_an_example() -> None:
    from elearn.cli import main

    named = {" ".join(command[:2]) for command, _ in _examples()}
    for name, command in main.commands.items():
        children = getattr(command, "commands", {"": None})
        for child in children:
            full = f"{name} {child}".strip()
            if full != "serve":
                assert any(each.startswith(full) for each in named), f"docs/contracts.md has no example of {full}"

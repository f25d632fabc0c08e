"""The conventions of the house. Each failure says how to mend it."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from elearn import db, ops
from elearn.courses import shipped
from elearn.web.transactions import CHANGING
from tests.courses import reading

ROOT = Path(__file__).parents[1]

# Anybody may open these. A new public route is added here on purpose or not at all.
PUBLIC = {
    "asset",
    "favicon",
    "public.activate",
    "public.certificate",
    "public.check_code",
    "public.choose_password",
    "public.healthz",
    "public.index",
    "public.language",
    "public.privacy",
    "public.readyz",
    "public.scan",
    "public.set_password",
    "public.sign_in",
    "public.sign_in_now",
    "public.sign_out",
    "public.styleguide",
    "public.view_mode",
}
APART_CALLERS = {"elearn/people/actions.py"}
# Acts that can change completion; only training.actions may call them.
GUARDED_ACTS = {
    "courses.actions": {"open_lesson", "finish_lesson"},
    "exams.actions": {"start_attempt", "hand_in"},
    "training.attendance_actions": {"come", "go", "enter", "give_leave", "strike"},
}
FORBIDDEN_CSS = (":has(", "@container", "aspect-ratio:", "inset:", ":is(", ":where(", "clamp(", "color-mix(", "@layer")
FORBIDDEN_JS = ("?.", "??", "replaceAll(", ".at(", "structuredClone", "#private", "||=", "&&=")


def _files(*patterns: str) -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.splitlines() or [str(p.relative_to(ROOT)) for g in patterns for p in ROOT.glob(g)]
    return (ROOT / name for name in names if (ROOT / name).exists())


def test_no_file_is_over_300_lines() -> None:
    long = {
        f"{path.relative_to(ROOT)}: {count}"
        for path in _files("*.py", "elearn/static/*.js", "elearn/static/*.css", "templates/*.html")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long, f"split by the thing each part is about: {long}"


def test_every_route_is_guarded_or_listed_as_public(app: Flask) -> None:
    guarded = {name for name, blueprint in app.blueprints.items() if app.before_request_funcs.get(name)}
    open_routes = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] not in guarded}
    assert open_routes <= PUBLIC, f"guard these or add them to PUBLIC on purpose: {open_routes - PUBLIC}"
    assert open_routes >= PUBLIC, f"PUBLIC names routes that do not exist: {PUBLIC - open_routes}"


def test_get_and_changing_methods_are_never_mixed_without_a_form(app: Flask) -> None:
    """GET never writes: a view that takes both GET and POST must be a form's, which re-renders itself."""
    mixed = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and CHANGING & (rule.methods or set())
    }
    for endpoint in mixed:
        source = Path(app.view_functions[endpoint].__code__.co_filename).read_text(encoding="utf-8")
        assert re.search("validate_on_submit|is_submitted", source), f"{endpoint}: split it into a GET and a POST view"


def test_apart_is_called_by_its_listed_callers_only() -> None:
    callers = {
        str(path.relative_to(ROOT))
        for path in _files("elearn/*.py", "elearn/**/*.py")
        if re.search(r"\bapart\(\)", path.read_text(encoding="utf-8")) and path.name != "db.py"
    }
    assert callers == APART_CALLERS, "what must survive a refusal is rare; add the caller here if it really must"


def test_acts_that_change_completion_are_called_through_training_only() -> None:
    offenders = []
    for path in _files("elearn/*.py", "elearn/**/*.py"):
        if path.parts[-2] in {"training", "courses", "exams"}:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        aliases = {
            name.asname or name.name: f"{node.module.removeprefix('elearn.')}.{name.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("elearn.")
            for name in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module = aliases.get(node.value.id, "")
                if node.attr in GUARDED_ACTS.get(module, set()):
                    offenders.append(f"{path.relative_to(ROOT)}:{node.lineno} {module}.{node.attr}")
    assert not offenders, f"call training.actions instead: {offenders}"


def test_queries_never_write_and_nothing_but_the_edges_commits() -> None:
    for path in _files("elearn/**/queries.py", "elearn/**/*_queries.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"session\.(add|delete|commit|merge|flush)", text), f"{path}: writes belong in actions.py"
    edges = {"transactions.py", "db.py", "env.py"}
    for path in _files("elearn/*.py", "elearn/**/*.py"):
        if path.name not in edges:
            assert ".commit()" not in path.read_text(encoding="utf-8"), (
                f"{path}: the web commits once; use db.writing()"
            )


def test_init_files_hold_no_code() -> None:
    for path in _files("elearn/*/__init__.py"):
        if path.parent.name in {"elearn"} or "web" in path.parts[-3:-1]:
            continue
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert len(body) == 1, f"{path}: a docstring that says what lives here, no code"
        assert isinstance(body[0], ast.Expr), f"{path}: begin with a docstring"


def test_migrations_have_one_head_and_equal_the_models(app: Flask) -> None:
    assert len(ScriptDirectory.from_config(ops.alembic_config()).get_heads()) == 1
    with db.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        difference = compare_metadata(context, db.Base.metadata)
    assert not difference, f"write a migration: {difference}"


@pytest.mark.parametrize("path", sorted(_files("elearn/static/css/*.css")), ids=lambda p: p.name)
def test_css_stays_within_chrome_78(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    found = [feature for feature in FORBIDDEN_CSS if feature in text]
    assert not found, f"not in the baseline: {found}"
    for rule in re.findall(r"\{([^}]*)\}", text):
        if re.search(r"(?<!-)\bgap\s*:", rule):
            assert "grid" in rule, f"flex gap is not in the baseline: {rule.strip()[:80]}"


@pytest.mark.parametrize("path", sorted(_files("elearn/static/js/*.js")), ids=lambda p: p.name)
def test_js_stays_within_es2018(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    found = [feature for feature in FORBIDDEN_JS if feature in text]
    assert not found, f"not in the baseline: {found}"


def test_templates_have_no_inline_script_or_style() -> None:
    for path in _files("templates/*.html", "templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text), f"{path}: the CSP forbids it"


@pytest.mark.parametrize("path", sorted(shipped.FOLDER.glob("*/lessons/*.md")), ids=lambda p: p.stem)
def test_lessons_are_read_at_first_go(path: Path) -> None:
    """Short sentences, no words of reports, five to ten minutes; a question, a case and what to do tomorrow."""
    head, text = path.read_text(encoding="utf-8").split("+++\n", 2)[1:]
    said = int(re.search(r"^minutes = (\d+)$", head, re.M)[1])  # type: ignore[index]
    assert not (long := reading.long_sentences(text)), f"divide (at most {reading.MOST_IN_A_SENTENCE}): {long}"
    assert not (empty := reading.filler(text)), f"say what happens instead: {empty}"
    assert reading.LEAST_CHARACTERS <= reading.characters(text) <= reading.MOST_CHARACTERS, reading.characters(text)
    assert 5 <= said <= 10, "five to ten minutes"
    assert said in reading.minutes(text), f"{reading.characters(text)} characters take {reading.minutes(text)} minutes"
    for part in ("> **开头一问：** ", "\n## 明天就能做", "](pictures/"):
        assert part in text, f"every lesson has: {part.strip()}"


def test_lock_files_and_sources_name_no_hosts_of_registries_and_no_paths_of_a_machine() -> None:
    for path in _files("requirements/*.txt"):
        assert "://" not in path.read_text(encoding="utf-8"), f"{path}: lock without download addresses"

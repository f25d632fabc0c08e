"""What surrounds the questions of a paper, rendered once and kept: the frame of each, and what the script needs."""

from typing import Any

from flask import render_template
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import Engine

from elearn.exams.kept import Kept
from elearn.web.learner.fragments import context, macro

# What no text holds: it stands for what differs from paper to paper.
_NUMBER, _NAME, _HEAD, _FIELDS, _TOKEN = (chr(0xE0E0 + at) for at in range(5))
_ATTEMPT = 987_654_321_012_345

_frames: Kept[tuple[Engine, str, str], tuple[str, str, str]] = Kept(50)
_tools: Kept[tuple[Engine, str], str] = Kept(4)


def section(number: int, name: str, kind: str, head: Markup, fields: Markup) -> Markup:
    """Return a question that has no answer yet."""
    key = (*context(), kind)
    begin, middle, end = _frames.get(key) or _frames.put(key, _frame(kind))
    opening = begin.replace(_NUMBER, str(number)).replace(_NAME, name)
    return Markup("".join((opening, head, middle, fields, end)))  # noqa: S704


def _frame(kind: str) -> tuple[str, str, str]:
    html = str(macro("paper", "section")(_NUMBER, _NAME, kind, 0, False, None, _HEAD, _FIELDS))
    begin, _, rest = html.partition(_HEAD)
    middle, _, end = rest.partition(_FIELDS)
    return begin, middle, end


def answered_section(
    number: int, name: str, kind: str, head: Markup, fields: Markup, step: int, is_answered: bool, conflict: Any
) -> Markup:
    """Return a question with what is stored, and with what was sent and not stored."""
    html = macro("paper", "section")(number, name, kind, step, is_answered, conflict, head, fields)
    return Markup(html)  # noqa: S704


def tools(attempt_id: int) -> Markup:
    """Return what only the page's script uses: words, navigator, panels."""
    key = context()
    html = _tools.get(key)
    if html is None:
        page = render_template("learner/_exam_tools.html", attempt_id=_ATTEMPT, token=_TOKEN)
        html = _tools.put(key, page)
    return Markup(html.replace(str(_ATTEMPT), str(attempt_id)).replace(_TOKEN, generate_csrf()))  # noqa: S704

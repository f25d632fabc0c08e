"""The privacy notice, and how one wants to see the site: elder view and language, kept in plain cookies."""

from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for

from elearn.web.i18n import LOCALES
from elearn.web.public import public, style_questions
from elearn.web.public.entry import own_path
from elearn.web.transactions import slow_start

YEAR = 365 * 86400


@public.get("/privacy")
def privacy() -> Any:
    """What is collected, why, and what one may ask for."""
    return render_template("public/privacy.html")


@public.get("/styleguide")
def styleguide() -> Any:
    """Every component on one page, for those who build pages."""
    if not current_app.config["DEBUG"]:
        abort(404)
    return render_template("public/styleguide.html", examples=style_questions.examples())


# Marked slow_start because they write nothing: nobody who wants larger letters queues behind the writers.
@public.post("/view")
@slow_start
def view_mode() -> Any:
    """Switch the elder view."""
    elder = request.form.get("elder", "")
    if elder not in ("0", "1"):
        abort(400)
    return _back_with("elder", elder)


@public.post("/language")
@slow_start
def language() -> Any:
    """Choose the language."""
    locale = request.form.get("locale", "")
    if locale not in LOCALES:
        abort(400)
    return _back_with("lang", locale)


def _back_with(cookie: str, value: str) -> Any:
    response = redirect(own_path(request.form.get("next")) or url_for("public.index"), 303)
    secure = current_app.config["SECURE"]
    response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return response

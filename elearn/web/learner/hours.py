"""我的学时: the own ledger by year, and the annual statement to print."""

from typing import Any

from flask import abort, render_template, request
from flask_login import current_user

from elearn import clock
from elearn.people import unit_queries
from elearn.people.access import ancestors
from elearn.training import hour_queries
from elearn.training.hour_book import book
from elearn.training.hours import version_on
from elearn.web.learner import learner


@learner.get("/hours")
def hours() -> Any:
    """The entries of a year, online and face-to-face beside each other."""
    years = hour_queries.years(current_user.id)
    year = request.args.get("year", clock.today().year, type=int)
    if year not in years:
        abort(404)
    return render_template(
        "learner/hours.html",
        ledger=hour_queries.ledger(current_user.id, year, own=True),
        years=years,
        norms=book().norms,
        version=version_on(book(), clock.today()),
    )


@learner.get("/hours/<int:year>/statement")
def hours_statement(year: int) -> Any:
    """One sheet of A4 for the file of the person."""
    if year not in hour_queries.years(current_user.id):
        abort(404)
    user = current_user.user
    names = unit_queries.names(ancestors(user.unit_code))
    return render_template(
        "learner/hours_statement.html",
        user=user,
        ledger=hour_queries.ledger(user.id, year, own=True),
        units=[names[code] for code in ancestors(user.unit_code) if len(code) >= 6 and code in names],
    )

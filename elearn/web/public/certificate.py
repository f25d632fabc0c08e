"""What the QR code of a certificate leads to: whether it is valid, with a masked name. Numbers lead nowhere."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from flask import render_template

from elearn import clock
from elearn.training import certificate_queries
from elearn.web.public import public
from elearn.web.tries import address

MISSES = 30
"""Unknown codes that an address may ask for within WINDOW; nobody mistypes a QR code."""
WINDOW = timedelta(minutes=10)
MOST_ADDRESSES = 10_000

_misses: "OrderedDict[str, list[datetime]]" = OrderedDict()


@public.get("/c/<token>")
def certificate(token: str) -> Any:
    """Valid or not, and whose; 404 for a code that is none, 429 for an address that guesses."""
    if _guesses(address()):
        return render_template("public/certificate_wait.html"), 429
    found = certificate_queries.by_token(token)
    if found is None:
        _miss(address())
        return render_template("public/certificate_unknown.html"), 404
    return render_template(
        "public/certificate.html",
        certificate=found,
        new=None if found.is_valid else certificate_queries.followed_by(found),
    )


def _guesses(visitor: str) -> bool:
    after = clock.now() - WINDOW
    recent = [at for at in _misses.get(visitor, []) if at > after]
    return len(recent) >= MISSES


def _miss(visitor: str) -> None:
    """Remember a miss in this process; the oldest address goes when there are too many."""
    after = clock.now() - WINDOW
    _misses[visitor] = [*(at for at in _misses.pop(visitor, []) if at > after), clock.now()]
    while len(_misses) > MOST_ADDRESSES:
        _misses.popitem(last=False)

"""The door in front of every password and activation code: locks an account, slows an address."""

import ipaddress
import math
import time
from datetime import datetime

from flask import request
from flask_babel import gettext

from elearn import clock, db
from elearn.people import actions, queries


def address() -> str:
    """Return the visitor's address. Of IPv6 the first 64 bits: one household or phone owns all the rest."""
    given = request.remote_addr or ""
    try:
        parsed = ipaddress.ip_address(given.partition("%")[0])
    except ValueError:
        return given[:45]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def locked(account: str) -> str | None:
    """Count a try of this account; return why it is refused, or None when the secret may be looked at.

    An address with many failures waits here first, outside any transaction.
    """
    seconds = queries.delay(address(), clock.now())
    db.session.rollback()
    if seconds:
        time.sleep(seconds)
    until = actions.count_try(account, address())
    return None if until is None else _sentence(until)


def _sentence(until: datetime) -> str:
    minutes = max(1, math.ceil((until - clock.now()).total_seconds() / 60))
    return str(
        gettext(
            "Too many wrong tries. Wait %(minutes)s minutes, or ask your township for a new activation code.",
            minutes=minutes,
        )
    )

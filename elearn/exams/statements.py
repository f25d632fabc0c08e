"""SQL for both databases, for the few statements that go past the ORM because thousands of people wait for them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from elearn import db

Rows = list[tuple[Any, ...]]


class Statement:
    """SQL for both databases. Parameters are `:name`; `:x_time` is a moment, `:x_json` a JSON text."""

    def __init__(self, text: str, postgresql: str = "") -> None:
        self.sqlite = text
        typed = {"_time": "::timestamptz", "_json": "::json"}
        self.postgresql = re.sub(
            r"(?<!:):([a-z]\w*)", lambda m: f"%({m[1]})s{typed.get(m[1][-5:], '')}", postgresql or text
        )


class Writer(Protocol):
    """What a piece of work gets to write with."""

    def execute(self, statement: Statement, params: Mapping[str, Any]) -> Rows:
        """Run one statement and return its rows; moments are aware date-times going in."""


def moment(value: Any) -> datetime:
    """Turn a date-time that a statement returned into an aware one."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def for_sqlite(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with moments as SQLAlchemy stores them in SQLite."""
    return {
        name: value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        if isinstance(value, datetime)
        else value
        for name, value in params.items()
    }


class ThroughSession:
    """A writer inside the current session's own transaction, for acts that write by the ORM as well."""

    def execute(self, statement: Statement, params: Mapping[str, Any]) -> Rows:
        """Run one statement after what the session has pending."""
        db.session.flush()
        connection = db.session.connection()
        if connection.dialect.name == "sqlite":
            result = connection.exec_driver_sql(statement.sqlite, for_sqlite(params))
        else:
            result = connection.exec_driver_sql(statement.postgresql, dict(params))
        return [tuple(row) for row in result] if result.returns_rows else []

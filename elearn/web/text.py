"""Template filters: masks, dates and numbers through Babel."""

from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from flask_babel import format_date, format_datetime, format_decimal, format_percent, gettext

from elearn import clock
from elearn.web.judged_view import judged, key_of, right_shown


def mask_name(name: str) -> str:
    """张建国 → 张*国, 李梅 → 李*."""
    if len(name) <= 1:
        return name
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * (len(name) - 2) + name[-1]


def mask_mobile(mobile: str) -> str:
    """13800000001 → 138****0001."""
    return f"{mobile[:3]}****{mobile[-4:]}" if len(mobile) == 11 else mobile


def day(value: date | datetime) -> str:
    """A day in words: 12月15日, with the year when it is another one."""
    local = clock.local_date(value) if isinstance(value, datetime) else value
    if local.year == clock.today().year:
        return str(format_date(local, gettext("MMM d")))
    return str(format_date(local, "long"))


def long_day(value: date) -> str:
    """A day with its year: 2026年11月23日."""
    return str(format_date(value, "long"))


def moment(value: datetime) -> str:
    """A day and time, Asia/Shanghai."""
    return str(format_datetime(value, "yyyy-MM-dd HH:mm"))


def percent(value: Decimal | None) -> str:
    """A rate that is already rounded to two places, “—” for an empty denominator."""
    return "—" if value is None else str(format_percent(value / 100, "0.00%"))


def number(value: Decimal | int | None) -> str:
    """A number in the user's language, “—” for none."""
    return "—" if value is None else str(format_decimal(value))


def number_2(value: Decimal) -> str:
    """An amount with its two decimal places: 0.5 → 0.50."""
    return str(format_decimal(value, "#,##0.00"))


def plain_decimal(value: Decimal) -> str:
    """A mark without needless zeros: 5.0 → 5, 82.5 → 82.5."""
    return f"{value.normalize():f}"


def init_app(app: Flask) -> None:
    """Give the filters to templates."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for function in (mask_name, mask_mobile, day, long_day, moment, percent, number, number_2, plain_decimal):
        app.add_template_filter(function)
    app.add_template_global(clock.now, "now")
    app.add_template_global(clock.today, "today")
    app.add_template_global(clock.jump, "clock_jump")
    app.jinja_env.globals.update(judged=judged, key_of=key_of, right_shown=right_shown)

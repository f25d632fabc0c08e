"""What stands in a bulletin in words: its number, its definitions in both languages, its first paragraph."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations

from elearn import clock, config
from elearn.errors import marked
from elearn.reports.bulletin_models import Bulletin
from elearn.reports.columns import BY_KEY, COLUMNS
from elearn.reports.indicators import DEFINITIONS
from elearn.training.completion import ConditionKind

Words = Callable[[str], str]
"""Translates a marked message: gettext in web and cli."""

CONDITIONS = {
    ConditionKind.LESSONS: marked("%(percent)s%% of the lessons finished"),
    ConditionKind.ONLINE_HOURS: marked("%(percent)s%% of the online hours"),
    ConditionKind.FACE_HOURS: marked("%(percent)s%% of the face-to-face hours"),
    ConditionKind.ATTENDANCE: marked("%(percent)s%% of the sessions attended"),
    ConditionKind.EXAM: marked("the exam passed"),
}


@cache
def _catalogue() -> NullTranslations:
    return Translations.load(config.PROJECT / "elearn" / "translations", ["zh_Hans_CN"])


def chinese(text: str) -> str:
    """Return a marked message in Chinese, whoever asks."""
    return str(_catalogue().gettext(text))


def both(text: str) -> dict[str, str]:
    """Return a marked message in both languages: what is frozen must not follow later changes of the words."""
    return {"zh": chinese(text), "en": text}


def definitions() -> dict[str, Any]:
    """Return the definitions as they are now: each column, and what stands under the table."""
    return {
        "columns": [{"key": each.key, "label": both(each.label), "meaning": both(each.meaning)} for each in COLUMNS],
        "notes": [both(text) for text in DEFINITIONS],
        "ranking": both(BY_KEY["rank"].meaning),
    }


def label(bulletin: Bulletin, words: Words) -> str:
    """Return how a bulletin is called: 第2期, 第2期（更正）; without a number, that it has none yet."""
    if bulletin.number is None:
        return words(marked("Not numbered yet"))
    number = words(marked("No. %(number)s")) % {"number": bulletin.number}
    if bulletin.revision > 1:
        return number + words(marked(" (correction %(number)s)")) % {"number": bulletin.revision}
    return number + (words(marked(" (correction)")) if bulletin.revision else "")


def cut_off(bulletin: Bulletin, words: Words) -> str:
    """Return up to when it counts; the end of a day is told as such."""
    assert bulletin.as_of
    day = date_words(bulletin.day, words)
    if bulletin.as_of >= clock.end_of_day(bulletin.day) - timedelta(seconds=1):
        return words(marked("%(day)s, 24:00")) % {"day": day}
    time = bulletin.as_of.astimezone(clock.SHANGHAI).strftime("%H:%M")
    return words(marked("%(day)s, %(time)s")) % {"day": day, "time": time}


def date_words(day: date, words: Words) -> str:
    """Return a day as documents write it, always with its year: 2026年11月22日."""
    written = {"year": day.year, "month": day.month, "day": day.day}
    return words(marked("%(year)s-%(month)s-%(day)s")) % written


def dated(bulletin: Bulletin, words: Words) -> str:
    """Return the date that the bulletin bears: that of its seal, before it that of its figures."""
    moment = bulletin.sealed_at or bulletin.as_of
    assert moment
    return date_words(clock.local_date(moment), words)


def first_paragraph(bulletin: Bulletin, words: Words) -> str:
    """Return the sentence with which the bulletin opens, made from its sum row."""
    total = bulletin.total
    told = {key: "—" if value is None else value for key, value in total.items()}
    told |= {key: f"{total[key]}%" for key in ("start_rate", "completion_rate", "pass_rate") if total[key] is not None}
    text = words(
        marked(
            "As of %(as_of)s, %(unit)s had %(required)s people to be trained in “%(title)s”: %(started)s took part "
            "(%(start_rate)s), %(completed)s completed (%(completion_rate)s), %(unfinished)s had not finished."
        )
    )
    if total["examined"]:
        text += words(
            marked(" %(examined)s sat the exam, %(passed)s passed (%(pass_rate)s); the mean mark is %(mean)s.")
        )
    where = {"as_of": cut_off(bulletin, words), "unit": bulletin.unit_name, "title": bulletin.class_title}
    return text % (told | where)

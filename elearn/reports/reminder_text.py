"""The text of a reminder, to copy into a chat group: pure. It names no number and no mark, and blames nobody."""

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from elearn.errors import marked

Words = Callable[[str], str]
"""Translates a marked message."""


class Tone(enum.StrEnum):
    """Which reminder it is."""

    FIRST = "first"
    AGAIN = "again"
    LAST = "last"
    OVER = "over"
    """The class has ended."""


LAST_DAYS = 3
"""Days to the end from which a reminder is one of the last."""
OPENINGS = {
    Tone.FIRST: marked(
        "Hello everybody! “%(title)s” has begun. Please finish it by %(day)s; %(days)s days are left. "
        "A few minutes on the phone whenever you have time are enough, and nothing is lost when you stop."
    ),
    Tone.AGAIN: marked(
        "Hello everybody! A friendly reminder: “%(title)s” ends on %(day)s; %(days)s days are left. "
        "Whoever has not finished yet, please find the time for it."
    ),
    Tone.LAST: marked(
        "Hello everybody! “%(title)s” ends on %(day)s, very soon. Whoever has not finished yet, please do so as soon "
        "as you can. If anything does not work, tell us and we will help."
    ),
    Tone.OVER: marked(
        "Hello everybody! “%(title)s” ended on %(day)s. Some colleagues have not finished; please get in touch with us "
        "so that we can see how to make up for it."
    ),
}


@dataclass(frozen=True)
class Somebody:
    """One person as the text names them: masked or whole, as the viewer may."""

    group: str
    """Township or village; empty where there is one only."""
    name: str
    lacking: Sequence[tuple[str, dict[str, Any]]] = ()


def tone_for(days_left: int, *, reminded: bool) -> Tone:
    """Return the tone that fits the day."""
    if days_left < 0:
        return Tone.OVER
    if days_left <= LAST_DAYS:
        return Tone.LAST
    return Tone.AGAIN if reminded else Tone.FIRST


def lacking(activated: bool, lessons_left: int, passed: bool) -> list[tuple[str, dict[str, Any]]]:
    """Return in few words what somebody still lacks; never a mark, since a whole group reads it."""
    if not activated:
        return [(marked("not signed in yet"), {})]
    found: list[tuple[str, dict[str, Any]]] = []
    if lessons_left:
        found.append((marked("%(count)s lessons left"), {"count": lessons_left}))
    if not passed:
        found.append((marked("exam left"), {}))
    return found or [(marked("see your home page"), {})]


def compose(
    words: Words, tone: Tone, facts: dict[str, Any], people: Sequence[Somebody], counts: Sequence[tuple[str, int]]
) -> str:
    """Return the text: who is addressed and until when, the address, then the names, or only counts of units.

    `facts`: title, day, days, address, sign (who sends it and when, may be empty).
    """
    lines = [
        words(OPENINGS[tone]) % facts,
        words(marked("Study here (sign in with your mobile number): %(address)s")) % facts,
    ]
    total = len(people) or sum(count for _, count in counts)
    lines.append(words(marked("Not finished yet (%(count)s):")) % {"count": total})
    lines += [f"{unit}：{words(marked('%(count)s people')) % {'count': count}}" for unit, count in counts]
    lines += _names(words, people)
    lines.append(words(marked("Many thanks to everybody who has finished.")))
    if facts["sign"]:
        lines.append(f"—— {facts['sign']}")
    return "\n".join(lines)


def _names(words: Words, people: Iterable[Somebody]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for each in people:
        lacks = "、".join(words(text) % params for text, params in each.lacking)
        groups.setdefault(each.group, []).append(f"{each.name}（{lacks}）" if lacks else each.name)
    return [(f"{group}：" if group else "") + "、".join(names) for group, names in groups.items()]

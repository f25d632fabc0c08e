"""Checking in at a session: pure. The codes of the screen, the code read aloud, the windows of time, leave and hours.

A code on the screen is worth half a minute: who photographs it for somebody at home has to be quick. What it proves is
kept by the browser that scanned it as a seal, so that signing in first costs nobody the check-in.
"""

import base64
import enum
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

STEP = 30
"""Seconds for which a code stands on the screen."""
GRACE = 15
"""Seconds for which the code before is still taken: a phone needs some to open the page."""
SEAL_HOLDS = timedelta(minutes=10)
"""After scanning: the time to sign in and to press the button."""
SPOKEN_HOLDS = timedelta(minutes=5)
OPENS_BEFORE = timedelta(minutes=60)
"""How long before the beginning people may check themselves in."""
OUT_UNTIL = timedelta(minutes=60)
"""How long after the end people may check themselves out."""
LATE_AFTER = timedelta(minutes=10)
LINK_BEFORE = timedelta(minutes=30)
"""How long before the beginning the meeting link is shown."""
WRONG_TRIES = 5
WRONG_WINDOW = timedelta(minutes=10)


class SessionKind(enum.StrEnum):
    """What kind of meeting; whether its hours are face-to-face follows from it."""

    GATHERING = "gathering"
    """集中培训: people come together."""
    TALK = "talk"
    """宣讲: somebody comes to the people."""
    VIDEO_ROOM = "video_room"
    """A video meeting that people follow together in a meeting room."""
    VIDEO_OWN = "video_own"
    """A video meeting that each follows on a phone or computer of their own: online hours."""


FACE_TO_FACE = (SessionKind.GATHERING, SessionKind.TALK, SessionKind.VIDEO_ROOM)


class Direction(enum.StrEnum):
    """Checking in, or out."""

    IN = "in"
    OUT = "out"


class Way(enum.StrEnum):
    """How somebody was checked in or out."""

    SCREEN = "screen"
    SPOKEN = "spoken"
    ROSTER = "roster"
    """By an official."""


class AttendanceState(enum.StrEnum):
    """Where a person stands at a session; nobody's row is ever deleted."""

    PRESENT = "present"
    LEAVE = "leave"
    STRUCK = "struck"
    """Entered by mistake and taken back: as if absent."""


class AttendanceAct(enum.StrEnum):
    """What happened to a person's attendance."""

    CAME = "came"
    WENT = "went"
    LEAVE = "leave"
    STRUCK = "struck"


def _digest(key: str, *parts: object) -> bytes:
    text = ":".join(("check-in", *map(str, parts)))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def _code(key: str, session_id: int, direction: Direction, step: int) -> str:
    return base64.b32encode(_digest(key, "screen", session_id, direction.value, step))[:10].decode().lower()


def screen_code(key: str, session_id: int, direction: Direction, at: datetime) -> str:
    """Return what stands on the screen at a moment."""
    return _code(key, session_id, direction, _step(at))


def seconds_left(at: datetime) -> int:
    """Return for how many seconds the code on the screen still stands, at least 1."""
    return STEP - int(at.timestamp()) % STEP


def direction_of(key: str, session_id: int, code: str, at: datetime) -> Direction | None:
    """Return what a scanned code is for; None for a wrong one, one that ran out, and one of another session."""
    steps = [_step(at)]
    if int(at.timestamp()) % STEP < GRACE:
        steps.append(steps[0] - 1)
    given = code.lower().encode()
    for direction in Direction:
        for step in steps:
            if hmac.compare_digest(_code(key, session_id, direction, step).encode(), given):
                return direction
    return None


def seal(key: str, session_id: int, direction: Direction, at: datetime) -> str:
    """Return what the browser keeps that scanned a good code."""
    content = f"{session_id}.{direction.value}.{int(at.timestamp())}"
    return f"{content}.{_digest(key, 'seal', content).hex()[:32]}"


def open_seal(key: str, text: str, session_id: int, at: datetime) -> Direction | None:
    """Return what the browser scanned at this session, None where it did not or too long ago."""
    content, _, signature = text.rpartition(".")
    right = _digest(key, "seal", content).hex()[:32]
    if not hmac.compare_digest(right.encode(), signature.encode()):
        return None
    own, direction, stamp = content.split(".")
    scanned = datetime.fromtimestamp(int(stamp), UTC)
    holds = int(own) == session_id and at - SEAL_HOLDS <= scanned <= at + timedelta(seconds=1)
    return Direction(direction) if holds else None


def spoken_code(key: str, session_id: int, direction: Direction, given_at: datetime) -> str:
    """Return the six digits that are read aloud; they follow from the moment at which they were given out."""
    stamp = given_at.astimezone(UTC).isoformat(timespec="microseconds")
    number = int.from_bytes(_digest(key, "spoken", session_id, direction.value, stamp)[:8], "big")
    return f"{number % 1_000_000:06d}"


def spoken_holds(given_at: datetime | None, at: datetime) -> bool:
    """Say whether a code that was given out at a moment is still taken."""
    return given_at is not None and given_at <= at < given_at + SPOKEN_HOLDS


def spoken_fits(
    key: str, session_id: int, direction: Direction, given_at: datetime | None, typed: str, at: datetime
) -> bool:
    """Say whether six digits are the ones that hold now; spaces and full-width digits do no harm."""
    if given_at is None or not spoken_holds(given_at, at):
        return False
    digits = "".join(str(int(char)) for char in typed if char.isdecimal())
    return hmac.compare_digest(spoken_code(key, session_id, direction, given_at).encode(), digits.encode())


@dataclass(frozen=True)
class Times:
    """From when to when a session lasts, and what follows from it."""

    starts_at: datetime
    ends_at: datetime

    @property
    def opens_at(self) -> datetime:
        """From when on people may check in."""
        return self.starts_at - OPENS_BEFORE

    def may_come(self, at: datetime) -> bool:
        """Say whether people may check themselves in."""
        return self.opens_at <= at <= self.ends_at

    def may_go(self, at: datetime) -> bool:
        """Say whether people may check themselves out."""
        return self.starts_at <= at <= self.ends_at + OUT_UNTIL

    def is_late(self, at: datetime) -> bool:
        """Say whether who comes now is late."""
        return at > self.starts_at + LATE_AFTER

    def is_over(self, at: datetime) -> bool:
        """Say whether the session has ended."""
        return at > self.ends_at

    def shows_link(self, at: datetime) -> bool:
        """Say whether it is time to show the meeting link."""
        return self.starts_at - LINK_BEFORE <= at <= self.ends_at


def leave_cap(planned: Decimal) -> Decimal:
    """Return how many hours of leave are allowed: one seventh of what is planned (培训条例: more means leaving)."""
    return (planned / 7).quantize(Decimal("0.01"), ROUND_HALF_UP)

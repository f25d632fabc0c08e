"""What the exam page's script sends with an answer, and what it is told."""

import json
from dataclasses import dataclass
from typing import Any

from elearn import clock
from elearn.exams.answering import State

MOST_FIELDS = 60


@dataclass(frozen=True)
class Sent:
    """One answer: the question's number, the step, and the values of its fields by the suffix of their names."""

    number: int
    step: int
    values: dict[str, list[str]]


def read(body: bytes, total: int) -> Sent | int:
    """Read {"n": number, "s": step, "v": {suffix: [values]}}; else a status: 404 no such question, 422 another form."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return 422
    if not isinstance(sent, dict):
        return 422
    number, step, values = sent.get("n"), sent.get("s"), sent.get("v")
    if type(number) is not int or type(step) is not int or not isinstance(values, dict) or not 1 <= step < 2**31:
        return 422
    if not 1 <= number <= total:
        return 404
    texts = {
        str(suffix): [str(each) for each in given[:MOST_FIELDS]]
        for suffix, given in list(values.items())[:MOST_FIELDS]
        if isinstance(given, list)
    }
    return Sent(number, step, texts)


def told(state: State, device: str) -> dict[str, Any]:
    """Return what the page must know after every call."""
    left = int((state.deadline_at - clock.now()).total_seconds())
    return {"left": max(0, left), "mine": state.device == device, "news": state.news, "open": state.is_open}

"""In front of Flask: one more answer from a browser that Flask has let in a moment ago. The path of thousands a second.

Flask, its session, its token against forged forms and its headers cost more than the durable write itself. What they
found for exactly these headers is kept for some minutes; the statement that stores the answer still decides alone
whether sign-in, attempt, deadline and step hold. Whatever is not plainly an answer that was stored goes on to Flask as
it came, where saving it once more does no harm (docs/decisions/007).
"""

import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from elearn import clock
from elearn.exams import answering, sitting
from elearn.exams.answer_log import Away
from elearn.exams.kept import Kept
from elearn.questions.grading import clean_form
from elearn.web import security
from elearn.web.learner import sent_answers

Environ = dict[str, Any]
StartResponse = Callable[..., Any]

_PATH = re.compile(r"/attempt/(\d{1,15})/save")
_HEADERS = ("HTTP_COOKIE", "HTTP_X_CSRFTOKEN", "HTTP_REFERER", "HTTP_HOST", "HTTP_ORIGIN", "wsgi.url_scheme")
"""Everything that Flask looks at to know who sends, and that the page is ours."""
LASTS = timedelta(minutes=5)
MOST_BYTES = 64_000


@dataclass(frozen=True)
class Sender:
    """Who Flask found to send with certain headers."""

    person_id: int
    token: str
    device: str
    until: datetime


class SaveGate:
    """WSGI in front of an application."""

    def __init__(self, app: Flask) -> None:
        self.app, self.inner = app, app.wsgi_app
        self.senders: Kept[tuple[str | None, ...], Sender] = Kept(20_000)
        kept = security.headers(bool(app.config["SECURE"])) | {"Content-Type": "application/json"}
        self.headers = list(kept.items())

    def note(self, environ: Environ, person_id: int, token: str, device: str) -> None:
        """Keep that Flask let in the sender of a request."""
        self.senders.put(_key(environ), Sender(person_id, token, device, clock.now() + LASTS))

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Store an answer, or hand the request on."""
        if environ["REQUEST_METHOD"] == "POST" and (match := _PATH.fullmatch(environ["PATH_INFO"])):
            sender = self.senders.get(_key(environ))
            if sender is not None and clock.now() < sender.until and (body := _body(environ)):
                status, told = self._stored(int(match[1]), sender, body)
                if told is not None:
                    out = json.dumps(told).encode()
                    start_response(status, [*self.headers, ("Content-Length", str(len(out)))])
                    return [out]
        return self.inner(environ, start_response)

    def _stored(self, attempt_id: int, sender: Sender, body: bytes) -> tuple[str, dict[str, Any] | None]:
        """Return status and answer; no answer where Flask has to look at it."""
        with self.app.app_context():
            found = sitting.sitting(attempt_id)
            sent = sent_answers.read(body, len(found.items)) if found else None
            if found is None or found.user_id != sender.person_id or not isinstance(sent, sent_answers.Sent):
                return "", None
            response = clean_form(found.shapes[sent.number - 1], "", lambda suffix: sent.values.get(suffix, []))
            try:
                state = answering.save(attempt_id, sent.number, sent.step, response, sender.token, sender.device)
            except Away:
                return "503 Service Unavailable", {"away": True}
            if state is None:
                return "", None
            return "200 OK", {"step": sent.step} | sent_answers.told(state, sender.device)


def _key(environ: Environ) -> tuple[str | None, ...]:
    return tuple(environ.get(name) for name in _HEADERS)


def _body(environ: Environ) -> bytes:
    """Return the body and leave it there for Flask; nothing where it is missing, too large, or sent in pieces."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return b""
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return body

"""What the exam page's script says to the server: answers, signs of life. The path that thousands take every second.

Its own blueprint, because its guard reads nothing: who is signed in and whose the attempt is come from memory, and the
statement that stores an answer decides for itself whether both still hold (docs/decisions/007).
"""

from typing import Any

from flask import Blueprint, abort, current_app, g, jsonify, request, session

from elearn.exams import answering, queries, sitting
from elearn.exams.answer_log import Away
from elearn.exams.sitting import Sitting
from elearn.questions.grading import clean_form
from elearn.web.learner import sent_answers
from elearn.web.learner.device_name import device_name
from elearn.web.learner.responses import as_form
from elearn.web.learner.sent_answers import told
from elearn.web.transactions import no_session

saving = Blueprint("saving", __name__)


@saving.before_request
def require_known_sign_in() -> Any:
    """Let in whoever has the cookie of a sign-in; 401 tells the script to ask for signing in again."""
    token = session.get("_user_id", "")
    g.person_id = sitting.person(token) if token else None
    if g.person_id is None:
        return jsonify(signed_out=True), 401
    g.token = token
    return None


def own_sitting(attempt_id: int) -> Sitting:
    """Return the facts of an attempt of the person, else 404."""
    found = sitting.sitting(attempt_id)
    if found is None or found.user_id != g.person_id:
        abort(404)
    return found


@saving.post("/attempt/<int:attempt_id>/save")
@no_session
def save(attempt_id: int) -> Any:
    """Store one answer: {"n": number, "s": step, "v": {suffix of the name: [values]}}; 200 means it is on disk."""
    found = own_sitting(attempt_id)
    sent = sent_answers.read(request.get_data(), len(found.items))
    if not isinstance(sent, sent_answers.Sent):
        abort(sent)
    response = clean_form(found.shapes[sent.number - 1], "", lambda suffix: sent.values.get(suffix, []))
    device = device_name()
    try:
        state = answering.save(attempt_id, sent.number, sent.step, response, g.token, device)
    except Away:
        return jsonify(away=True), 503
    if state is None:
        return _refused(found, sent.number, sent.step, response)
    current_app.extensions["save_gate"].note(request.environ, g.person_id, g.token, device)
    return jsonify(step=sent.step, **told(state, device))


def _refused(found: Sitting, number: int, step: int, response: Any) -> Any:
    """No row changed: read again and say why. The same step with the same answer is acknowledged once more."""
    if sitting.signed_out(g.token):
        return jsonify(signed_out=True), 401
    state = answering.state(found.attempt_id)
    stored = queries.stored_answer(found.attempt_id, number)
    if stored is not None and stored[0] == step and stored[1] == response:
        return jsonify(step=step, **told(state, device_name()))
    kept = as_form(found.shapes[number - 1], stored[1]) if stored else {}
    return jsonify(step=stored[0] if stored else 0, stored=kept, **told(state, device_name())), 409


@saving.post("/attempt/<int:attempt_id>/presence")
@no_session
def presence(attempt_id: int) -> Any:
    """Say that the page is alive, how often it was left and for how long: {"away": times, "for": seconds}."""
    found = own_sitting(attempt_id)
    sent = request.get_json(silent=True)
    away, away_for = (sent.get(key) for key in ("away", "for")) if isinstance(sent, dict) else (None, None)
    if not isinstance(away, int) or not isinstance(away_for, int):
        abort(422)
    try:
        answering.seen(found.attempt_id, g.token, min(max(away, 0), 9999), min(max(away_for, 0), 86_400))
        return jsonify(**told(answering.state(found.attempt_id), device_name()))
    except Away:
        return jsonify(away=True), 503


@saving.get("/attempt/<int:attempt_id>/news")
def news(attempt_id: int) -> Any:
    """Return what the invigilator announced, the oldest first."""
    found = own_sitting(attempt_id)
    rows = queries.announcements_for(found.exam_id, found.user_id)
    return jsonify(news=[{"id": row.id, "text": row.text, "at": f"{row.at:%Y-%m-%dT%H:%M:%SZ}"} for row in rows])

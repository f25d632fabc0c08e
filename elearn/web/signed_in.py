"""Who is signed in: the cookie carries a sign-in's token, flask-login asks here whose it is."""

from functools import cached_property
from typing import Any

from flask import Flask, Response, abort, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, login_user, logout_user

from elearn import clock
from elearn.people import queries
from elearn.people.access import Role
from elearn.people.models import SignIn, User

login_manager = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]
    """The signed-in person of a request, with the appointments that hold today.

    Few pages need more of a person than the name, so the whole row is read when it is asked for.
    """

    def __init__(self, token: str, user_id: int, name: str, units: dict[Role, list[str]]) -> None:
        self.token = token
        self.id = user_id
        self.name = name
        self.units = units

    def get_id(self) -> str:
        """Return what the cookie keeps."""
        return self.token

    @cached_property
    def sign_in(self) -> SignIn:
        """The sign-in of this browser, with the person, their unit and appointments."""
        found = queries.open_sign_in(self.token, clock.now())
        return found or abort(404)

    @property
    def user(self) -> User:
        """The person with unit and appointments."""
        return self.sign_in.user

    def codes(self, role: Role) -> list[str]:
        """Return the codes of the units over which the person has a role."""
        return self.units.get(role, [])

    @property
    def is_staff(self) -> bool:
        """Staff sign in again after a time of idleness."""
        return bool(self.units)


def init_app(app: Flask) -> None:
    """Attach flask-login. session protection stays off: it re-signs the cookie at every new address of a phone."""
    login_manager.session_protection = None
    login_manager.init_app(app)
    app.after_request(_note_activity)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> SignedIn | None:
    """Return the person of a token, None when the sign-in ended, ran out or idled too long."""
    from flask import current_app

    found = queries.signed_in_as(token, clock.now(), clock.today())
    if found is None:
        return None
    person = SignedIn(token, *found)
    idle = clock.now().timestamp() - float(session.get("seen", 0))
    if person.is_staff and idle > current_app.config["STAFF_IDLE_MINUTES"] * 60:
        return None
    return person


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def ask_to_sign_in() -> Any:
    """Send a visitor to the sign-in page and back afterwards; only GET addresses are worth going back to."""
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("public.sign_in", next=target))


def start(sign_in: SignIn) -> None:
    """Keep a new sign-in in this browser. The old cookie content is dropped, so a planted one is worth nothing."""
    session.clear()
    session.permanent = True
    session["seen"] = int(clock.now().timestamp())
    person = sign_in.user
    login_user(SignedIn(sign_in.token, person.id, person.name, queries.roles_of(person.id, clock.today())))


def forget() -> None:
    """Drop the sign-in from this browser."""
    logout_user()
    session.clear()


def _note_activity(response: Response) -> Response:
    # Idleness is kept in the signed cookie: GET requests write nothing to the database.
    now = int(clock.now().timestamp())
    # Who was not loaded for the request itself is not loaded for this.
    person = g.get("_login_user")
    due = now - int(session.get("seen", 0)) > 60 and response.status_code < 400
    if person is not None and due and person.is_authenticated and person.is_staff:
        session["seen"] = now
    return response

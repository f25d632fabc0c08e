"""Who is signed in: the cookie carries a sign-in's token, flask-login asks here whose it is."""

from typing import Any

from flask import Flask, Response, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, login_user, logout_user

from elearn import clock
from elearn.people import queries
from elearn.people.access import Role
from elearn.people.models import SignIn, User

login_manager = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]
    """The signed-in person of a request, with the appointments that hold today."""

    def __init__(self, sign_in: SignIn) -> None:
        self.sign_in = sign_in
        self.user: User = sign_in.user
        self.id: int = self.user.id
        self.name: str = self.user.name
        self.units: dict[Role, list[str]] = queries.unit_codes_by_role(self.user, clock.today())

    def get_id(self) -> str:
        """Return what the cookie keeps."""
        return self.sign_in.token

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

    sign_in = queries.open_sign_in(token, clock.now())
    if sign_in is None:
        return None
    person = SignedIn(sign_in)
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
    login_user(SignedIn(sign_in))


def forget() -> None:
    """Drop the sign-in from this browser."""
    logout_user()
    session.clear()


def _note_activity(response: Response) -> Response:
    # Idleness is kept in the signed cookie: GET requests write nothing to the database.
    now = int(clock.now().timestamp())
    if "_user_id" in session and now - int(session.get("seen", 0)) > 60 and response.status_code < 400:
        from flask_login import current_user

        if current_user.is_authenticated and current_user.is_staff:
            session["seen"] = now
    return response

"""Security headers on every response, and the cookie's settings."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from elearn import clock

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; "
    "media-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class _Signer(TimestampSigner):
    """Dates cookies by our own clock: one signed while the system's clock had jumped is as good as any other."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


class _Sessions(SecureCookieSessionInterface):
    """Flask's sessions with our own clock."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        made = super().get_signing_serializer(app)
        if made is not None:
            made.signer = _Signer
        return made


def init_app(app: Flask) -> None:
    """Set cookie flags and add the headers."""
    secure = app.config["SECURE"]
    app.session_interface = _Sessions()
    app.config.update(
        SESSION_COOKIE_NAME="elearn",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=app.config["LEARNER_DAYS"] * 86400,
    )

    fixed = headers(secure)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in fixed.items():
            if name in ("Content-Security-Policy", "Cache-Control"):
                response.headers.setdefault(name, value)
            else:
                response.headers[name] = value
        return response


def headers(secure: bool) -> dict[str, str]:
    """Return the headers of every response; a page may choose its own policy for content and caching."""
    kept = {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    return kept | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})

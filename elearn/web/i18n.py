"""Language: simplified Chinese by default, English by choice; kept in a plain cookie."""

from typing import Any

from flask import Flask, g, request
from flask_babel import Babel, get_domain, gettext

from elearn import config
from elearn.errors import RuleBroken

LOCALES = ("zh_Hans_CN", "en")


def current_locale() -> str:
    """Return the chosen locale, Chinese unless English was chosen."""
    chosen = request.cookies.get("lang", "") if request else ""
    return chosen if chosen in LOCALES else LOCALES[0]


def init_app(app: Flask) -> None:
    """Attach Babel."""
    app.config.update(
        BABEL_DEFAULT_LOCALE=LOCALES[0],
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_TRANSLATION_DIRECTORIES=str(config.PROJECT / "elearn" / "translations"),
    )
    Babel(app, locale_selector=current_locale)
    _quick_texts(app)

    @app.context_processor
    def locale_code() -> dict[str, Any]:
        chosen = current_locale()
        return {
            "locale_code": "en" if chosen == "en" else "zh-Hans",
            "elder_view": request.cookies.get("elder") == "1",
        }


def _quick_texts(app: Flask) -> None:
    """Templates ask for dozens of texts a page: the catalogue is found once a request, not for each of them."""

    def catalogue() -> Any:
        found = g.get("catalogue")
        if found is None:
            found = g.catalogue = get_domain().get_translations()
        return found

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue().ugettext(text),
        lambda one, many, count: catalogue().ungettext(one, many, count),
        newstyle=True,
    )


def sentence(error: RuleBroken) -> str:
    """Return a refusal as a sentence in the user's language."""
    return str(gettext(error.message, **error.params))

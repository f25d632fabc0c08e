"""Puts the web together: blueprints, guards, transactions, headers, languages."""

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect

from elearn.web import assets, errors, i18n, nav, security, signed_in, text, transactions
from elearn.web.admin import admin
from elearn.web.classes import classes
from elearn.web.learner import learner
from elearn.web.learner.save_gate import SaveGate
from elearn.web.learner.saving import saving
from elearn.web.official import official
from elearn.web.public import public
from elearn.web.trainer import trainer

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Attach everything to the application."""
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # a phone may keep a page open for days
    app.config.update(COMPRESS_ALGORITHM=["gzip"], COMPRESS_MIN_SIZE=600, COMPRESS_LEVEL=4)
    transactions.init_app(app)
    security.init_app(app)
    signed_in.init_app(app)
    csrf.init_app(app)
    i18n.init_app(app)
    assets.init_app(app)
    text.init_app(app)
    nav.init_app(app)
    errors.init_app(app)
    for blueprint in (public, learner, saving, trainer, official, classes, admin):
        app.register_blueprint(blueprint)
    Compress(app)
    app.extensions["save_gate"] = gate = SaveGate(app)
    app.wsgi_app = gate  # type: ignore[method-assign]

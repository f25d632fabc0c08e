"""create_app: config, database, sign-in, web and nothing else."""

import gc
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from werkzeug.middleware.proxy_fix import ProxyFix

from elearn import config, db
from elearn.web import setup as web_setup
from elearn.web.learner import warming

sqlalchemy = SQLAlchemy()


def create_app(**overrides: Any) -> Flask:
    """Build the application. `overrides` replace settings by name, for tests and commands."""
    settings = config.load() | overrides
    app = Flask("elearn", template_folder=str(config.PROJECT / "templates"), static_folder=None)
    app.config.update(
        settings,
        SQLALCHEMY_ENGINES={"default": engine_options(settings["DATABASE_URL"])},
        MAX_CONTENT_LENGTH=settings["MAX_REQUEST_BYTES"],
        MAX_FORM_MEMORY_SIZE=settings["MAX_REQUEST_BYTES"],
    )
    sqlalchemy.init_app(app)
    # There are no asynchronous sessions here; starting an event loop to close none costs half of a short request.
    app.teardown_appcontext_funcs[:] = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]
    with app.app_context():
        db.attach(sqlalchemy.engine)
    db.bind(lambda: sqlalchemy.session, lambda: sqlalchemy.engine)
    if settings["TRUSTED_PROXIES"]:
        hops = settings["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    web_setup.init_app(app)
    return app


def create_served_app() -> Flask:
    """Build the application of a server process, which renders ahead what many will ask for."""
    app = create_app()
    warming.start(app)
    # Ten thousand connections and what is kept of their attempts stay alive for hours. Python would look all of them
    # through again and again, and nobody is answered meanwhile; nearly everything of a request goes without that.
    gc.freeze()
    gc.set_threshold(5_000, 10, 200)
    return app


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine's options for an address; SQLite waits for its writers' queue, PostgreSQL for a pool place."""
    if url.startswith("sqlite"):
        return {"url": url, "connect_args": {"check_same_thread": False, "timeout": 10}}
    return {"url": url.replace("postgresql://", "postgresql+psycopg://", 1), "pool_size": 10, "pool_pre_ping": True}

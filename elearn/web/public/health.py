"""Is the process up, is the database reachable and current."""

from typing import Any

from flask import jsonify

from elearn import ops
from elearn.web.public import public


@public.get("/healthz")
def healthz() -> Any:
    """The process is up."""
    return jsonify(status="ok")


@public.get("/readyz")
def readyz() -> Any:
    """The database answers and its migrations are current; 503 with the reason otherwise."""
    problem = ops.readiness_problem()
    return (jsonify(status="ok"), 200) if problem is None else (jsonify(status="not ready", reason=problem), 503)

"""Settings: one table of defaults; instance/config.py, then ELEARN_* variables override."""

import os
import runpy
import secrets
from pathlib import Path
from typing import Any

from elearn.errors import ConfigError

PROJECT = Path(__file__).resolve().parents[1]

# name: (default, what it is). The type of the default decides how a variable is read.
DEFAULTS: dict[str, tuple[Any, str]] = {
    "DATABASE_URL": ("", "SQLAlchemy address of the database; empty: elearn.sqlite3 in the instance folder"),
    "PUBLIC_URL": ("", "address put into QR codes and printed sheets, e.g. https://elearn.example.cn"),
    "SECRET_KEY": ("", "signs cookies; empty: the file secret_key in the instance folder, made on first start"),
    "SECURE": (False, "true behind TLS: secure cookies and HSTS"),
    "TRUSTED_PROXIES": (0, "how many proxies in front may set X-Forwarded-For; 0: none, the header is ignored"),
    "MAX_REQUEST_BYTES": (1_000_000, "largest accepted request body"),
    "LEARNER_DAYS": (30, "days a learner stays signed in"),
    "STAFF_IDLE_MINUTES": (120, "minutes of idleness after which trainers, officials and admins sign in again"),
    "DEBUG": (False, "developer pages such as /styleguide"),
    "PROCESSES": (2, "server processes"),
}


def instance_path() -> Path:
    """Return the folder that holds everything of this installation."""
    return Path(os.environ.get("ELEARN_INSTANCE") or PROJECT / "instance")


def _from_text(name: str, default: Any, text: str) -> Any:
    if isinstance(default, bool):
        if text.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise ConfigError(f"ELEARN_{name}={text!r}: write 1 or 0")
        return text.lower() in {"1", "true", "yes"}
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            raise ConfigError(f"ELEARN_{name}={text!r}: write a whole number") from None
    return text


def load() -> dict[str, Any]:
    """Return all settings, resolved in the order defaults, instance/config.py, ELEARN_* variables.

    Raises ConfigError naming the setting and how to write it.
    """
    folder = instance_path()
    folder.mkdir(parents=True, exist_ok=True)
    settings = {name: default for name, (default, _) in DEFAULTS.items()}
    local = folder / "config.py"
    if local.exists():
        found = {k: v for k, v in runpy.run_path(str(local)).items() if k.isupper()}
        unknown = sorted(set(found) - set(DEFAULTS))
        if unknown:
            raise ConfigError(f"{local}: unknown settings {', '.join(unknown)}; known: {', '.join(DEFAULTS)}")
        settings.update(found)
    for name, (default, _) in DEFAULTS.items():
        if (text := os.environ.get(f"ELEARN_{name}")) is not None:
            settings[name] = _from_text(name, default, text)
    settings["INSTANCE"] = folder
    settings["DATABASE_URL"] = settings["DATABASE_URL"] or f"sqlite:///{folder / 'elearn.sqlite3'}"
    settings["SECRET_KEY"] = settings["SECRET_KEY"] or _secret_key(folder / "secret_key")
    return settings


def _secret_key(path: Path) -> str:
    """Read the key, or make it on first start; O_EXCL so that two processes starting at once agree on one."""
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(fd, "w") as file:
        file.write(key := secrets.token_urlsafe(48))
    return key

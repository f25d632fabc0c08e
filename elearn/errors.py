"""Refusals that a user may read, and the mark for messages that web and cli translate."""

from typing import Any


def marked(message: str) -> str:
    """Mark an English message for translation without translating it; web and cli do that."""
    return message


class RuleBroken(Exception):
    """A refusal with a stable code, a marked message and its parameters, which the user may read.

    The web answers it with 409 and the translated sentence, the command line with exit status 1.
    """

    def __init__(self, code: str, message: str, **params: Any) -> None:
        super().__init__(message % params if params else message)
        self.code = code
        self.message = message
        self.params = params


class ConfigError(Exception):
    """The installation is set up wrongly; the text says what to change."""

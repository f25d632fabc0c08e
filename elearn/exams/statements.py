"""The statements of elearn.quick under their former address."""

from elearn.quick import Rows, Statement, ThroughSession, Writer, for_sqlite, moment

__all__ = ["Rows", "Statement", "ThroughSession", "Writer", "for_sqlite", "moment"]

"""Runs migrations on the connection that ops.migrate() hands over."""

from alembic import context

from elearn.audit import models as _audit  # noqa: F401
from elearn.courses import favourite_models as _favourites  # noqa: F401
from elearn.courses import mock_models as _mocks  # noqa: F401
from elearn.courses import models as _courses  # noqa: F401
from elearn.courses import review_models as _review  # noqa: F401
from elearn.db import Base
from elearn.exams import event_models as _exam_events  # noqa: F401
from elearn.exams import integrity_models as _integrity  # noqa: F401
from elearn.exams import models as _exams  # noqa: F401
from elearn.people import models as _people  # noqa: F401
from elearn.questions import import_models as _imports  # noqa: F401
from elearn.questions import models as _questions  # noqa: F401
from elearn.reports import bulletin_models as _bulletins  # noqa: F401
from elearn.training import certificate_models as _certificates  # noqa: F401
from elearn.training import hour_models as _hours  # noqa: F401
from elearn.training import models as _training  # noqa: F401
from elearn.training import reminder_models as _reminders  # noqa: F401
from elearn.training import roster_models as _rosters  # noqa: F401
from elearn.training import session_models as _sessions  # noqa: F401
from elearn.training import tally_models as _tallies  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()

"""All townships below a unit in one .xlsx, ranked among each other: it goes round with a bulletin."""

from typing import Any

from flask_babel import gettext
from flask_login import current_user

from elearn import clock, db
from elearn.audit.actions import record
from elearn.reports import completion_xlsx, townships
from elearn.web.official import official
from elearn.web.official.asked import asked_day
from elearn.web.official.loaders import class_and_unit, download
from elearn.web.transactions import slow_start


# Written without the writers' lock, like every large sheet; the trail comes before anybody gets the file.
@official.post("/completion/<class_slug>/<unit_code>/townships/export")
@slow_start
def townships_export(class_slug: str, unit_code: str) -> Any:
    """The table as .xlsx, of today or of an earlier day."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    day = asked_day() or clock.today()
    table = townships.table(training_class, unit.code, day)
    details = {"as_of": day.isoformat(), "units": len(table.rows)}
    body, slug, code = completion_xlsx.build(table, gettext), training_class.slug, unit.code
    db.start_writing()
    record("export_completion", f"class:{slug}", actor_id=current_user.id, unit_code=code, **details)
    return download(body, f"townships-{code}-{day:%Y%m%d}.xlsx")

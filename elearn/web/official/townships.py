"""All townships below a unit in one .xlsx, ranked among each other: it goes round with a bulletin."""

from typing import Any

from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.audit.actions import record
from elearn.reports import completion_xlsx, townships
from elearn.web.official import official
from elearn.web.official.asked import asked_day
from elearn.web.official.loaders import class_and_unit, download


@official.post("/completion/<class_slug>/<unit_code>/townships/export")
def townships_export(class_slug: str, unit_code: str) -> Any:
    """The table as .xlsx, of today or of an earlier day."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    day = asked_day() or clock.today()
    table = townships.table(training_class, unit.code, day)
    details = {"as_of": day.isoformat(), "units": len(table.rows)}
    record(
        "export_completion", f"class:{training_class.slug}", actor_id=current_user.id, unit_code=unit.code, **details
    )
    return download(completion_xlsx.build(table, gettext), f"townships-{unit.code}-{day:%Y%m%d}.xlsx")

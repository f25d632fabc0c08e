"""What officials write under a bulletin."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from elearn.reports.bulletin_actions import Words


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class SubmitForm(FlaskForm):  # type: ignore[misc]
    """Who filled it in, who checked it, whom to call, and what is added in words."""

    filled_by = StringField(
        _l("Filled in by"),
        [DataRequired(_l("Enter a name.")), Length(max=40, message=_l("At most 40 characters."))],
        filters=[_trimmed],
    )
    checked_by = StringField(
        _l("Checked by"),
        [DataRequired(_l("Enter a name.")), Length(max=40, message=_l("At most 40 characters."))],
        filters=[_trimmed],
    )
    telephone = StringField(
        _l("Telephone"),
        [DataRequired(_l("Enter a number for questions.")), Length(max=40, message=_l("At most 40 characters."))],
        filters=[_trimmed],
    )
    remark = TextAreaField(
        _l("What you want to add"),
        [Length(max=1000, message=_l("At most 1000 characters."))],
        description=_l("Stands in the bulletin under the figures, for example what is asked of whom until when."),
        filters=[_trimmed],
    )

    def words(self) -> Words:
        """Return what was written."""
        return Words(*(str(field.data) for field in (self.filled_by, self.checked_by, self.telephone, self.remark)))

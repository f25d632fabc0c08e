"""Form fields that sign-in, activation and the account page share."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, ValidationError
from wtforms.validators import EqualTo, InputRequired

from elearn.people import names, passwords


def mobile_field() -> StringField:
    """Return a field for a mobile number, which may be typed with spaces or full-width digits."""
    return StringField(
        _l("Mobile number"),
        [InputRequired(_l("Enter your mobile number."))],
        filters=[lambda text: names.clean_mobile(text or "")],
    )


def must_be_mobile(_form: FlaskForm, field: StringField) -> None:
    """Refuse what cannot be a number in the form, before it counts as a wrong try."""
    if not names.is_mobile(field.data or ""):
        raise ValidationError(gettext("A mobile number has 11 digits and begins with 1."))


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A password, twice."""

    password = PasswordField(_l("New password"), [InputRequired(_l("Think of a password."))])
    again = PasswordField(
        _l("The same password again"),
        [
            InputRequired(_l("Enter the same password once more.")),
            EqualTo("password", _l("The two passwords are not the same.")),
        ],
    )

    def accepts(self, mobile: str, name: str) -> bool:
        """Validate, with the rules for passwords."""
        if not self.validate():
            return False
        found = passwords.problems(str(self.password.data), mobile, name)
        self.password.errors = [gettext(problem) for problem in found]
        return not found

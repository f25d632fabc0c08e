"""Transfers: moving a person to another unit, and answering what officials of other units ask."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from elearn import clock
from elearn.errors import RuleBroken
from elearn.people import unit_queries
from elearn.people.access import covered_by_any
from elearn.training import roster_queries, transfer_actions
from elearn.web.i18n import sentence
from elearn.web.official import official
from elearn.web.official.loaders import own_ask, own_codes, own_person


class TransferForm(FlaskForm):  # type: ignore[misc]
    """Where to, from which day, and why."""

    unit = StringField(
        _l("New unit"),
        [DataRequired(_l("Enter the unit.")), Length(max=60, message=_l("At most 60 characters."))],
        description=_l("Its name or code. A village with its township, another county with its name: 中阳县宁乡镇."),
    )
    on = DateField(_l("First day in the new unit"), [InputRequired(_l("Enter the day."))])
    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Please give the reason.")), Length(max=200, message=_l("At most 200 characters."))],
        filters=[lambda text: (text or "").strip()],
    )

    def validate_on(self, field: DateField) -> None:
        """A transfer is entered when it has taken place."""
        if field.data and field.data > clock.today():
            raise ValidationError(gettext("The day lies ahead. Enter the transfer when it has taken place."))


@official.route("/people/<int:user_id>/transfer", methods=["GET", "POST"])
def transfer_person(user_id: int) -> Any:
    """Move a person; to or from units of others their official has to agree."""
    user = own_person(user_id)
    near: tuple[str, ...] = ()
    form = TransferForm(on=clock.today())
    if form.is_submitted():
        if form.validate():
            code, near = find_unit(request.form.get("to_code", "") or str(form.unit.data))
            if code and (answer := _transfer(user, code, form)):
                return answer
            if not code:
                form.unit.errors = [gettext("This unit was not found. Choose one of those below, or write it in full.")]
        page = render_template("official/transfer.html", user=user, form=form, near=_choices(near))
        return page, 422
    return render_template("official/transfer.html", user=user, form=form, near=[])


def _transfer(user: Any, code: str, form: TransferForm) -> Response | None:
    name, home = user.name, user.unit_code
    try:
        asked = transfer_actions.ask_or_transfer(
            user, code, form.on.data or clock.today(), str(form.reason.data), current_user.id, own_codes()
        )
    except RuleBroken as error:
        form.unit.errors = [sentence(error)]
        return None
    if asked is not None:
        said = gettext(
            "The officials of the other unit have been asked. %(name)s moves as soon as they agree.", name=name
        )
    else:
        said = gettext("%(name)s has been moved.", name=name)
    flash(said, "success")
    stays = covered_by_any(own_codes(), home if asked else code)
    address = url_for("official.person", user_id=user.id) if stays else url_for("official.people")
    return redirect(address, 303)


def find_unit(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the unit that a text means, or those that may be: of the official's own first, then of the province."""
    if text.isascii() and text.isalnum():
        found = unit_queries.unit(text.upper())
        return (found.code, ()) if found is not None and found.closed_on is None else ("", ())
    near: tuple[str, ...] = ()
    for code in [*own_codes(), *sorted({code[:2] for code in own_codes()})]:
        met = roster_queries.units_of(code).find("", "", text)
        if met.code and not met.rest:
            return met.code, ()
        near = near or met.near
    return "", near


def _choices(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(code, "".join(each.short_name for each in unit_queries.trail(code)[2:])) for code in codes]


@official.get("/transfers")
def transfers() -> Any:
    """What officials of other units ask of this one."""
    asks = roster_queries.asks_for(own_codes())
    names = {
        code: "".join(each.short_name for each in unit_queries.trail(code)[1:])
        for code in {code for ask in asks for code in (ask.from_code, ask.to_code)}
    }
    return render_template("official/transfers.html", asks=asks, names=names)


@official.post("/transfers/<int:ask_id>")
def answer_transfer(ask_id: int) -> Response:
    """Agree, or decline with a reason."""
    asked, agreed = own_ask(ask_id), request.form.get("agreed", "")
    if agreed not in ("1", "0"):
        abort(422)
    transfer_actions.answer(
        asked, agreed=agreed == "1", by_id=current_user.id, words=request.form.get("reason", "")[:200]
    )
    said = (
        gettext("The transfer has been carried out.") if agreed == "1" else gettext("The transfer has been declined.")
    )
    flash(said, "success")
    return redirect(url_for("official.transfers"), 303)

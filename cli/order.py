"""Lists, shows, places and changes orders to suppliers."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.order_lines import order_lines, row_lines
from cli.output import AsJson, show
from cli.prepaid import amount_of
from cli.supplier import a_day
from desk.order_lines import GiveUpForm, SubstituteForm, give_up_rest, substitute_model
from desk.order_list import OrderFilter, list_orders
from desk.order_placing import LineForm, PlaceForm, place_by_hand
from desk.order_view import order_page
from desk.orders import (
    CancelForm,
    ConfirmForm,
    ExpectForm,
    cancel_order,
    confirm_order,
    expect_another_day,
)
from desk.request_keys import Answer

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

OfOrder = Annotated[str, typer.Argument(metavar="ORDER", help="Such as PO-2026-00001.")]
OnDay = Annotated[str, typer.Argument(metavar="DAY", help="Such as 2026-12-09.")]
Because = Annotated[str, typer.Option(help="Why, in a few words.")]
OfLine = Annotated[int, typer.Argument(metavar="LINE", help="The line's number.")]
Price = Annotated[str, typer.Option(help='For one, without VAT, such as "4990.00".')]
Reference = Annotated[str, typer.Option(help="Under which the customer decided it.")]


@app.command("list")
def list_(
    *,
    pool: Annotated[str, typer.Option(help="Only of this pool.")] = "",
    supplier: Annotated[str, typer.Option(help="Only to this supplier.")] = "",
    coming: Annotated[bool, typer.Option(help="Only those still to come.")] = False,
    before: Annotated[str, typer.Option(metavar="ORDER", help="The page after this one.")] = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows orders, newest first."""
    wanted = OrderFilter(pool=pool, supplier=supplier, coming_only=coming, before=before)
    with at_the_desk(tenant, email) as desk:
        found = list_orders(desk.database, desk.actor, datetime.now(UTC), wanted=wanted)
    show(found, as_json=as_json, text=row_lines(found))


@app.command("show")
def show_(
    number: OfOrder, tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False
) -> None:
    """Shows one order with its lines and its story."""
    with at_the_desk(tenant, email) as desk:
        found = order_page(desk.database, desk.actor, number, datetime.now(UTC))
    show(found, as_json=as_json, text=order_lines(found))


@app.command()
def place(  # noqa: PLR0913 - one parameter for each option
    pool: Annotated[str, typer.Argument(help="The pool's code.")],
    supplier: Annotated[str, typer.Argument(help="The supplier's code.")],
    model: Annotated[str, typer.Argument(help="The device model's code.")],
    quantity: Annotated[int, typer.Argument(help="How many.")],
    *,
    reference: Reference = "",
    price: Price = "",
    currency: Annotated[str, typer.Option(help="Of the price, such as SEK.")] = "",
    rented: Annotated[bool, typer.Option(help="A lessor owns the devices.")] = False,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Orders what the customer has decided on; without its reference it is refused."""
    line = LineForm(model=model, quantity=quantity, unit_price=amount_of(price))
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = PlaceForm(
            pool=pool,
            supplier=supplier,
            lines=(line,),
            customer_reference=reference,
            currency=currency,
            rented=rented,
            at=moment_of(desk.settings, at),
        )
        answer = place_by_hand(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def confirm(  # noqa: PLR0913 - one parameter for each option
    number: OfOrder,
    day: OnDay,
    *,
    reference: Annotated[str, typer.Option(help="The supplier's own.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Writes down the supplier's confirmation with its day."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = ConfirmForm(
            number=number,
            expected_on=a_day(day),
            supplier_reference=reference,
            at=moment_of(desk.settings, at),
        )
        answer = confirm_order(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def expect(  # noqa: PLR0913 - one parameter for each option
    number: OfOrder,
    day: OnDay,
    *,
    because: Because = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Follows the order to another day."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        moment = moment_of(desk.settings, at)
        form = ExpectForm(number=number, expected_on=a_day(day), because=because, at=moment)
        answer = expect_another_day(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def cancel(
    number: OfOrder,
    *,
    because: Because,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Calls the whole order off, while nothing of it came."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = CancelForm(number=number, because=because, at=moment_of(desk.settings, at))
        answer = cancel_order(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=standing(answer))


@app.command("give-up")
def give_up(  # noqa: PLR0913 - one parameter for each option
    number: OfOrder,
    line: OfLine,
    *,
    because: Because,
    quantity: Annotated[int | None, typer.Option(help="Default: all that are missing.")] = None,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Waits no longer for what a line misses."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = GiveUpForm(
            number=number,
            line=line,
            because=because,
            quantity=quantity,
            at=moment_of(desk.settings, at),
        )
        answer = give_up_rest(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def substitute(  # noqa: PLR0913 - one parameter for each option
    number: OfOrder,
    line: OfLine,
    model: Annotated[str, typer.Argument(help="The model that comes instead.")],
    *,
    price: Price = "",
    reference: Reference = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Orders another model for what a line misses; a higher price needs the customer's word."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = SubstituteForm(
            number=number,
            line=line,
            model=model,
            unit_price=amount_of(price),
            customer_reference=reference,
            at=moment_of(desk.settings, at),
        )
        answer = substitute_model(desk.database, desk.actor, form, own_key)
    show(answer, as_json=as_json, text=standing(answer))


def standing(answer: Answer) -> str:
    """Such as PO-2026-00001: confirmed, expected on 2026-12-09."""
    return f"{answer['number']}: {answer['state']}, expected on {answer['expected_on']}."

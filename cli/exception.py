"""Lists what carriers billed and nobody has agreed, decides it, and keeps tolerance rules."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.finance.exception_lines import page_lines, standing, tolerance_lines
from cli.output import AsJson, show
from desk.finance.exceptions import ExceptionFilter, list_exceptions
from desk.finance.tolerances import list_tolerances, load_tolerances
from desk.finance.verdicts import Decision, confirm_shipment, decide_charge

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

OfCharge = Annotated[int, typer.Argument(metavar="CHARGE", help="Its number in the list.")]
Because = Annotated[str, typer.Option(help="Why, in a few words.")]


@app.command("list")
def list_(
    *,
    verdict: Annotated[str, typer.Option(help="Only with this verdict, such as over.")] = "",
    carrier: Annotated[str, typer.Option(help="Only of this carrier.")] = "",
    bill: Annotated[str, typer.Option(help="Only of the bill with this number.")] = "",
    after: Annotated[int, typer.Option(metavar="CHARGE", help="The page after this one.")] = 0,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows the charges that wait for a person, with what is suggested."""
    wanted = ExceptionFilter(verdict=verdict, carrier=carrier, bill=bill, after=after)
    with at_the_desk(tenant, email) as desk:
        found = list_exceptions(desk.database, desk.actor, wanted)
    show(found, as_json=as_json, text=page_lines(found))


@app.command()
def decide(  # noqa: PLR0913 - one parameter for each option
    charge: OfCharge,
    agreed: Annotated[str, typer.Argument(help="billed, expected, or an amount without VAT.")],
    *,
    because: Because,
    verdict: Annotated[str, typer.Option(help="The right one, where the rules erred.")] = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Agrees what is paid of a charge."""
    decision = Decision(agreed=agreed, because=because, verdict=verdict)
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        now = moment_of(desk.settings, at) or datetime.now(UTC)
        answer = decide_charge(desk.database, desk.actor, charge, decision, own_key, now)
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def confirm(  # noqa: PLR0913 - one parameter for each option
    charge: OfCharge,
    shipment: Annotated[int, typer.Argument(help="The suggested shipment's number.")],
    *,
    because: Because,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Says which shipment a charge is for; the rules judge it anew."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        now = moment_of(desk.settings, at) or datetime.now(UTC)
        answer = confirm_shipment(
            desk.database, desk.actor, charge, shipment, because, own_key, now
        )
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def tolerances(
    file: Annotated[Path | None, typer.Argument(help="A YAML file with rules to add.")] = None,
    *,
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows the tolerance rules, or adds those of a file, all or none."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        if file is not None:
            written = file.read_text(encoding="utf-8")
            load_tolerances(desk.database, desk.actor, written, own_key, datetime.now(UTC))
        found = list_tolerances(desk.database, desk.actor)
    show(found, as_json=as_json, text=tolerance_lines(found))

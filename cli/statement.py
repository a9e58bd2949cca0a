"""Lists, shows and gives back customers' statements; says who sells and who buys."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.asking import AsPerson, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.finance.statement_lines import credit_lines, party_lines, row_lines, statement_lines
from cli.output import AsJson, show
from cli.prepaid import first_of
from desk.finance.billing_parties import PartyForm, party_versions, set_party
from desk.finance.crediting import CreditForm, credit_statement
from desk.finance.statements import StatementFilter, list_statements, statement_page
from desk.finance.unbilled import waiting_events
from rules.fields import FieldInvalid
from rules.finance.money_words import StatementState
from rules.shapes import read_shape

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

OfStatement = Annotated[
    str, typer.Argument(metavar="STATEMENT", help="Such as 2026-000012; a draft's id.")
]


@app.command("list")
def list_(
    *,
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="Only of this month.")] = "",
    customer: Annotated[str, typer.Option(help="Only to this customer, by its code.")] = "",
    state: Annotated[StatementState | None, typer.Option(help="Only in this state.")] = None,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows statements, newest first, and what is billed to nobody yet."""
    wanted = StatementFilter(
        month=first_of(month) if month else None, customer=customer, state=state
    )
    with at_the_desk(tenant, email) as desk:
        found = list_statements(desk.database, desk.actor, wanted)
        waiting = waiting_events(desk.database, desk.actor)
    told = {"items": found, "waiting": waiting}
    show(told, as_json=as_json, text=row_lines(found, waiting))


@app.command("show")
def show_(
    statement: OfStatement, tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False
) -> None:
    """Shows one statement with its lines."""
    with at_the_desk(tenant, email) as desk:
        found = statement_page(desk.database, desk.actor, statement)
    show(found, as_json=as_json, text=statement_lines(found))


@app.command()
def credit(  # noqa: PLR0913 - one parameter for each option
    statement: OfStatement,
    *,
    because: Annotated[str, typer.Option(help="Why; the customer reads it.")],
    line: Annotated[list[int] | None, typer.Option(help="Only this line; repeatable.")] = None,
    item: Annotated[list[str] | None, typer.Option(help="Only this item; repeatable.")] = None,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Gives an invoice back by a credit note: whole, or its lines and items named."""
    with at_the_desk(tenant, email) as desk, under_key(key) as once:
        form = CreditForm(
            statement=statement,
            because=because,
            lines=tuple(line or ()),
            items=tuple(item or ()),
            at=moment_of(desk.settings, at),
        )
        answer = credit_statement(desk.database, desk.actor, form, once)
    show(answer, as_json=as_json, text=credit_lines(answer))


@app.command()
def party(
    customer: Annotated[
        str, typer.Argument(help="The customer's code; left out, the tenant itself.")
    ] = "",
    *,
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A new version as JSON: valid_from, …"),
    ] = None,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows how a party is named on statements; with a file, from which day on otherwise."""
    with at_the_desk(tenant, email) as desk:
        if file is not None:
            form = party_form(customer, file, moment_of(desk.settings, at))
            with under_key(key) as once:
                set_party(desk.database, desk.actor, form, once)
        found = party_versions(desk.database, desk.actor, customer)
    show(found, as_json=as_json, text=party_lines(found))


def party_form(customer: str, file: Path, at: datetime | None) -> PartyForm:
    """The version as the file says it (FieldInvalid, MissingKey, UnknownKey)."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"), parse_float=str)
    except (ValueError, UnicodeDecodeError) as wrong:
        raise FieldInvalid(("file",), f"{file} is no JSON: {wrong}", "Write an object.") from wrong
    return replace(read_shape(PartyForm, said, ("file",)), customer=customer, at=at)

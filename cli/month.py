"""Shows, closes, approves and re-opens months of the books."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.asking import AsPerson, Desk, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.finance.month_lines import list_lines, month_lines
from cli.output import AsJson, show
from cli.prepaid import first_of
from desk.finance.month_view import list_months, month_view, recount
from desk.finance.months import approve_month, ask_close, ask_reopen, confirm_reopen
from desk.request_keys import Answer

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

OfMonth = Annotated[str, typer.Argument(metavar="YYYY-MM", help="Such as 2026-10.")]


@app.command("list")
def list_(tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False) -> None:
    """Shows the months of the books, newest first."""
    with at_the_desk(tenant, email) as desk:
        found = list_months(desk.database, desk.actor, datetime.now(UTC))
    show(found, as_json=as_json, text=list_lines(found))


@app.command("show")
def show_(
    month: OfMonth, tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False
) -> None:
    """Shows a month's checklist, its story and what its closes kept."""
    first = first_of(month)
    with at_the_desk(tenant, email) as desk:
        found = month_view(desk.database, desk.actor, first, datetime.now(UTC))
    show(found, as_json=as_json, text=month_lines(found))


@app.command("recount")
def recount_(
    month: OfMonth, tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False
) -> None:
    """Counts a closed month again and compares; the exit code is 1 when a figure differs."""
    first = first_of(month)
    with at_the_desk(tenant, email) as desk:
        found = recount(desk.database, desk.actor, first)
    same = "the same figures" if found.same else "other figures"
    show(found, as_json=as_json, text=f"{found.month}: {same} ({found.again[:16]}).")
    if not found.same:
        raise typer.Exit(1)


@app.command()
def close(
    month: OfMonth,
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Has a month closed as soon as another person has approved it."""
    first = first_of(month)
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        answer = ask_close(desk.database, desk.actor, first, own_key, time_of(desk, at))
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def approve(
    month: OfMonth,
    *,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Approves a month as it stands; then its statements are issued and it is posted."""
    first = first_of(month)
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        answer = approve_month(desk.database, desk.actor, first, own_key, time_of(desk, at))
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def reopen(  # noqa: PLR0913 - one parameter for each option
    month: OfMonth,
    *,
    because: Annotated[str, typer.Option(help="Why; the first person says it.")] = "",
    confirm: Annotated[bool, typer.Option(help="As the second person.")] = False,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Asks for a closed month to be opened again, or confirms it as the second person."""
    first = first_of(month)
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        now = time_of(desk, at)
        if confirm:
            answer = confirm_reopen(desk.database, desk.actor, first, own_key, now)
        else:
            answer = ask_reopen(desk.database, desk.actor, first, because, own_key, now)
    show(answer, as_json=as_json, text=standing(answer))


def time_of(desk: Desk, at: str) -> datetime:
    """The business time that was given, else now."""
    return moment_of(desk.settings, at) or datetime.now(UTC)


def standing(answer: Answer) -> str:
    """Such as 2026-10: soft closed, at the step freeze."""
    return f"{answer['month']}: {answer['state'].replace('_', ' ')}, at the step {answer['step']}."

"""Adds people who may sign in, their training, and keys for programs."""

import sys
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from cli.asking import OfTenant, find_tenant, opened_record
from cli.output import AsJson, show
from desk.finance.duties import give_duty
from desk.people import account_named, add_account, issue_api_key
from desk.safety import train_account
from models.parties import Role
from rules.finance.money_words import FinanceDuty
from runtime.settings import load_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Email = Annotated[str, typer.Argument(help="The e-mail address to sign in with.")]


@app.command()
def add(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    customer: Annotated[
        str, typer.Option(metavar="CODE", help="The one customer a customer's person sees.")
    ] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password's line from there.")
    ] = False,
    tenant: OfTenant = "",
    as_json: AsJson = False,
) -> None:
    """Adds an account; the password is asked for and never printed."""
    with opened_record(load_settings()) as database:
        own = find_tenant(database, tenant)
        password = given_password(from_stdin=password_stdin)
        with database.as_tenant(own.id) as session:
            account = add_account(session, own.id, email, name, role, customer, password)
            told = {"tenant": own.code, "email": account.email, "role": account.role}
    show(told, as_json=as_json, text=f"{told['email']} may sign in at {own.code} as {role}.")


def given_password(*, from_stdin: bool) -> str:
    """The first line of standard input, or what is typed twice."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


@app.command()
def duty(
    email: Email,
    what: Annotated[FinanceDuty | None, typer.Argument(help="Its duty; left out: none.")] = None,
    *,
    tenant: OfTenant = "",
    as_json: AsJson = False,
) -> None:
    """Gives a person of finance its one duty: nobody brings in, approves and closes alike."""
    with opened_record(load_settings()) as database:
        own = find_tenant(database, tenant)
        with database.as_tenant(own.id) as session:
            account = account_named(session, email)
            give_duty(session, account, what)
            told = {"email": account.email, "duty": what}
    show(told, as_json=as_json, text=f"{told['email']}: {what or 'no duty'}.")


@app.command()
def api_key(
    email: Email,
    *,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it is good for.")] = 90,
    tenant: OfTenant = "",
    as_json: AsJson = False,
) -> None:
    """Issues a key for a program that acts as this person; it is shown this once."""
    now = datetime.now(UTC)
    with opened_record(load_settings()) as database:
        own = find_tenant(database, tenant)
        with database.as_tenant(own.id) as session:
            account = account_named(session, email)
            key = issue_api_key(session, account, now + timedelta(days=days), now)
    told = {"key": key, "email": email, "expires_at": now + timedelta(days=days)}
    show(told, as_json=as_json, text=key)


class BadDay(typer.BadParameter):
    """A day is not written as YYYY-MM-DD."""


@app.command()
def train(
    email: Email,
    *,
    until: Annotated[str, typer.Option(metavar="DATE", help="Its last day, such as 2027-11-22.")],
    tenant: OfTenant = "",
    as_json: AsJson = False,
) -> None:
    """Records until when a person is trained to decide on unsafe batteries."""
    last = day_of(until)
    with opened_record(load_settings()) as database:
        own = find_tenant(database, tenant)
        with database.as_tenant(own.id) as session:
            account = train_account(session, email, last)
            told = {"tenant": own.code, "email": account.email, "trained_until": last.isoformat()}
    text = f"{told['email']} may decide on unsafe batteries until {told['trained_until']}."
    show(told, as_json=as_json, text=text)


def day_of(text: str) -> date:
    """The day that is meant; raises BadDay."""
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise BadDay(f"'{text}' is no day. Write it as YYYY-MM-DD.") from wrong

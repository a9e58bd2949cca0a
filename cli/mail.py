"""Shows the mail that came in, and places it in cases."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from cli.asking import AsPerson, OfTenant, at_the_desk
from cli.output import AsJson, show
from desk.mail_intake import MailOutcome
from desk.mail_placing import MailRow, list_mail, open_mail, place_mail, refuse_mail
from models.prepaid import MailState
from rules.mail_reading import MailRead

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

Message = Annotated[uuid.UUID, typer.Argument(metavar="ID", help="The message's id, as listed.")]


@app.command("list")
def list_(
    *,
    state: Annotated[MailState, typer.Option(help="Which ones.")] = MailState.NEW,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists the messages that wait for a person, or another state's."""
    with at_the_desk(tenant, email) as desk:
        found = list_mail(desk.database, desk.actor, state)
    show(found, as_json=as_json, text=list_lines(found))


@app.command("show")
def show_(
    message: Message, *, tenant: OfTenant = "", email: AsPerson = "", as_json: AsJson = False
) -> None:
    """Shows what one message says, and the files that came with it."""
    with at_the_desk(tenant, email) as desk:
        mail = open_mail(desk.database, desk.actor, message)
    facts = {
        "sender": mail.sender,
        "subject": mail.subject,
        "text": mail.text,
        "fields": dict(mail.fields),
        "files": [file.file_name for file in mail.attachments],
        "automatic": mail.automatic,
    }
    show(facts, as_json=as_json, text=message_lines(mail))


@app.command()
def place(
    message: Message,
    number: Annotated[str, typer.Argument(help="The case's number.")],
    *,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Places a message in a case, with its files; the case is told."""
    with at_the_desk(tenant, email) as desk:
        outcome = place_mail(desk.database, desk.actor, message, number)
    show(outcome, as_json=as_json, text=outcome_lines(outcome))


@app.command()
def refuse(
    message: Message,
    why: Annotated[str, typer.Argument(help="Why, in a few words.")],
    *,
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Puts a message away; it stays on record."""
    with at_the_desk(tenant, email) as desk:
        outcome = refuse_mail(desk.database, desk.actor, message, why)
    show(outcome, as_json=as_json, text=outcome_lines(outcome))


def list_lines(found: Iterable[MailRow]) -> Iterator[str]:
    """Two lines a message: what it is, and why it waits."""
    lines = [line for row in found for line in row_lines(row)]
    yield from lines or ["No message is here."]


def row_lines(row: MailRow) -> Iterator[str]:
    """The message, then its case or its reason."""
    yield f"{row.id}  {row.received_at:%Y-%m-%d %H:%M}  {row.sender or '?'}  {row.subject}"
    if said := row.case or row.reason:
        yield f"    {said}{'  (a machine sent it)' if row.automatic else ''}"


def message_lines(mail: MailRead) -> Iterator[str]:
    """Sender and subject, the text, the files."""
    yield f"From: {mail.sender or '?'}"
    yield f"Subject: {mail.subject}"
    yield ""
    yield mail.text
    yield from (f"File: {file.file_name}" for file in mail.attachments)


def outcome_lines(outcome: MailOutcome) -> Iterator[str]:
    """Where the message stands now, and what of it was left out."""
    yield f"Placed in {outcome.case}." if outcome.case else f"{outcome.state.value.capitalize()}."
    yield from (f"Left out: {file}" for file in outcome.left_out)

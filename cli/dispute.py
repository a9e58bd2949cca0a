"""Opens, lists, shows and settles disputes with carriers, and sets how these take claims."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.asking import AsPerson, Desk, Key, Moment, OfTenant, at_the_desk, moment_of, under_key
from cli.finance.dispute_lines import dispute_lines, row_lines, rule_lines
from cli.output import AsJson, show
from cli.prepaid import amount_of
from desk.finance.claim_rules import list_claim_rules, load_claim_rules
from desk.finance.dispute_list import DisputeFilter, bill_meant, charges_on, list_disputes
from desk.finance.dispute_view import dispute_page
from desk.finance.disputes import (
    AnswerForm,
    HandInForm,
    WithdrawForm,
    answer_dispute,
    hand_in_dispute,
    open_dispute,
    withdraw_dispute,
)
from desk.request_keys import Answer
from rules.finance.freight_words import PayMode

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

OfDispute = Annotated[str, typer.Argument(metavar="DISPUTE", help="Such as DS-2026-00001.")]
Because = Annotated[str, typer.Option(help="Why, in a few words.")]
Reference = Annotated[str, typer.Option(help="The carrier's own.")]


@app.command("list")
def list_(
    *,
    carrier: Annotated[str, typer.Option(help="Only with this carrier.")] = "",
    bill: Annotated[str, typer.Option(help="Only on the bill with this number.")] = "",
    still: Annotated[
        bool, typer.Option("--open", help="Only those of which something is to come.")
    ] = False,
    before: Annotated[str, typer.Option(metavar="DISPUTE", help="The page after this one.")] = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Shows disputes, newest first."""
    wanted = DisputeFilter(carrier=carrier, bill=bill, open_only=still, before=before)
    with at_the_desk(tenant, email) as desk:
        found = list_disputes(desk.database, desk.actor, wanted=wanted)
    show(found, as_json=as_json, text=row_lines(found))


@app.command("show")
def show_(
    number: OfDispute, tenant: OfTenant = "", email: AsPerson = "", *, as_json: AsJson = False
) -> None:
    """Shows one dispute with its charges and its story."""
    with at_the_desk(tenant, email) as desk:
        found = dispute_page(desk.database, desk.actor, number)
    show(found, as_json=as_json, text=dispute_lines(found))


@app.command("open")
def open_(  # noqa: PLR0913 - one parameter for each option
    bill: Annotated[str, typer.Argument(help="The bill's number or id.")],
    *,
    because: Because,
    line: Annotated[
        list[int] | None,
        typer.Option(help="A line of the bill (default: all that wait and can be claimed)."),
    ] = None,
    short_pay: Annotated[
        bool, typer.Option("--short-pay", help="Pay without what is claimed.")
    ] = False,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Claims charges of a bill from its carrier."""
    mode = PayMode.SHORT_PAY if short_pay else PayMode.PAY_AND_CLAIM
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        bill_id = bill_meant(desk.database, desk.actor, bill)
        lines = set(line or ())
        charges = charges_on(desk.database, desk.actor, bill_id, lines) if lines else []
        answer = open_dispute(
            desk.database,
            desk.actor,
            bill_id,
            charges,
            because,
            own_key,
            now_of(desk, at),
            pay_mode=mode,
        )
    show(answer, as_json=as_json, text=standing(answer))


@app.command()
def answer(  # noqa: PLR0913 - one parameter for each option
    number: OfDispute,
    answer: Annotated[str, typer.Argument(help="accepted, partial or rejected.")],
    *,
    amount: Annotated[str, typer.Option(help="Of a part, without VAT, such as 40.00.")] = "",
    reference: Reference = "",
    because: Because = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Writes down what the carrier answers."""
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        form = AnswerForm(
            number=number,
            answer=answer,
            amount=amount_of(amount),
            reference=reference,
            because=because,
        )
        stands = answer_dispute(desk.database, desk.actor, form, own_key, now_of(desk, at))
    show(stands, as_json=as_json, text=standing(stands))


@app.command("hand-in")
def hand_in(
    number: OfDispute,
    *,
    reference: Reference = "",
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Writes down that a person handed the claim in."""
    form = HandInForm(number=number, reference=reference)
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        stands = hand_in_dispute(desk.database, desk.actor, form, own_key, now_of(desk, at))
    show(stands, as_json=as_json, text=standing(stands))


@app.command()
def withdraw(
    number: OfDispute,
    *,
    because: Because,
    at: Moment = "",
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Takes the claim back."""
    form = WithdrawForm(number=number, because=because)
    with at_the_desk(tenant, email) as desk, under_key(key) as own_key:
        stands = withdraw_dispute(desk.database, desk.actor, form, own_key, now_of(desk, at))
    show(stands, as_json=as_json, text=standing(stands))


@app.command()
def rule(
    file: Annotated[
        Path | None, typer.Argument(help="A YAML file of claim rules (default: list them).")
    ] = None,
    *,
    key: Key = "",
    tenant: OfTenant = "",
    email: AsPerson = "",
    as_json: AsJson = False,
) -> None:
    """Lists how carriers take claims, or puts the rules of a file on record, all or none."""
    with at_the_desk(tenant, email) as desk:
        if file is None:
            rules = list_claim_rules(desk.database, desk.actor)
            show(rules, as_json=as_json, text=rule_lines(rules))
            return
        with under_key(key) as own_key:
            written, now = file.read_text(encoding="utf-8"), datetime.now(UTC)
            done = load_claim_rules(desk.database, desk.actor, written, own_key, now)
    show(done, as_json=as_json, text=f"{done['rules']} claim rules are on record.")


def now_of(desk: Desk, at: str) -> datetime:
    """The given business time, or now."""
    return moment_of(desk.settings, at) or datetime.now(UTC)


def standing(answer: Answer) -> str:
    """Such as DS-2026-00001: draft, 40.00 SEK claimed, 0.00 credited."""
    return (
        f"{answer['number']}: {answer['state']}, {answer['claimed']} {answer['currency']} claimed, "
        f"{answer['credited']} credited."
    )

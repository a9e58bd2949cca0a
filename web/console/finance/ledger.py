"""The pages of the books: accounts, an account, a voucher, and the accrual report."""

from datetime import UTC, date, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.finance.accrual_view import AccrualFilter, accrual_page
from desk.finance.corrections import ReversalForm, reverse_entry
from desk.finance.ledger import account_page, list_accounts, list_entries
from desk.finance.ledger_entry import entry_view
from desk.finance.ledger_files import csv_of, sie_of
from rules.errors import DeskError, Kind
from web.api.finance.ledger_answers import OfAccount, OfVoucher
from web.asking import ask
from web.console.finance.ledger_words import (
    KINDS,
    POSTINGS,
    asked_day,
    asked_month,
    asked_number,
    asked_year,
    money,
)
from web.console.order_words import Typed, a_day, form_fields
from web.console.pages import key_of, new_key, show
from web.ledger_files import month_of, sie_answer, table_answer
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
LONGEST = 200
#: Refusals that are a page of their own; all others stand beside the form.
ELSEWHERE = {Kind.FORBIDDEN, Kind.UNSIGNED, Kind.MISSING}


@router.get("/finance/ledger")
async def accounts(request: Request, actor: Signed) -> Response:
    """Every account in a year, by month."""
    today = datetime.now(UTC).date()
    year = asked_year(request, today)
    found = await ask(list_accounts, request.app.state.database, actor, year)
    month = asked_month(request, "month") or today.replace(day=1)
    return show(
        request,
        "ledger.html",
        actor,
        page=found,
        entries=await ask(list_entries, request.app.state.database, actor, month),
        kinds=KINDS,
        postings=POSTINGS,
        money=money,
    )


@router.get("/finance/ledger/accounts/{number}")
async def account(request: Request, actor: Signed, number: OfAccount) -> Response:
    """An account's lines, of a month or of all."""
    month, after = asked_month(request, "month"), asked_number(request, "after")
    database = request.app.state.database
    found = await ask(account_page, database, actor, number, month=month, after=after)
    return show(
        request,
        "ledger_account.html",
        actor,
        page=found,
        kinds=KINDS,
        postings=POSTINGS,
        money=money,
    )


@router.get("/finance/ledger/entries/{voucher}")
async def entry(request: Request, actor: Signed, voucher: OfVoucher) -> Response:
    """One voucher."""
    return await one_entry(request, actor, voucher, {})


@router.post("/finance/ledger/entries/{voucher}")
async def take_back(request: Request, actor: Signed, voucher: OfVoucher) -> Response:
    """The voucher that takes this one back, or the form again with what to correct."""
    typed = form_fields((await request.form()).items(), LONGEST)
    database, now = request.app.state.database, datetime.now(UTC)
    try:
        form = ReversalForm(
            voucher=voucher, on=a_day(typed, "on", "Day"), because=typed.get("because", "")
        )
        answer = await ask(reverse_entry, database, actor, form, key_of(typed.get("key", "")), now)
    except DeskError as refusal:
        if refusal.kind in ELSEWHERE:
            raise
        return await one_entry(request, actor, voucher, typed, refusal)
    return RedirectResponse(f"/finance/ledger/entries/{answer['voucher']}", HTTPStatus.SEE_OTHER)


async def one_entry(
    request: Request,
    actor: Actor,
    voucher: str,
    typed: Typed,
    refusal: DeskError | None = None,
) -> Response:
    """The voucher with a refusal above its form."""
    after, database = asked_number(request, "after"), request.app.state.database
    found = await ask(entry_view, database, actor, voucher, after=after)
    return show(
        request,
        "ledger_entry.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        entry=found,
        postings=POSTINGS,
        money=money,
        typed=typed,
        refusal=refusal,
        key=new_key(),
    )


@router.get("/finance/ledger/journal.si")
async def sie(request: Request, actor: Signed) -> Response:
    """The months asked for as SIE 4I."""
    first, last = span(request)
    now, database = datetime.now(UTC), request.app.state.database
    content = await ask(sie_of, database, actor, month_of(first), month_of(last), now)
    return sie_answer(content, first, last)


@router.get("/finance/ledger/journal.csv")
async def table(request: Request, actor: Signed) -> Response:
    """The months asked for as a table."""
    first, last = span(request)
    database = request.app.state.database
    content = await ask(csv_of, database, actor, month_of(first), month_of(last))
    return table_answer(content, first, last)


def span(request: Request) -> tuple[str, str]:
    """The first and the last month asked for; this one where none is."""
    this = datetime.now(UTC).date().replace(day=1)
    first = asked_month(request, "first") or this
    last = asked_month(request, "last") or first
    return f"{first:%Y-%m}", f"{last:%Y-%m}"


@router.get("/finance/accruals")
async def accruals(request: Request, actor: Signed) -> Response:
    """What is owed to carriers on a day, and whether the ledger agrees."""
    as_of: date = asked_day(request, "as_of", datetime.now(UTC).date())
    wanted = AccrualFilter(
        carrier=request.query_params.get("carrier", "")[:LONGEST],
        month=asked_month(request, "month"),
        after=asked_number(request, "after"),
    )
    found = await ask(accrual_page, request.app.state.database, actor, as_of, wanted)
    return show(request, "accruals.html", actor, page=found, wanted=wanted, money=money)

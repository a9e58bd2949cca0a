"""The ledger: accounts, vouchers, accruals, files for other systems, rates and the chart."""

from datetime import UTC, date, datetime

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.finance.accrual_view import AccrualFilter, accrual_page
from desk.finance.chart import load_chart
from desk.finance.corrections import ReversalForm, reverse_entry
from desk.finance.exchange_rates import RateForm, record_rate
from desk.finance.ledger import account_page, list_accounts, list_entries
from desk.finance.ledger_entry import entry_view
from desk.finance.ledger_files import csv_of, sie_of
from web.api.finance.ledger_answers import (
    AccountLines,
    Accounts,
    Accruals,
    After,
    AMonth,
    AYear,
    Carrier,
    ChartBody,
    ChartLoaded,
    InMonth,
    Limit,
    OfAccount,
    OfVoucher,
    RateBody,
    RateRecorded,
    ReversalBody,
    ReversalStands,
    Vouchers,
    WholeVoucher,
)
from web.api.headers import Key
from web.api.words import json_only
from web.asking import ask
from web.ledger_files import month_of, sie_answer, table_answer
from web.sign_in import Signed

router = APIRouter(prefix="/v1/finance", tags=["finance"])
JSON = [Depends(json_only)]


@router.get("/ledger/accounts", operation_id="listAccounts")
async def list_the_accounts(request: Request, actor: Signed, year: AYear) -> Accounts:
    """Every account with its balances in a year."""
    found = await ask(list_accounts, request.app.state.database, actor, year)
    return Accounts.model_validate(found)


@router.get("/ledger/accounts/{number}", operation_id="readAccount")
async def read_an_account(
    request: Request,
    actor: Signed,
    number: OfAccount,
    month: InMonth = "",
    after: After = 0,
    limit: Limit = 100,
) -> AccountLines:
    """An account's lines, of one month or of all."""
    of = month_of(month) if month else None
    database = request.app.state.database
    found = await ask(account_page, database, actor, number, month=of, after=after, limit=limit)
    return AccountLines.model_validate(found)


@router.get("/ledger/entries", operation_id="listVouchers")
async def list_the_vouchers(
    request: Request, actor: Signed, month: AMonth, limit: Limit = 200
) -> Vouchers:
    """The vouchers of a month, the newest first."""
    database = request.app.state.database
    found = await ask(list_entries, database, actor, month_of(month), limit=limit)
    return Vouchers.model_validate(found)


@router.get("/ledger/entries/{voucher}", operation_id="readVoucher")
async def read_a_voucher(
    request: Request, actor: Signed, voucher: OfVoucher, after: After = 0, limit: Limit = 200
) -> WholeVoucher:
    """One voucher; every line leads to its case, parcel, bill or statement."""
    database = request.app.state.database
    found = await ask(entry_view, database, actor, voucher, after=after, limit=limit)
    return WholeVoucher.model_validate(found)


@router.post("/ledger/entries/{voucher}/reversal", operation_id="reverseVoucher", dependencies=JSON)
async def reverse_a_voucher(
    request: Request, actor: Signed, voucher: OfVoucher, body: ReversalBody, key: Key
) -> ReversalStands:
    """Take a voucher back by another one; what it had settled waits again."""
    form = ReversalForm(voucher=voucher, on=body.on, because=body.because)
    database = request.app.state.database
    answer = await ask(reverse_entry, database, actor, form, key, datetime.now(UTC))
    return ReversalStands.model_validate(answer)


@router.get(
    "/ledger/sie",
    operation_id="readSie",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "SIE 4I."}},
)
async def read_the_sie_file(
    request: Request, actor: Signed, first: AMonth, last: AMonth
) -> Response:
    """The vouchers of these months as SIE 4I, for a bookkeeping system to import."""
    now, database = datetime.now(UTC), request.app.state.database
    content = await ask(sie_of, database, actor, month_of(first), month_of(last), now)
    return sie_answer(content, first, last)


@router.get(
    "/ledger/csv",
    operation_id="readJournalTable",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "One row for each line."}},
)
async def read_the_table(request: Request, actor: Signed, first: AMonth, last: AMonth) -> Response:
    """The journal of these months as a table."""
    database = request.app.state.database
    content = await ask(csv_of, database, actor, month_of(first), month_of(last))
    return table_answer(content, first, last)


@router.get("/accruals", operation_id="readAccruals")
async def read_the_accruals(
    request: Request,
    actor: Signed,
    as_of: date,
    carrier: Carrier = "",
    month: InMonth = "",
    after: After = 0,
    limit: Limit = 100,
) -> Accruals:
    """What is owed to carriers on a day, and whether the ledger agrees to the cent."""
    of = month_of(month) if month else None
    wanted = AccrualFilter(carrier=carrier, month=of, after=after)
    found = await ask(accrual_page, request.app.state.database, actor, as_of, wanted, limit)
    return Accruals.model_validate(found)


@router.post("/exchange-rates", operation_id="recordRate", status_code=201, dependencies=JSON)
async def record_a_rate(request: Request, actor: Signed, body: RateBody, key: Key) -> RateRecorded:
    """Record an exchange rate with its source; another one for the same day is refused."""
    form = RateForm(**body.model_dump())
    database = request.app.state.database
    answer = await ask(record_rate, database, actor, form, key, datetime.now(UTC))
    return RateRecorded.model_validate(answer)


@router.post("/ledger/chart", operation_id="loadChart", status_code=201, dependencies=JSON)
async def load_a_chart(request: Request, actor: Signed, body: ChartBody, key: Key) -> ChartLoaded:
    """Load a chart of accounts: new accounts and uses are added, nothing is taken away."""
    database = request.app.state.database
    answer = await ask(load_chart, database, actor, body.yaml, key, datetime.now(UTC))
    return ChartLoaded.model_validate(answer)

"""Every page of the console under one router, which also keeps the live listener running."""

from fastapi import APIRouter

from web.console import (
    attachments,
    bench,
    board,
    calendar,
    case,
    charges,
    contract,
    counts,
    custody,
    deliveries,
    held,
    live,
    loans,
    mail,
    new_case,
    orders,
    overdue,
    pool,
    pool_transfers,
    pools,
    programme,
    reports,
    scan,
    scan_finds,
    searches,
    sign_in,
    site_stock,
    stock,
    suppliers,
    visits,
    write_offs,
)
from web.console.finance import bills, disputes, exceptions, ledger, months, rates, statements

router = APIRouter(lifespan=live.listening)
# The form before the case: /cases/new is no case number.
for page in (
    *(sign_in, board, new_case, case, attachments, scan, stock),
    *(overdue, charges, bench),
    *(searches,),
    *(suppliers, orders),
    *(loans, site_stock, visits),
    *(scan_finds, custody, deliveries, held),
    # Their addresses below a pool before the page of its other changes.
    *(counts, pool_transfers, write_offs),
    *(pools, pool),
    *(reports,),
    *(disputes,),
    *(exceptions,),
    *(months,),
    *(bills,),
    *(ledger,),
    *(rates,),
    *(statements,),
    *(contract, programme, calendar, mail, live),
):
    router.include_router(page.router)

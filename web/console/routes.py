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
)

router = APIRouter(lifespan=live.listening)
# The form before the case: /cases/new is no case number.
for page in (
    *(sign_in, board, new_case, case, attachments, scan, stock),
    *(overdue, charges, bench),
    *(searches,),
    *(suppliers, orders),
    *(loans, site_stock, visits),
    *(scan_finds, custody, deliveries, held),
    *(pools, pool),
    *(reports,),
    *(contract, programme, calendar, mail, live),
):
    router.include_router(page.router)

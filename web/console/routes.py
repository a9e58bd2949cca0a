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
    live,
    loans,
    mail,
    new_case,
    overdue,
    programme,
    scan,
    scan_finds,
    searches,
    sign_in,
    site_stock,
    stock,
    visits,
)

router = APIRouter(lifespan=live.listening)
# The form before the case: /cases/new is no case number.
for page in (
    *(sign_in, board, new_case, case, attachments, scan, stock),
    *(overdue, charges, bench),
    *(searches,),
    *(loans, site_stock, visits),
    *(scan_finds, custody),
    *(contract, programme, calendar, mail, live),
):
    router.include_router(page.router)

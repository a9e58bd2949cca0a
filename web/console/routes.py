"""Every page of the console under one router, which also keeps the live listener running."""

from fastapi import APIRouter

from web.console import (
    attachments,
    board,
    calendar,
    case,
    contract,
    live,
    mail,
    new_case,
    programme,
    scan,
    sign_in,
    stock,
)

router = APIRouter(lifespan=live.listening)
# The form before the case: /cases/new is no case number.
for page in (
    *(sign_in, board, new_case, case, attachments, scan, stock),
    *(contract, programme, calendar, mail, live),
):
    router.include_router(page.router)

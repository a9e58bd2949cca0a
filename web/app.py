"""The web server put together: API, console, limits, refusals and what they stand on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from desk.carriers_on_hand import carriers_from
from runtime.connections import open_database
from runtime.log import configure_logging
from runtime.settings import Mode, Settings, load_settings
from web.api import (
    ahead,
    attachments,
    bench,
    calendars,
    carrier_events,
    cases,
    charges,
    contracts,
    counts,
    custody,
    deliveries,
    entitlement,
    health,
    held_units,
    loans,
    orders,
    overdue,
    pools,
    prepaid,
    programmes,
    proposals,
    quality_reports,
    scans,
    searches,
    spares,
    stock,
    suppliers,
    transfers,
    visits,
    write_offs,
)
from web.api.finance import bills, disputes, exceptions, ledger, months, rates, statements
from web.api.schema import api_schema
from web.console.routes import router as pages
from web.door import LateDoor
from web.limits import Gate, SafeHeaders
from web.portal.home import AtHomeElsewhere, go_home, send_home
from web.portal.routes import router as own_pages
from web.problems import Answering, refuse_http, refuse_invalid
from web.sign_in import secure

STATIC = Path(__file__).parent / "console" / "static"
#: The API, in the order of its description.
PARTS = (
    cases,
    ahead,
    attachments,
    entitlement,
    contracts,
    programmes,
    calendars,
    prepaid,
    scans,
    searches,
    custody,
    stock,
    pools,
    transfers,
    counts,
    write_offs,
    bench,
    spares,
    deliveries,
    held_units,
    loans,
    overdue,
    charges,
    proposals,
    suppliers,
    orders,
    quality_reports,
    bills,
    disputes,
    exceptions,
    ledger,
    months,
    rates,
    statements,
    visits,
    carrier_events,
    health,
)
WORTH_SQUEEZING = 1024  # bytes
SQUEEZE = 4  # of 9: a quarter larger than at 9, in a quarter of the time


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application for `uvicorn web.app:create_app --factory`; raises BadSetting."""
    chosen = settings or load_settings()
    if settings is None:  # a process of its own, not one app among a test's
        configure_logging("web", level=chosen.log_level)
    trial = chosen.mode is not Mode.PRODUCTION
    app = FastAPI(
        title="Swapdesk",
        lifespan=running,
        openapi_url="/openapi.json" if trial else None,
        docs_url="/docs" if trial else None,
        redoc_url=None,
    )
    app.state.settings = chosen
    app.openapi = lambda: api_schema(app)  # type: ignore[method-assign]
    for part in PARTS:
        app.include_router(part.router)
    add_console(app)
    refuse_by_name(app)
    guard(app, chosen)
    return app


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """What requests need, from start to stop; neither database nor Temporal need be up yet."""
    settings: Settings = app.state.settings
    app.state.database = open_database(settings)
    app.state.door = LateDoor(settings)
    app.state.carriers = carriers_from(settings)
    yield
    app.state.database.close()


def add_console(app: FastAPI) -> None:
    """The pages for people; they are no part of the API's description."""
    app.include_router(own_pages, include_in_schema=False)
    app.include_router(pages, include_in_schema=False, dependencies=[Depends(send_home)])
    app.add_exception_handler(AtHomeElsewhere, go_home)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")


def refuse_by_name(app: FastAPI) -> None:
    """The framework's own refusals in our form."""
    app.add_exception_handler(RequestValidationError, refuse_invalid)
    app.add_exception_handler(HTTPException, refuse_http)


def guard(app: FastAPI, settings: Settings) -> None:
    """Outermost last: headers on every answer, then squeezing, refusals, and the gate."""
    app.add_middleware(Gate)
    app.add_middleware(Answering)
    app.add_middleware(GZipMiddleware, minimum_size=WORTH_SQUEEZING, compresslevel=SQUEEZE)
    app.add_middleware(SafeHeaders, secure=secure(settings))

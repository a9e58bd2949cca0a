"""Counts of a pool's shelf: opened, scanned into, read, closed and cancelled."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from desk.stocktake_closing import CloseCountForm, Explanation, close_count
from desk.stocktake_differences import Follows, Standing
from desk.stocktake_view import count_page
from desk.stocktakes import (
    CancelCountForm,
    CountScanForm,
    OpenCountForm,
    cancel_count,
    open_count,
    scan_into_count,
)
from rules.pool_words import Difference, TakeState
from web.api.answers import Answer
from web.api.headers import Key, Number
from web.api.pools import PoolCode
from web.api.words import Body, BusinessTime, Line, Prose, business_time, json_only
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1", tags=["stock"])
JSON = [Depends(json_only)]
#: Explanations in one request.
MOST_EXPLAINED = 5000


class CountBody(Body):
    """A count to open."""

    at: BusinessTime | None = None


class CountOpened(Answer):
    """The new count, and how many units the record has there."""

    number: str
    shelf: str
    state: TakeState
    expected: int


class CountScanBody(Body):
    """A serial or IMEI, as it was scanned."""

    code: Line
    at: BusinessTime | None = None


class CountScanned(Answer):
    """The verdict on the scan, as a station shows it."""

    number: str
    code: str
    repeated: bool
    word: str
    colour: str
    text: str


class ExplanationBody(Body):
    """Why a unit or a code differs; a misplaced unit goes into quarantine and not to the lost."""

    code: Line
    text: Prose
    misplaced: bool = False


class CloseCountBody(Body):
    """An explanation of each difference."""

    explanations: Annotated[tuple[ExplanationBody, ...], Field(max_length=MOST_EXPLAINED)] = ()
    at: BusinessTime | None = None


class CountClosed(Answer):
    """The differences by their kind; how many units were booked back, and granted to cases."""

    number: str
    state: TakeState
    scanned: int
    missing: int
    unexpected: int
    unknown: int
    booked: int
    granted: int


class CancelCountBody(Body):
    """Why the count is given up."""

    because: Prose
    at: BusinessTime | None = None


class CountCancelled(Answer):
    """A count from which nothing follows."""

    number: str
    state: TakeState


class CountDifference(Answer):
    """What differs; `follows` while the count is open, its explanation once it is closed."""

    code: str
    kind: Difference
    model: str
    place: str
    standing: Standing | None
    follows: Follows | None
    explanation: str
    explained_by: str


class Count(Answer):
    """One count as it stands."""

    number: str
    shelf: str
    pools: tuple[str, ...]
    state: TakeState
    opened_at: datetime
    opened_by: str
    ended_at: datetime | None
    ended_by: str
    expected: int
    scanned: int
    differences: tuple[CountDifference, ...]


@router.post("/pools/{code}/counts", operation_id="openCount", status_code=201, dependencies=JSON)
async def open_a_count(
    request: Request, actor: Signed, code: PoolCode, body: CountBody, key: Key
) -> CountOpened:
    """Begin to count all that stands on the pool's shelf, once per key."""
    form = OpenCountForm(pool=code, at=business_time(request, body.at))
    answer = await ask(open_count, request.app.state.database, actor, form, key)
    return CountOpened.model_validate(answer)


@router.get("/counts/{number}", operation_id="readCount")
async def read_a_count(request: Request, actor: Signed, number: Number) -> Count:
    """The count with its differences."""
    found = await ask(count_page, request.app.state.database, actor, number)
    return Count.model_validate(found)


@router.post("/counts/{number}/scans", operation_id="scanIntoCount", dependencies=JSON)
async def scan_one(
    request: Request, actor: Signed, number: Number, body: CountScanBody, key: Key
) -> CountScanned:
    """Note a unit as seen on the shelf; a repeat is harmless."""
    form = CountScanForm(number=number, code=body.code, at=business_time(request, body.at))
    answer = await ask(scan_into_count, request.app.state.database, actor, form, key)
    return CountScanned.model_validate(answer)


@router.post("/counts/{number}/close", operation_id="closeCount", dependencies=JSON)
async def close_a_count(
    request: Request, actor: Signed, number: Number, body: CloseCountBody, key: Key
) -> CountClosed:
    """Put the record right as explained, once per key."""
    told = tuple(Explanation(**one.model_dump()) for one in body.explanations)
    form = CloseCountForm(number=number, explanations=told, at=business_time(request, body.at))
    answer = await ask(close_count, request.app.state.database, actor, form, key)
    return CountClosed.model_validate(answer)


@router.post("/counts/{number}/cancellation", operation_id="cancelCount", dependencies=JSON)
async def cancel_a_count(
    request: Request, actor: Signed, number: Number, body: CancelCountBody, key: Key
) -> CountCancelled:
    """Give the count up, once per key."""
    at = business_time(request, body.at)
    form = CancelCountForm(number=number, because=body.because, at=at)
    answer = await ask(cancel_count, request.app.state.database, actor, form, key)
    return CountCancelled.model_validate(answer)

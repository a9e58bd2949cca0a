"""How each fault looks to the caller it strikes."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from workers.practice_carrier import wire
from workers.practice_carrier.depot import Depot
from workers.practice_carrier.faults import FaultKind

RETRY_AFTER_SECONDS = 2
DRIP_SECONDS = 0.5
NO_PDF = base64.b64encode(b"<html>Closed for maintenance</html>").decode()


async def before_effect(fault: FaultKind, request: Request) -> Response:
    """The answer, if any, of a carrier that did nothing."""
    if fault is FaultKind.RATE_LIMIT_429:
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return JSONResponse({"code": "slow_down", "reason": "too many calls"}, 429, headers)
    if fault is FaultKind.ERROR_500:
        return _internal_error()
    return await _silence(request)


async def after_effect(
    fault: FaultKind, request: Request, depot: Depot, body: dict[str, Any], status: int
) -> Response:
    """The answer, if any, of a carrier that did what it was asked."""
    if fault is FaultKind.TIMEOUT_AFTER_EFFECT:
        return await _silence(request)
    if fault is FaultKind.ERROR_500_AFTER_EFFECT:
        return _internal_error()
    if fault is FaultKind.SLOW_DRIP:
        whole = json.dumps(body).encode()
        return StreamingResponse(_drip(whole), status, media_type="application/json")
    if fault is FaultKind.MALFORMED_JSON:
        half = json.dumps(body).encode()[:-20]
        return Response(half, status, media_type="application/json")
    return JSONResponse(_twisted(fault, depot, body), status)


def _twisted(fault: FaultKind, depot: Depot, body: dict[str, Any]) -> dict[str, Any]:
    if fault is FaultKind.WRONG_TYPE:
        return {**body, **dict.fromkeys(body.keys() & {"tracking_no", "shipments", "events"}, 42)}
    if fault is FaultKind.NOT_A_PDF:
        listed = [{**each, "label": NO_PDF} for each in body.get("shipments", [])]
        return {**body, "shipments": listed} if "shipments" in body else {**body, "label": NO_PDF}
    earlier = depot.earlier(str(body.get("tracking_no")))
    return body if earlier is None else wire.booking(earlier)


def _internal_error() -> Response:
    return JSONResponse({"code": "internal", "reason": "our fault"}, 500)


async def _silence(request: Request) -> Response:
    """Nothing, for as long as the caller listens."""
    while not await request.is_disconnected():  # noqa: ASYNC110 - Starlette offers no event for it
        await asyncio.sleep(0.05)
    return Response(status_code=204)


async def _drip(whole: bytes) -> AsyncIterator[bytes]:
    for place in range(len(whole)):
        yield whole[place : place + 1]
        await asyncio.sleep(DRIP_SECONDS)

"""The practice carrier's doors: the customer's, and the steering wheel under `/practice`."""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request, params
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from carriers.practice_journal import write_entry
from workers.practice_carrier import misbehaviour, wire
from workers.practice_carrier.consignment import DeedRefused
from workers.practice_carrier.depot import Depot
from workers.practice_carrier.faults import AFTER_EFFECT, BEFORE_EFFECT, Operation
from workers.practice_carrier.wire import ClaimIn, FaultIn, LabelLifeIn, MoveIn, OrderIn


def make_app(depot: Depot, api_key: str) -> FastAPI:
    """The carrier's web application over one depot."""
    app = FastAPI(title="Practice carrier", docs_url=None, redoc_url=None, openapi_url=None)
    wanted = f"Bearer {api_key}".encode()

    def signed_in(authorization: Annotated[str, Header()] = "") -> None:
        if not hmac.compare_digest(authorization.encode(), wanted):
            raise DeedRefused(401, "unauthorised", "the key is not one of ours")

    app.add_exception_handler(DeedRefused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)

    @app.get("/healthz")
    def health() -> dict[str, Any]:
        return {"status": "ok", "parcels": depot.parcels, "unpushed": len(depot.unpushed)}

    for doors in (_order_doors, _parcel_doors, _loss_doors, _steering_doors):
        doors(app, depot, [Depends(signed_in)])
    return app


def _now() -> datetime:
    return datetime.now(UTC)


async def _serve(
    request: Request,
    depot: Depot,
    operation: Operation,
    work: Callable[[], dict[str, Any]],
    status: int = 200,
) -> Response:
    """The work's answer, unless a fault armed on the operation strikes before or after it."""
    struck = await run_in_threadpool(depot.strike, BEFORE_EFFECT, on=operation, now=_now())
    if struck is not None:
        return await misbehaviour.before_effect(struck, request)
    body = await run_in_threadpool(work)
    struck = await run_in_threadpool(depot.strike, AFTER_EFFECT, on=operation, now=_now())
    if struck is not None:
        return await misbehaviour.after_effect(struck, request, depot, body, status)
    return JSONResponse(body, status)


def _order_doors(app: FastAPI, depot: Depot, guards: list[params.Depends]) -> None:
    @app.post("/v1/shipments", dependencies=guards)
    async def book(request: Request, order: OrderIn) -> Response:
        def work() -> dict[str, Any]:
            return wire.booking(depot.book(wire.checked(order), _now()))

        return await _serve(request, depot, Operation.BOOK, work, 201)

    @app.get("/v1/shipments", dependencies=guards)
    async def find(request: Request, reference: str) -> Response:
        def work() -> dict[str, Any]:
            return {"shipments": [wire.booking(parcel) for parcel in depot.live(reference)]}

        return await _serve(request, depot, Operation.FIND, work)


def _parcel_doors(app: FastAPI, depot: Depot, guards: list[params.Depends]) -> None:
    @app.post("/v1/shipments/{number}/void", dependencies=guards)
    async def void(request: Request, number: str) -> Response:
        def work() -> dict[str, Any]:
            return {"tracking_no": depot.void(number, _now()).tracking_no, "voided": True}

        return await _serve(request, depot, Operation.VOID, work)

    @app.post("/v1/shipments/{number}/recall", dependencies=guards)
    async def recall(request: Request, number: str) -> Response:
        def work() -> dict[str, Any]:
            return {"tracking_no": depot.recall(number, _now()).tracking_no, "recalled": True}

        return await _serve(request, depot, Operation.RECALL, work)

    @app.get("/v1/shipments/{number}/events", dependencies=guards)
    async def track(request: Request, number: str) -> Response:
        def work() -> dict[str, Any]:
            return {"events": [wire.news(event) for event in depot.parcel(number).events]}

        return await _serve(request, depot, Operation.TRACK, work)


def _loss_doors(app: FastAPI, depot: Depot, guards: list[params.Depends]) -> None:
    @app.post("/v1/shipments/{number}/traces", dependencies=guards)
    async def trace(request: Request, number: str) -> Response:
        def work() -> dict[str, Any]:
            return {"tracking_no": number, "trace_no": depot.trace(number, _now())}

        return await _serve(request, depot, Operation.TRACE, work)

    @app.post("/v1/shipments/{number}/claims", dependencies=guards)
    async def claim(request: Request, number: str, claim: ClaimIn) -> Response:
        def work() -> dict[str, Any]:
            taken = depot.claim(number, wire.claim_of(claim), claim.at, _now())
            return {"tracking_no": number, "reference": claim.reference, "claim_no": taken}

        return await _serve(request, depot, Operation.CLAIM, work)


def _steering_doors(app: FastAPI, depot: Depot, guards: list[params.Depends]) -> None:
    @app.post("/practice/parcels/{number}/events", dependencies=guards, status_code=201)
    def move(number: str, move: MoveIn) -> dict[str, Any]:
        now = _now()
        when = wire.happened_at(move, now)
        return depot.happen(
            number, wire.status_of(move), occurred_at=when, place=move.place, now=now
        )

    @app.post("/practice/faults", dependencies=guards, status_code=201)
    def arm(fault: FaultIn) -> dict[str, Any]:
        depot.arm(fault.kind, fault.on, fault.count, fault.after, _now())
        return {"armed": fault.kind.value}

    @app.post("/practice/label-life", dependencies=guards, status_code=201)
    def agree(life: LabelLifeIn) -> dict[str, Any]:
        depot.agree(life.days, life.counted_from, _now())
        return {"days": life.days}

    @app.get("/practice/journal", dependencies=guards)
    def journal(first: int = 1) -> Response:
        lines = b"".join(write_entry(entry) for entry in depot.entries(first))
        return Response(lines, media_type="application/jsonl")


def _refused(_: Request, refusal: Exception) -> Response:
    if not isinstance(refusal, DeedRefused):
        raise refusal
    return JSONResponse({"code": refusal.word, "reason": refusal.detail}, refusal.status)


def _invalid(request: Request, invalid: Exception) -> Response:
    """Which fields are wrong, without repeating what was in them."""
    if not isinstance(invalid, RequestValidationError):
        raise invalid
    faults = [f"{'.'.join(str(step) for step in e['loc'])}: {e['msg']}" for e in invalid.errors()]
    word = "invalid_claim" if request.url.path.endswith("/claims") else "invalid_shipment"
    return JSONResponse({"code": word, "reason": "; ".join(faults)[:400]}, 422)

"""The page of deliveries: units scanned for an order, and the supplier's file beside it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from desk.actors import Actor
from desk.deliveries import DeliveryRefused, ImportForm, import_delivery
from desk.delivery_station import UnitScan, last_units, order_scanned, scan_unit
from desk.scan_page import ScanLine, line_of
from rules.errors import DeskError, Kind
from web.api.deliveries import ImportBody, UnitScanBody
from web.api.words import business_time
from web.asking import ask
from web.console.pages import key_of, new_key, show, wants_fragment
from web.console.scan import BURST_GAP, red
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
#: The big word when the record could not be asked or the code not be read.
WORDS = {"unreadable-scan": "UNREADABLE", "unknown-order": "NO SUCH ORDER"}
UNREAD = "A field holds what it cannot hold."
#: A file's fields on the page.
FIELDS = ("order", "note", "at")


@router.get("/deliveries")
async def deliveries(request: Request, actor: Signed, order: str = "") -> Response:
    """The station, with the person's last scans; `order` comes from a link."""
    return await station_page(request, actor, {"order": order_scanned(order)})


@router.post("/deliveries")
async def scan(request: Request, actor: Signed) -> Response:
    """The page, or just its answer for a script, with the verdict on top."""
    sent = {name: str(value) for name, value in (await request.form()).items()}
    key, code = key_of(sent.pop("key", "")), sent.get("code", "")
    if order := order_scanned(code):
        text = f"Now scan the units that came for {order}."
        line = ScanLine(code="", word="ORDER", colour="amber", text=text, case=order)
        return await station_page(request, actor, sent | {"order": order}, line)
    try:
        form = scan_form(request, sent)
        answer = await ask(scan_unit, request.app.state.database, actor, form, key)
    except ValidationError:
        return await station_page(request, actor, sent, red(code, "UNREADABLE", UNREAD))
    except DeskError as refusal:
        if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED}:
            raise
        return await not_taken(request, actor, sent, refusal)
    return await station_page(request, actor, sent, line_of(answer))


def scan_form(request: Request, sent: Mapping[str, str]) -> UnitScan:
    """The desk's form; what was left empty is left out."""
    body = UnitScanBody.model_validate({name: said for name, said in sent.items() if said.strip()})
    at = business_time(request, body.at)
    return UnitScan(order=body.order, note=body.note, code=body.code, model=body.model, at=at)


async def not_taken(
    request: Request, actor: Actor, sent: Mapping[str, str], refusal: DeskError
) -> Response:
    """A red word; a record that is away keeps nothing, and the page says so without asking it."""
    away = refusal.kind is Kind.UNAVAILABLE
    word = WORDS.get(refusal.code, "NOT SAVED" if away else "REFUSED")
    line = red(sent.get("code", ""), word, refusal.detail)
    if not away:
        return await station_page(request, actor, sent, line)
    return page(request, actor, sent, line, (), status=status_of(type(refusal)))


@router.post("/deliveries/import")
async def import_file(request: Request, actor: Signed) -> Response:
    """The page with what was booked in, or would be, and every row that is wrong."""
    async with request.form() as sent:
        typed = {name: str(sent.get(name, "")).strip() for name in FIELDS}
        key = key_of(str(sent.get("key", "")))
        try:
            form = await import_form(request, sent, typed)
            answer = await ask(import_delivery, request.app.state.database, actor, form, key)
        except ValidationError:
            return await station_page(request, actor, {}, status=422, wrong=UNREAD, typed=typed)
        except DeliveryRefused as refusal:
            looked, wrong = nothing_of(refusal), refusal.title
            return await station_page(
                request, actor, {}, status=422, wrong=wrong, looked=looked, typed=typed
            )
        except DeskError as refusal:
            if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED}:
                raise
            wrong = f"{refusal.title}. {refusal.detail}"
            status = status_of(type(refusal))
            return await station_page(request, actor, {}, status=status, wrong=wrong, typed=typed)
    return await station_page(request, actor, {}, looked=answer, typed=typed)


def nothing_of(refusal: DeliveryRefused) -> dict[str, Any]:
    """What the page shows of a file of which nothing was booked in."""
    facts = refusal.facts
    return {
        "received": 0,
        "good": facts["good_rows"],
        "already": facts["already"],
        "refused": facts["wrong_rows"],
        "problems": facts["rows"],
        "orders": {},
        "dry_run": False,
    }


async def import_form(request: Request, sent: FormData, typed: Mapping[str, str]) -> ImportForm:
    """The desk's form; a page sent without a file is an empty one."""
    body = ImportBody.model_validate({name: said for name, said in typed.items() if said})
    file = sent.get("file")
    return ImportForm(
        content=await file.read() if isinstance(file, UploadFile) else b"",
        order=body.order,
        note=body.note,
        all_or_nothing=sent.get("take") != "good",
        dry_run=sent.get("way") == "look",
        at=business_time(request, body.at),
    )


async def station_page(
    request: Request,
    actor: Actor,
    sent: Mapping[str, str],
    verdict: ScanLine | None = None,
    *,
    status: int = 200,
    **more: Any,  # noqa: ANN401 - what the file's part of the page shows
) -> Response:
    """The station with the last scans as the record has them."""
    lines = await ask(last_units, request.app.state.database, actor)
    return page(request, actor, sent, verdict, lines, status=status, **more)


def page(
    request: Request,
    actor: Actor,
    sent: Mapping[str, str],
    verdict: ScanLine | None,
    lines: tuple[ScanLine, ...],
    *,
    status: int = 200,
    **more: Any,  # noqa: ANN401 - what the file's part of the page shows
) -> Response:
    """The answer, whole or in part."""
    shown = {"wrong": "", "looked": None, "typed": {}} | more
    return show(
        request,
        "_delivery.html" if wants_fragment(request) else "deliveries.html",
        actor,
        status=status,
        sent={"order": "", "note": "", "model": ""} | dict(sent),
        verdict=verdict,
        lines=lines,
        key=new_key(),
        file_key=new_key(),
        gap=BURST_GAP,
        business_time=request.app.state.settings.business_time,
        **shown,
    )

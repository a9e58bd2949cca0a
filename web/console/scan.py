"""The scan page: pack and receipt stations, one big word for each scan, the last ten below."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from desk.actors import Actor
from desk.finds import Find
from desk.scan_page import ScanLine, last_scans, line_of
from desk.scans import Station, take_scan
from rules.errors import DeskError, Kind
from rules.scan_text import ScanKind, UnreadableScan, read_scan
from web.api.bodies import ScanBody
from web.asking import ask
from web.console.pages import key_of, new_key, show, wants_fragment
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
#: Milliseconds between keys below which a hand scanner types, not a person.
BURST_GAP = 35
#: The verdict on a parcel's own number.
OPENED = "OPEN IT"
#: What comes after a case number.
NEXT = {
    Station.PACK: "Now scan the unit that goes to case {}.",
    Station.RECEIPT: "Now scan what came for case {}.",
}
#: What may be found when a parcel is opened, each with its button.
FINDS = (
    (Find.SIM, "SIM card found"),
    (Find.CARD, "Memory card found"),
    (Find.LOCK, "Activation lock on"),
    (Find.ACCESSORY, "Accessory missing"),
    (Find.BATTERY, "Battery swollen"),
    (Find.UNREADABLE, "Serial unreadable"),
)
#: The big word when the record could not be asked or the code not be read.
WORDS = {"unreadable-scan": "UNREADABLE", "unknown-case": "NO SUCH CASE"}


@router.get("/scan")
async def scan_page(request: Request, actor: Signed, station: str = "") -> Response:
    """The page, with the person's last scans."""
    return await station_page(request, actor, station_named(station), None)


@router.post("/scan")
async def scan(request: Request, actor: Signed) -> Response:
    """The page, or just its answer for a script, with the verdict on top."""
    sent = {name: str(value) for name, value in (await request.form()).items()}
    station = station_named(sent.get("station", ""))
    key = key_of(sent.get("key", ""))
    if wanted := case_scanned(sent.get("code", "")):
        return await station_page(request, actor, station, next_the_unit(wanted, station), wanted)
    try:
        verdict = await judged(request, actor, station, sent, key)
    except ValidationError:
        text = "A field holds what it cannot hold. Scan again."
        verdict = red(sent.get("code", ""), "UNREADABLE", text)
    except DeskError as refusal:
        if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED}:
            raise
        return await not_taken(request, actor, station, sent.get("code", ""), refusal)
    # A parcel names the case of what is taken out of it next.
    wanted = verdict.case if verdict.word == OPENED else ""
    return await station_page(request, actor, station, verdict, wanted)


def case_scanned(code: str) -> str:
    """The case number, when that is what was scanned: the unit for it comes next."""
    try:
        scanned = read_scan(code)
    except UnreadableScan:
        return ""
    return scanned.value if scanned.kind is ScanKind.CASE else ""


def next_the_unit(number: str, station: Station) -> ScanLine:
    """What the station shows between the case and its unit."""
    text = NEXT[station].format(number)
    return ScanLine(code="", word="CASE", colour="amber", text=text, case=number)


async def judged(
    request: Request, actor: Actor, station: Station, sent: dict[str, str], key: str
) -> ScanLine:
    """The desk's answer to the scan."""
    said: dict[str, Any] = {"station": station, "code": sent.get("code", "")}
    said |= {"case": sent.get("case", "").strip().upper(), "at": sent.get("at", "").strip() or None}
    form = ScanBody.model_validate(said).form(request)
    return line_of(await ask(take_scan, request.app.state.database, actor, form, key))


async def not_taken(
    request: Request, actor: Actor, station: Station, code: str, refusal: DeskError
) -> Response:
    """A red word; a record that is away keeps nothing, and the page says so without asking it."""
    away = refusal.kind is Kind.UNAVAILABLE
    word = WORDS.get(refusal.code, "NOT SAVED" if away else "REFUSED")
    verdict = red(code, word, refusal.detail)
    if not away:
        return await station_page(request, actor, station, verdict)
    return page(request, actor, station, verdict, (), status=status_of(type(refusal)))


def red(code: str, word: str, text: str) -> ScanLine:
    """A verdict the desk did not give: the scan was not taken."""
    return ScanLine(code=code[:64], word=word, colour="red", text=text, case="")


def finds_for(
    actor: Actor, station: Station, verdict: ScanLine | None
) -> tuple[tuple[Find, str], ...]:
    """The buttons offered for the case just scanned at the dock, to those who may decide."""
    at_dock = station is Station.RECEIPT and verdict is not None and bool(verdict.case)
    return FINDS if at_dock and actor.may("decide") else ()


def station_named(name: str) -> Station:
    """The station of that name; packing when nothing was said."""
    return Station(name) if name in set(Station) else Station.PACK


async def station_page(
    request: Request, actor: Actor, station: Station, verdict: ScanLine | None, wanted: str = ""
) -> Response:
    """The page of a station with the last scans as the record has them."""
    lines = await ask(last_scans, request.app.state.database, actor)
    return page(request, actor, station, verdict, lines, wanted=wanted)


def page(
    request: Request,
    actor: Actor,
    station: Station,
    verdict: ScanLine | None,
    lines: tuple[ScanLine, ...],
    *,
    status: int = 200,
    wanted: str = "",
) -> Response:
    """The answer, whole or in part."""
    return show(
        request,
        "_scan.html" if wants_fragment(request) else "scan.html",
        actor,
        status=status,
        station=station,
        verdict=verdict,
        lines=lines,
        wanted=wanted,
        key=new_key(),
        find_key=new_key(),
        finds=finds_for(actor, station, verdict),
        gap=BURST_GAP,
        business_time=request.app.state.settings.business_time,
    )

"""The pages of carriers' bills: files taken in, one file, the bills, and one with its charges."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from desk.actors import Actor
from desk.finance.bill_files import TakenFile, take_file
from desk.finance.bill_list import BillFilter, file_content, file_view, list_bills, list_files
from desk.finance.bill_profiles import list_profiles
from desk.finance.bill_quarantine import SettleForm, settle_file
from desk.finance.bills import approve_bill, bill_view
from rules.errors import DeskError, Kind
from web.asking import ask
from web.bill_files import as_attachment
from web.console.finance.bill_words import WORDS
from web.console.order_words import Typed, a_price, form_fields, if_given
from web.console.pages import key_of, new_key, show
from web.problems import status_of
from web.sign_in import Signed

router = APIRouter()
LONGEST = 2000
#: Refusals that are a page of their own; all others stand beside the form.
ELSEWHERE = {Kind.FORBIDDEN, Kind.UNSIGNED}
ROOMS = (("/finance", "Finance"), ("/finance/exceptions", "Exceptions"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a page says of the request before it: what was typed, and what came of it."""

    typed: Typed
    taken: TakenFile | None = None
    refusal: DeskError | None = None

    @property
    def status(self) -> int:
        """The status of the page."""
        return int(status_of(type(self.refusal))) if self.refusal else HTTPStatus.OK


NOTHING = Shown(typed={})


@router.get("/finance/bills")
async def bills(request: Request, actor: Signed) -> Response:
    """The files that wait, the bills, and the form for a new file."""
    return await bills_page(request, actor, NOTHING)


@router.post("/finance/bills/import")
async def take(request: Request, actor: Signed) -> Response:
    """The page with what came of the file."""
    async with request.form() as sent:
        typed = form_fields(((name, sent.get(name, "")) for name in FIELDS), 100)
        try:
            taken = await taken_in(request, actor, sent, typed)
        except DeskError as refusal:
            if refusal.kind in ELSEWHERE:
                raise
            return await bills_page(request, actor, Shown(typed=typed, refusal=refusal))
    return await bills_page(request, actor, Shown(typed=typed, taken=taken))


#: The fields beside the file.
FIELDS = ("carrier", "profile", "net_total", "key")


async def taken_in(request: Request, actor: Actor, sent: FormData, typed: Typed) -> TakenFile:
    """The file taken; a form sent without one is an empty file."""
    file = sent.get("file")
    upload = file if isinstance(file, UploadFile) else None
    said = if_given(typed, "net_total")
    return await ask(
        take_file,
        request.app.state.database,
        actor,
        name=(upload.filename if upload else None) or "file",
        content=upload.file if upload else b"",
        profile=typed.get("profile", ""),
        carrier=typed.get("carrier", ""),
        net_total=a_price(typed, "net_total", "Total without VAT") if said else None,
        key=key_of(typed.get("key", "")),
        now=datetime.now(UTC),
    )


async def bills_page(request: Request, actor: Actor, shown: Shown) -> Response:
    """The list of bills, and what came of a file."""
    database, asked = request.app.state.database, request.query_params
    wanted = BillFilter(
        state=asked.get("state", ""),
        carrier=asked.get("carrier", "")[:40],
        number=asked.get("number", "")[:80].strip(),
        before=an_id(asked.get("before", "")),
    )
    return show(
        request,
        "bills.html",
        actor,
        status=shown.status,
        page=await ask(list_bills, database, actor, wanted=wanted),
        files=await ask(list_files, database, actor),
        profiles=await ask(list_profiles, database, actor),
        wanted=wanted,
        rooms=ROOMS,
        words_of=WORDS,
        shown=shown,
        key=new_key(),
    )


def an_id(text: str) -> uuid.UUID | None:
    """The id that a link says; none for what is no id."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@router.get("/finance/bill-files/{file_id}")
async def file(request: Request, actor: Signed, file_id: uuid.UUID) -> Response:
    """One file: why it is held back, its bills, and the rows that were refused."""
    return await one_file(request, actor, file_id)


@router.get("/finance/bill-files/{file_id}/content")
async def content(request: Request, actor: Signed, file_id: uuid.UUID) -> Response:
    """The file as the carrier sent it."""
    return as_attachment(await ask(file_content, request.app.state.database, actor, file_id))


@router.post("/finance/bill-files/{file_id}")
async def settle(request: Request, actor: Signed, file_id: uuid.UUID) -> Response:
    """The file's page once it is released or discarded, or with what to correct."""
    typed = form_fields((await request.form()).items(), LONGEST)
    form = SettleForm(
        file_id=file_id,
        release=typed.get("act") == "release",
        because=typed.get("because", ""),
    )
    key, now = key_of(typed.get("key", "")), datetime.now(UTC)
    try:
        await ask(settle_file, request.app.state.database, actor, form, key, now)
    except DeskError as refusal:
        if refusal.kind is Kind.UNSIGNED or refusal.code == "not-allowed":
            raise
        return await one_file(request, actor, file_id, Shown(typed=typed, refusal=refusal))
    return RedirectResponse(f"/finance/bill-files/{file_id}", HTTPStatus.SEE_OTHER)


async def one_file(
    request: Request, actor: Actor, file_id: uuid.UUID, shown: Shown = NOTHING
) -> Response:
    """The file as the record has it now."""
    found = await ask(file_view, request.app.state.database, actor, file_id)
    return show(
        request,
        "bill_file.html",
        actor,
        status=shown.status,
        found=found,
        words_of=WORDS,
        shown=shown,
        key=new_key(),
    )


@router.get("/finance/bills/{bill_id}")
async def bill(request: Request, actor: Signed, bill_id: uuid.UUID) -> Response:
    """One bill; `?verdict=` shows the charges of one verdict."""
    return await one_bill(request, actor, bill_id)


@router.post("/finance/bills/{bill_id}")
async def approve(request: Request, actor: Signed, bill_id: uuid.UUID) -> Response:
    """The bill's page once it is approved, or with what is left to do."""
    typed = form_fields((await request.form()).items(), LONGEST)
    key, now = key_of(typed.get("key", "")), datetime.now(UTC)
    try:
        await ask(approve_bill, request.app.state.database, actor, bill_id, key, now)
    except DeskError as refusal:
        if refusal.kind is not Kind.CONFLICT and refusal.code != "second-look-missing":
            raise
        return await one_bill(request, actor, bill_id, Shown(typed=typed, refusal=refusal))
    return RedirectResponse(f"/finance/bills/{bill_id}", HTTPStatus.SEE_OTHER)


async def one_bill(
    request: Request, actor: Actor, bill_id: uuid.UUID, shown: Shown = NOTHING
) -> Response:
    """The bill as the record has it now, with the charges that are asked for."""
    asked = charges_asked(request.query_params)
    found = await ask(bill_view, request.app.state.database, actor, bill_id, **asked)
    return show(
        request,
        "bill.html",
        actor,
        status=shown.status,
        found=found,
        verdict=asked["verdict"],
        words_of=WORDS,
        shown=shown,
        key=new_key(),
    )


def charges_asked(asked: Mapping[str, str]) -> dict[str, Any]:
    """Which charges a link asks for; what it cannot mean is nothing."""
    verdict, after = asked.get("verdict", ""), asked.get("after", "")
    line = int(after) if after.isascii() and after.isdecimal() and len(after) <= 9 else 0  # noqa: PLR2004
    return {"verdict": verdict if verdict in WORDS.verdicts else "", "after": line}

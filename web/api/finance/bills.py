"""Carriers' bills: files taken, released or discarded; bills listed, read and approved."""

import uuid
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, Request, UploadFile
from fastapi.responses import Response

from desk.finance.bill_files import take_file
from desk.finance.bill_list import BillFilter, file_content, file_view, list_bills, list_files
from desk.finance.bill_profiles import add_profile, list_profiles
from desk.finance.bill_quarantine import SettleForm, settle_file
from desk.finance.bills import approve_bill, bill_view
from rules.finance.freight_words import BillState, Verdict
from web.api.finance.bill_answers import (
    BillApproved,
    BillFiles,
    Bills,
    FileSettled,
    FileTaken,
    Narrowed,
    ProfileBody,
    Profiles,
    ProfileTaken,
    SettleBody,
    TakeBody,
    WholeBill,
    WholeFile,
)
from web.api.headers import Key
from web.api.words import Body, business_time, json_only
from web.asking import ask
from web.bill_files import as_attachment
from web.sign_in import Signed

router = APIRouter(prefix="/v1/finance", tags=["finance"])
JSON = [Depends(json_only)]


@router.post("/bill-files", operation_id="takeBillFile", status_code=201)
async def take_a_file(
    request: Request,
    actor: Signed,
    key: Key,
    file: Annotated[UploadFile, File(description="At most 11 MB; larger ones from a terminal.")],
    said: Annotated[TakeBody, Query()],
) -> FileTaken:
    """Keep a carrier's file and load its bills; the same content again adds nothing."""
    taken = await ask(
        take_file,
        request.app.state.database,
        actor,
        name=file.filename or "file",
        content=file.file,
        profile=said.profile,
        carrier=said.carrier,
        net_total=said.net_total,
        key=key,
        now=business_time(request, said.at) or datetime.now(UTC),
    )
    return FileTaken.model_validate(asdict(taken))


@router.get("/bill-files", operation_id="listBillFiles")
async def list_the_files(
    request: Request, actor: Signed, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> BillFiles:
    """Files, those that wait for somebody first."""
    found = await ask(list_files, request.app.state.database, actor, limit=limit)
    return BillFiles.model_validate({"items": found})


@router.get("/bill-files/{file_id}", operation_id="readBillFile")
async def read_a_file(request: Request, actor: Signed, file_id: uuid.UUID) -> WholeFile:
    """One file with its bills and the rows that were refused."""
    found = await ask(file_view, request.app.state.database, actor, file_id)
    return WholeFile.model_validate(found)


@router.get(
    "/bill-files/{file_id}/content",
    operation_id="readBillFileContent",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "As it came."}},
)
async def read_the_content(request: Request, actor: Signed, file_id: uuid.UUID) -> Response:
    """The file as the carrier sent it, byte for byte."""
    return as_attachment(await ask(file_content, request.app.state.database, actor, file_id))


@router.post("/bill-files/{file_id}/decision", operation_id="settleBillFile", dependencies=JSON)
async def settle_a_file(
    request: Request, actor: Signed, file_id: uuid.UUID, body: SettleBody, key: Key
) -> FileSettled:
    """Release or discard a quarantined file, by another than who brought it in."""
    form = SettleForm(file_id=file_id, release=body.release, because=body.because)
    answer = await ask(settle_file, request.app.state.database, actor, form, key, datetime.now(UTC))
    return FileSettled.model_validate(answer)


@router.get("/bills", operation_id="listBills")
async def list_the_bills(  # noqa: PLR0913 - one parameter for each filter
    request: Request,
    actor: Signed,
    *,
    state: BillState | None = None,
    carrier: Narrowed = "",
    number: Narrowed = "",
    file: uuid.UUID | None = None,
    before: uuid.UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Bills:
    """Bills by their day, the newest first."""
    wanted = BillFilter(
        state=state or "", carrier=carrier, number=number, file_id=file, before=before
    )
    found = await ask(list_bills, request.app.state.database, actor, wanted=wanted, limit=limit)
    return Bills.model_validate(found)


@router.get("/bills/{bill_id}", operation_id="readBill")
async def read_a_bill(
    request: Request,
    actor: Signed,
    bill_id: uuid.UUID,
    verdict: Verdict | None = None,
    after: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> WholeBill:
    """One bill with its verdicts summed and a page of its charges, of one verdict or of all."""
    database, of = request.app.state.database, verdict or ""
    found = await ask(bill_view, database, actor, bill_id, verdict=of, after=after, limit=limit)
    return WholeBill.model_validate(found)


@router.post("/bills/{bill_id}/approval", operation_id="approveBill", dependencies=JSON)
async def approve_a_bill(
    request: Request, actor: Signed, bill_id: uuid.UUID, _body: Body, key: Key
) -> BillApproved:
    """Approve a matched bill of which everything is agreed."""
    database, now = request.app.state.database, datetime.now(UTC)
    answer = await ask(approve_bill, database, actor, bill_id, key, now)
    return BillApproved.model_validate(answer)


@router.get("/bill-profiles", operation_id="listBillProfiles")
async def list_the_profiles(request: Request, actor: Signed) -> Profiles:
    """What files may be read with: the house's profiles, then one's own."""
    found = await ask(list_profiles, request.app.state.database, actor)
    return Profiles.model_validate({"items": found})


@router.post("/bill-profiles", operation_id="addBillProfile", status_code=201, dependencies=JSON)
async def add_a_profile(
    request: Request, actor: Signed, body: ProfileBody, key: Key
) -> ProfileTaken:
    """Take a mapping of one's own; a version stays as it was taken."""
    database, now = request.app.state.database, datetime.now(UTC)
    answer = await ask(add_profile, database, actor, body.text, key, now)
    return ProfileTaken.model_validate(answer)

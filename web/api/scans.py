"""Scans: always taken, answered with one word."""

from fastapi import APIRouter, Request

from desk.scans import take_scan
from web.api.answers import ScanTaken
from web.api.bodies import ScanBody
from web.api.cases import JSON_BODY
from web.api.headers import Key
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/scans", tags=["scans"])


@router.post("", status_code=202, operation_id="takeScan", dependencies=JSON_BODY)
async def take_a_scan(request: Request, actor: Signed, body: ScanBody, key: Key) -> ScanTaken:
    """Keep a pack or receipt scan; works while Temporal is down."""
    verdict = await ask(take_scan, request.app.state.database, actor, body.form(request), key)
    return ScanTaken.model_validate(verdict)

"""The buttons of the scan page for what is found when a parcel is opened."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import StringConstraints, ValidationError

from desk.finds import Find, FindForm, note_find
from desk.scan_page import ScanLine
from desk.scans import Station
from rules.errors import DeskError, Kind
from web.api.words import Body, BusinessTime, Code, business_time
from web.asking import ask_story
from web.console.pages import key_of
from web.console.scan import not_taken, red, station_page
from web.sign_in import Signed

router = APIRouter()
Told = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class FindBody(Body):
    """A find as its form sends it."""

    find: Find
    case: Code
    text: Told = ""
    serial: Told = ""
    at: BusinessTime | None = None


@router.post("/scan/found")
async def found(request: Request, actor: Signed) -> Response:
    """The station again, with what was noted or why it was not."""
    sent = {name: str(value).strip() for name, value in (await request.form()).items()}
    key = key_of(sent.pop("key", ""))
    try:
        form = find_form(request, sent)
    except ValidationError:
        verdict = red("", "UNREADABLE", "A field holds what it cannot hold. Press again.")
        return await station_page(request, actor, Station.RECEIPT, verdict)
    state = request.app.state
    try:
        answer = await ask_story(lambda: note_find(state.database, state.door, actor, form, key))
    except DeskError as refusal:
        if refusal.kind in {Kind.FORBIDDEN, Kind.UNSIGNED}:
            raise
        return await not_taken(request, actor, Station.RECEIPT, form.serial, refusal)
    return await station_page(request, actor, Station.RECEIPT, noted(form, kept=answer["kept"]))


def find_form(request: Request, sent: Mapping[str, str]) -> FindForm:
    """The desk's form; what was left empty is left out."""
    body = FindBody.model_validate({name: said for name, said in sent.items() if said})
    return FindForm(
        find=body.find,
        case=body.case.upper(),
        text=body.text,
        serial=body.serial,
        at=business_time(request, body.at),
    )


def noted(form: FindForm, *, kept: bool) -> ScanLine:
    """What the station shows once the case knows."""
    text = f"Case {form.case} knows of it."
    if kept:
        text = f"Case {form.case} has ended: it is in custody until a person settles it."
    return ScanLine(code=form.serial, word="NOTED", colour="green", text=text, case=form.case)

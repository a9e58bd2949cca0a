"""The requester's own tickets: the open ones first, then those that have ended."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.board import ALL, OPEN, CaseRow, list_cases
from rules.case_words import Stage
from web.asking import ask
from web.portal.pages import person_of, show
from web.sign_in import Signed

router = APIRouter()
Cursor = Annotated[str, Query(max_length=200, pattern="^[A-Za-z0-9_-]*$")]
#: What an open ticket waits for, as the requester sees it.
STATUS: Mapping[str, str] = {
    "control_questions": "asking",
    "diagnosis": "examining",
    "bench_decision": "examining",
    "receipt_scan": "examining",
    "first_answer": "first_answer",
    "solution": "working",
    "settlement": "working",
    "return_label": "working",
    "customer_answer": "your_answer",
    "software_receipt": "software",
    "workshop_visit": "workshop",
    "manufacturer_answer": "manufacturer",
    "unit": "stock",
    "pack_scan": "packing",
    "send_again": "packing",
    "carrier_label": "packing",
    "carrier_void": "packing",
    "service_slip": "packing",
    "hand_over_scan": "packing",
    "delivery": "on_its_way",
    "carrier_recall": "coming_back",
    "replacement_at_dock": "coming_back",
    "battery_answer": "battery",
    "safe_collection": "collection",
    "return_parcel": "send_in",
    "return_delivery": "coming_in",
    "disposition": "your_choice",
}
ENDINGS = frozenset({Stage.CLOSED, Stage.CANCELLED, Stage.ADVISED})


def status_word(row: CaseRow) -> str:
    """The name of the phrase that says where the ticket stands."""
    if row.stage in ENDINGS:
        return row.stage.value
    return "taken_up" if row.version == 0 else STATUS.get(row.waiting_for, "working")


@router.get("/my")
async def my_tickets(request: Request, actor: Signed, cursor: Cursor = "") -> Response:
    """The list; the desk's own people have a board instead."""
    if actor.customer_id is None:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    person = await person_of(request, actor)
    database = request.app.state.database
    opened = await ask(list_cases, database, actor, only=OPEN, limit=100)
    page = await ask(list_cases, database, actor, only=ALL, limit=50, cursor=cursor or None)
    return show(
        request,
        "my.html",
        actor,
        person,
        opened=() if cursor else opened.items,
        ended=[row for row in page.items if row.ended_at is not None],
        older=page.next,
        cursor=cursor,
        status_word=status_word,
    )

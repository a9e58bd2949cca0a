"""Visits to customers' sites: those to book, those ahead and those that took place."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request

from desk.visits import list_visits
from web.api.answers import Answer
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/visits", tags=["visits"])
OfCase = Annotated[str, Query(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]


class VisitToBook(Answer):
    """A case whose part is on site and that has no visit ahead."""

    case: str
    customer: str
    device: str
    part: str
    city: str
    since: datetime


class VisitListed(Answer):
    """One visit with its window; without an outcome it is still ahead."""

    case: str
    customer: str
    device: str
    part: str
    city: str
    number: int
    begins_at: datetime
    ends_at: datetime
    outcome: str
    note: str
    closed_at: datetime | None


class VisitList(Answer):
    """What has to be booked, and every visit: those ahead first."""

    to_book: tuple[VisitToBook, ...]
    visits: tuple[VisitListed, ...]


@router.get("", operation_id="listVisits")
async def list_the_visits(request: Request, actor: Signed, *, case: OfCase = "") -> VisitList:
    """The visits the caller may see, of one case if it is named; they are decided on its case."""
    board = await ask(list_visits, request.app.state.database, actor, case=case)
    return VisitList.model_validate(board)

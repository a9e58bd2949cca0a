"""Custody: what came in and is nobody's answer yet, listed and settled."""

import uuid
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request

from desk.custody import OutcomeForm, custody_list
from desk.custody_outcome import settle_custody
from rules.case_values import ItemKind, ItemOutcome
from web.api.answers import Answer
from web.api.cases import JSON_BODY
from web.api.headers import Key
from web.api.words import Body, BusinessTime, Code, Prose, Serial, business_time
from web.asking import ask, ask_story
from web.sign_in import Signed

router = APIRouter(prefix="/v1/custody", tags=["custody"])


class CustodyItemLine(Answer):
    """One open thing; `item` is its number within its case, `terms` what is said of its serial."""

    id: uuid.UUID
    kind: ItemKind
    text: str
    case: str | None
    item: str
    place: str
    received_at: datetime
    received_by: str
    outcomes: tuple[ItemOutcome, ...]
    identify: bool
    terms: str


class CustodyItemList(Answer):
    """Everything whose custody is open, the oldest first."""

    items: tuple[CustodyItemLine, ...]


class CustodyEnded(Answer):
    """How custody of the thing ended, and the case it belongs to now."""

    id: uuid.UUID
    case: str | None
    outcome: ItemOutcome


class OutcomeBody(Body):
    """How custody ends; `case` for a thing of another case, `serial` if it was read wrong."""

    outcome: ItemOutcome
    because: Prose = ""
    case: Code = ""
    serial: Serial = ""
    at: BusinessTime | None = None

    def form(self, request: Request) -> OutcomeForm:
        """The desk's form (BusinessTimeRefused)."""
        return OutcomeForm(
            outcome=self.outcome,
            because=self.because,
            case=self.case,
            serial=self.serial,
            at=business_time(request, self.at),
        )


@router.get("", operation_id="listCustody")
async def list_what_is_in_custody(request: Request, actor: Signed) -> CustodyItemList:
    """What is in custody and not settled."""
    found = await ask(custody_list, request.app.state.database, actor)
    names = set(CustodyItemLine.model_fields) - {"item", "case"}
    items = [
        {name: getattr(one, name) for name in names} | {"item": one.key, "case": one.case or None}
        for one in found
    ]
    return CustodyItemList.model_validate({"items": items})


@router.post("/{item}/outcome", operation_id="settleCustody", dependencies=JSON_BODY)
async def settle_what_is_in_custody(
    request: Request, actor: Signed, item: uuid.UUID, body: OutcomeBody, key: Key
) -> CustodyEnded:
    """End custody once per key; 503 means not known: repeat it with the same key."""
    state, form = request.app.state, body.form(request)
    ended = await ask_story(
        partial(settle_custody, state.database, state.door, actor, item, form, key)
    )
    return CustodyEnded.model_validate(ended)

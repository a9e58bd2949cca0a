"""One's own ticket: where it stands, what was promised, its story; to answer, attach or cancel."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from desk.actors import Actor
from desk.attachments import attach, list_attachments
from desk.case_view import DocumentView
from desk.decision_view import stored_decision
from desk.look_ahead import Ahead, look_ahead
from desk.own_decisions import OWN_DECISIONS, decide_own
from desk.own_person import Person
from desk.own_tickets import TicketView, own_ticket
from rules.battery import BatteryState, may_have_ordinary_label
from rules.case_facts import Told
from rules.errors import DeskError, Kind
from rules.foresight import Coming
from web.api.attachments import Digest, file_answer
from web.api.bodies import DecisionBody
from web.api.headers import Number
from web.asking import ask, ask_story
from web.console.pages import key_of, new_key
from web.portal.decided import Decided, clocks_told, of_decision, target_told
from web.portal.my_tickets import status_word
from web.portal.pages import in_words, missing, person_of, refusal_status, show
from web.portal.story import story_told
from web.portal.words import Phrases, phrases_in
from web.sign_in import Signed

router = APIRouter()
#: The papers a requester needs; the label of the way out is the desk's.
RETURN_LABEL = "return_label"
PAPERS = (RETURN_LABEL, "service_slip")
#: What of things to come is told here; charges are finance's until it has decided.
TOLD = frozenset({Coming.REMINDER, Coming.LABEL, Coming.LETTER, Coming.ALARM})
#: The answer each of a requester's decisions takes, by its field.
ANSWER = {
    Told.CUSTOMER_ANSWERED: "note",
    Told.SOFTWARE_ACKNOWLEDGED: "note",
    Told.CANCEL_ASKED: "because",
}
#: What no answer was given to is not sent on: these need words.
NEED_WORDS = frozenset({Told.CUSTOMER_ANSWERED, Told.CANCEL_ASKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was refused, at which part of the page, with what was typed there."""

    part: str
    told: str
    key: str = ""
    typed: str = ""
    status: int = 422


NOTHING = Refused(part="", told="", status=200)


@router.get("/my/tickets/{number}")
async def ticket(request: Request, actor: Signed, number: Number) -> Response:
    """The ticket, if it is one's own."""
    return await ticket_page(request, actor, await person_of(request, actor), number, NOTHING)


@router.post("/my/tickets/{number}/decisions")
async def decide_ticket(request: Request, actor: Signed, number: Number) -> Response:
    """Back to the ticket once it is decided; refused, the page says why beside the form."""
    sent = {name: str(value).strip() for name, value in (await request.form()).items()}
    person = await person_of(request, actor)
    told = next((one for one in OWN_DECISIONS if one == sent.get("decision")), None)
    if told is None:
        return RedirectResponse(f"/my/tickets/{number}", HTTPStatus.SEE_OTHER)
    answer, key = sent.get(ANSWER[told], ""), key_of(sent.get("key", ""))
    phrases = phrases_in(person.language)
    unheard = Refused(part=told, told=phrases.say("error.missing"), key=key, typed=answer)
    if told in NEED_WORDS and not answer:
        return await ticket_page(request, actor, person, number, unheard)
    try:
        await take(request, actor, number, told, answer, key, at=sent.get("at", ""))
    except ValidationError:
        unread = Refused(part=told, told=phrases.say("error.unread"), key=key, typed=answer)
        return await ticket_page(request, actor, person, number, unread)
    except DeskError as refusal:
        wrong = of_refusal(told, phrases, refusal, key=key, typed=answer)
        return await ticket_page(request, actor, person, number, wrong)
    return RedirectResponse(f"/my/tickets/{number}", HTTPStatus.SEE_OTHER)


async def take(
    request: Request, actor: Actor, number: str, told: Told, answer: str, key: str, *, at: str
) -> None:
    """Hand the decision to the ticket's workflow."""
    answers = {ANSWER[told]: answer} if answer else {}
    body = DecisionBody.model_validate({"decision": told, "answers": answers, "at": at or None})
    form, state = body.form(request), request.app.state
    await ask_story(lambda: decide_own(state.database, state.door, actor, number, form, key))


@router.post("/my/tickets/{number}/attachments")
async def attach_file(request: Request, actor: Signed, number: Number) -> Response:
    """Back to the ticket with the file among its files; the same file twice is there once."""
    person = await person_of(request, actor)
    phrases = phrases_in(person.language)
    try:
        chosen = await keep_file(request, actor, number)
    except DeskError as refusal:
        wrong = of_refusal("file", phrases, refusal)
        return await ticket_page(request, actor, person, number, wrong)
    if not chosen:
        nothing = Refused(part="file", told=phrases.say("error.no_file"))
        return await ticket_page(request, actor, person, number, nothing)
    return RedirectResponse(f"/my/tickets/{number}#files", HTTPStatus.SEE_OTHER)


async def keep_file(request: Request, actor: Actor, number: str) -> bool:
    """True once the chosen file is with the ticket; False when none was chosen."""
    async with request.form() as sent:
        file = sent.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return False
        content, name, kind = await file.read(), file.filename, file.content_type or ""
    await ask(attach, request.app.state.database, actor, number, name, kind, content)
    return True


@router.get("/my/tickets/{number}/attachments/{sha256}")
async def attached_file(
    request: Request, actor: Signed, number: Number, sha256: Digest
) -> Response:
    """A file of the ticket, offered for saving."""
    return await file_answer(request, actor, number, sha256)


def of_refusal(
    part: str, phrases: Phrases, refusal: DeskError, *, key: str = "", typed: str = ""
) -> Refused:
    """A refusal beside the form it answers; the key stays, so that a repeat counts once."""
    if refusal.kind is Kind.UNSIGNED:
        raise refusal
    told, status = in_words(phrases, refusal), refusal_status(refusal)
    return Refused(part=part, told=told, key=key, typed=typed, status=status)


async def ticket_page(
    request: Request, actor: Actor, person: Person, number: str, refused: Refused
) -> Response:
    """The page as the record has the ticket now."""
    database = request.app.state.database
    try:
        view = await ask(own_ticket, database, actor, number)
    except DeskError as refusal:
        if refusal.kind is Kind.MISSING:
            return missing(request, actor, person)
        raise
    phrases = phrases_in(person.language)
    return show(
        request,
        "ticket.html",
        actor,
        person,
        status=refused.status,
        ticket=view,
        row=view.case.row,
        zone=view.case.row.timezone,
        status_phrase=f"status.{status_word(view.case.row)}",
        clocks=promised_in(phrases, view),
        decided=decided_in(phrases, view),
        story=tuple(story_told(phrases, view.story)),
        papers=papers_of(view),
        ahead=await coming(request, actor, number),
        files=await ask(list_attachments, database, actor, number),
        refused=refused,
        key=refused.key or new_key(),
    )


def papers_of(view: TicketView) -> list[DocumentView]:
    """The papers that may be used: no return label while the battery is not known to be sound."""
    sound = may_have_ordinary_label(BatteryState(view.case.battery))
    kinds = [one for one in PAPERS if sound or one != RETURN_LABEL]
    return [one for one in view.case.documents if one.kind in kinds]


async def coming(request: Request, actor: Actor, number: str) -> list[Ahead]:
    """What reaches the customer by itself; a new label's letter is told by the label."""
    database, now = request.app.state.database, datetime.now(UTC)
    found = await ask(look_ahead, database, actor, number, now)
    return [one for one in found.coming if one.what in TOLD and one.name != "new_return_label"]


def promised_in(phrases: Phrases, view: TicketView) -> list[object]:
    """The clocks as they stand, or what they will be counted to."""
    told = [*clocks_told(phrases, view.clocks)]
    return [*told, *(target_told(phrases, one) for one in view.targets)]


def decided_in(phrases: Phrases, view: TicketView) -> Decided | None:
    """The decision the ticket was stamped with."""
    found = stored_decision(view.case.entitlement, phrases.language)
    return of_decision(found, phrases.language) if found else None

"""The contracts, and the page of one: what it promises in words, its devices, money and dates."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.contract_page import contract_page, list_contracts
from desk.programme_page import contract_terms
from web.asking import ask
from web.console.offer_view import offer_view
from web.console.offer_words import english, facts_of, plain
from web.console.pages import show
from web.sign_in import Signed

router = APIRouter()
LONGEST_SEARCH = 80


@router.get("/contracts")
async def contracts(request: Request, actor: Signed, text: str = "") -> Response:
    """Every contract the actor may know of, or those that mention the text."""
    wanted = text.strip()[:LONGEST_SEARCH]
    lines = await ask(list_contracts, request.app.state.database, actor)
    part = wanted.casefold()
    lines = tuple(
        line
        for line in lines
        if part in f"{line.number} {line.customer} {line.programme} {line.tier}".casefold()
    )
    return show(request, "contracts.html", actor, lines=lines, text=wanted)


@router.get("/contracts/{number}")
async def contract(request: Request, actor: Signed, number: str) -> Response:
    """One contract as of today."""
    database = request.app.state.database
    view = await ask(contract_page, database, actor, number)
    held = await ask(contract_terms, database, actor, number)
    terms = held.terms
    return show(
        request,
        "contract.html",
        actor,
        contract=view,
        offer=offer_view(terms.offer, terms.ground, terms.readings, held.calendars, terms.currency),
        figures=list(facts_of(terms.figures)),
        zone=terms.timezone,
        english=english,
        plain=plain,
    )

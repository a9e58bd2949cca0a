"""The pages of customers' statements: the list with what waits, and one with its items."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.actors import Actor
from desk.finance.crediting import CreditForm, credit_statement
from desk.finance.statement_files import Ending, statement_file
from desk.finance.statements import StatementFilter, list_statements, statement_page
from desk.finance.unbilled import waiting_events
from desk.request_keys import Answer
from rules.errors import DeskError, Kind
from rules.finance.money_words import StatementState
from runtime.database import Database
from web.api.finance.statement_answers import OfStatement
from web.asking import ask
from web.console.finance.ledger_words import asked_month, money
from web.console.finance.statement_words import ITEMS, KINDS, NO_PARTY, STATES, VAT
from web.console.order_words import Typed, form_fields
from web.console.pages import key_of, new_key, show
from web.problems import status_of
from web.sign_in import Signed
from web.statement_files import saved_file

router = APIRouter()
LONGEST = 2000
#: Refusals that are a page of their own; all others stand beside the form.
ELSEWHERE = {Kind.FORBIDDEN, Kind.UNSIGNED, Kind.MISSING}


@router.get("/finance/statements")
async def statements(request: Request, actor: Signed) -> Response:
    """The newest first; `?month=`, `?customer=` and `?state=` narrow them."""
    asked, database = request.query_params, request.app.state.database
    state = asked.get("state", "")
    wanted = StatementFilter(
        month=asked_month(request, "month"),
        customer=asked.get("customer", "")[:40],
        state=StatementState(state) if state in {*StatementState} else None,
    )
    return show(
        request,
        "statements.html",
        actor,
        found=await ask(list_statements, database, actor, wanted),
        waiting=await ask(waiting_events, database, actor),
        wanted=wanted,
        states=STATES,
        kinds=KINDS,
        items=ITEMS,
        no_party=NO_PARTY,
        money=money,
    )


@router.get("/finance/statements/{name}")
async def statement(request: Request, actor: Signed, name: OfStatement) -> Response:
    """One statement."""
    return await one_statement(request, actor, name, {})


@router.get("/finance/statements/{name}/papers/{ending}")
async def paper(request: Request, actor: Signed, name: OfStatement, ending: Ending) -> Response:
    """One of its papers."""
    return saved_file(await ask(statement_file, request.app.state.database, actor, name, ending))


@router.post("/finance/statements/{name}")
async def give_back(request: Request, actor: Signed, name: OfStatement) -> Response:
    """The credit note's page, or the form again with what to correct."""
    form = await request.form()
    typed = form_fields(form.items(), LONGEST)
    chosen = tuple(str(item)[:40] for item in form.getlist("item"))
    key, database = key_of(typed.get("key", "")), request.app.state.database
    try:
        answer = await ask(credited, database, actor, name, typed, chosen, key)
    except DeskError as refusal:
        if refusal.kind in ELSEWHERE:
            raise
        return await one_statement(request, actor, name, typed, refusal)
    return RedirectResponse(f"/finance/statements/{answer['credit_note']}", HTTPStatus.SEE_OTHER)


async def one_statement(
    request: Request,
    actor: Actor,
    name: str,
    typed: Typed,
    refusal: DeskError | None = None,
) -> Response:
    """The statement as the record has it now, with a refusal above its form."""
    return show(
        request,
        "statement.html",
        actor,
        status=int(status_of(type(refusal))) if refusal else HTTPStatus.OK,
        page=await ask(statement_page, request.app.state.database, actor, name),
        states=STATES,
        kinds=KINDS,
        items=ITEMS,
        vat=VAT,
        money=money,
        typed=typed,
        refusal=refusal,
        key=new_key(),
    )


def credited(
    database: Database, actor: Actor, name: str, typed: Typed, items: tuple[str, ...], key: str
) -> Answer:
    """The chosen items, or with none the whole invoice when that was ticked."""
    everything = typed.get("whole") == "yes"
    form = CreditForm(
        statement=name,
        because=typed.get("because", ""),
        items=() if everything else items or ("nothing chosen",),
    )
    return credit_statement(database, actor, form, key)

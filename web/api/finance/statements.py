"""Customers' statements: listed, read, given back; and who sells and buys."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.finance.billing_parties import PartyForm, party_versions, set_party
from desk.finance.crediting import CreditForm, credit_statement
from desk.finance.statement_files import Ending, statement_file
from desk.finance.statements import StatementFilter, list_statements, statement_page
from desk.finance.unbilled import waiting_events
from rules.finance.money_words import StatementState
from web.api.finance.statement_answers import (
    CreditBody,
    Credited,
    InMonth,
    OfCustomer,
    OfStatement,
    Parties,
    PartyBody,
    PartySet,
    Statements,
    WholeStatement,
)
from web.api.headers import Key
from web.api.words import business_time, json_only
from web.asking import ask
from web.ledger_files import month_of
from web.sign_in import Signed
from web.statement_files import saved_file

router = APIRouter(prefix="/v1/finance", tags=["finance"])
JSON = [Depends(json_only)]


@router.get("/statements", operation_id="listStatements")
async def list_the_statements(
    request: Request,
    actor: Signed,
    month: InMonth = "",
    customer: OfCustomer = "",
    state: StatementState | None = None,
) -> Statements:
    """The newest statements first, at most 200, and what is billed to nobody yet."""
    database = request.app.state.database
    wanted = StatementFilter(
        month=month_of(month) if month else None, customer=customer, state=state
    )
    found = await ask(list_statements, database, actor, wanted)
    waiting = await ask(waiting_events, database, actor)
    return Statements.model_validate({"items": found, "waiting": waiting})


@router.get("/statements/{name}", operation_id="readStatement")
async def read_a_statement(request: Request, actor: Signed, name: OfStatement) -> WholeStatement:
    """One statement with its items, each with the case it comes from."""
    found = await ask(statement_page, request.app.state.database, actor, name)
    return WholeStatement.model_validate(found)


@router.get(
    "/statements/{name}/papers/{ending}",
    operation_id="readStatementPaper",
    response_class=Response,
)
async def read_a_paper(
    request: Request, actor: Signed, name: OfStatement, ending: Ending
) -> Response:
    """The statement as PDF, e-invoice (UBL) or item list (CSV), as it was made."""
    return saved_file(await ask(statement_file, request.app.state.database, actor, name, ending))


@router.post(
    "/statements/{name}/credit", operation_id="creditStatement", status_code=201, dependencies=JSON
)
async def credit_a_statement(
    request: Request, actor: Signed, name: OfStatement, body: CreditBody, key: Key
) -> Credited:
    """Give an invoice back, whole or in part, by a credit note; once per key."""
    form = CreditForm(
        statement=name,
        because=body.because,
        lines=body.lines,
        items=tuple(str(item) for item in body.items),
        at=business_time(request, body.at),
    )
    answer = await ask(credit_statement, request.app.state.database, actor, form, key)
    return Credited.model_validate(answer)


@router.get("/billing-parties", operation_id="listBillingParties")
async def list_the_parties(request: Request, actor: Signed, customer: OfCustomer = "") -> Parties:
    """Every version of a customer's billing party, or of the tenant's own."""
    found = await ask(party_versions, request.app.state.database, actor, customer)
    return Parties.model_validate({"items": found})


@router.post("/billing-parties", operation_id="setBillingParty", status_code=201, dependencies=JSON)
async def set_a_party(request: Request, actor: Signed, body: PartyBody, key: Key) -> PartySet:
    """Write down how a party is named from a day on; once per key."""
    said = body.model_dump(exclude={"at"})
    form = PartyForm(at=business_time(request, body.at), **said)
    answer = await ask(set_party, request.app.state.database, actor, form, key)
    return PartySet.model_validate(answer)

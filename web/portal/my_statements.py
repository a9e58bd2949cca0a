"""One's own statements: the list of what was issued, with its papers."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from desk.finance.own_statements import own_statements
from desk.finance.statement_files import Ending, own_file
from documents.amounts import amount_in
from documents.language import language_of
from rules.dates_in_words import full_date, month_year
from rules.errors import DeskError, Kind
from web.asking import ask
from web.portal.pages import missing, person_of, show
from web.sign_in import Signed
from web.statement_files import saved_file

router = APIRouter()
OfStatement = Annotated[str, Path(max_length=40, pattern="^[0-9A-Za-z-]+$")]


@router.get("/my/statements")
async def my_statements(request: Request, actor: Signed) -> Response:
    """What was issued, newest first; the desk's own people have the list of all customers."""
    if actor.customer_id is None:
        return RedirectResponse("/finance/statements", HTTPStatus.SEE_OTHER)
    person = await person_of(request, actor)
    language = language_of(person.language)
    return show(
        request,
        "my_statements.html",
        actor,
        person,
        statements=await ask(own_statements, request.app.state.database, actor),
        money=lambda amount: amount_in(language, amount),
        full_date=full_date,
        month_year=month_year,
    )


@router.get("/my/statements/{number}.{ending}")
async def my_statement(
    request: Request, actor: Signed, number: OfStatement, ending: Ending
) -> Response:
    """One paper of one's own: the PDF, the e-invoice or the item list."""
    person = await person_of(request, actor)
    try:
        found = await ask(own_file, request.app.state.database, actor, number, ending)
    except DeskError as refusal:
        if refusal.kind is Kind.MISSING:
            return missing(request, actor, person, "statement.missing")
        raise
    return saved_file(found)

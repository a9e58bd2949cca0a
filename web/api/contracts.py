"""Contracts: listed, and read with what each promises in words."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from desk.contract_page import contract_page, list_contracts
from desk.programme_page import contract_terms
from rules.reason_words import language_of
from web.api.headers import KnownTag, Number, tagged
from web.api.service_answers import ContractDetail, ContractList
from web.asking import ask
from web.portal.promised import promised_lines
from web.sign_in import Signed

router = APIRouter(prefix="/v1/contracts", tags=["contracts"])
Language = Annotated[
    str,
    Query(max_length=8, pattern="^[A-Za-z_-]*$", description="Of the promises: en, sv, fr or ro."),
]


@router.get("", operation_id="listContracts")
async def list_the_contracts(request: Request, actor: Signed) -> ContractList:
    """The contracts the caller may see, by number."""
    lines = await ask(list_contracts, request.app.state.database, actor)
    return ContractList.model_validate({"items": lines})


@router.get("/{number}", operation_id="readContract", response_model=ContractDetail)
async def read_a_contract(
    request: Request,
    actor: Signed,
    number: Number,
    language: Language = "en",
    if_none_match: KnownTag = None,
) -> Response:
    """The contract as of now; its ETag answers 304 while nothing has changed."""
    database = request.app.state.database
    view = await ask(contract_page, database, actor, number)
    held = await ask(contract_terms, database, actor, number)
    chosen = language_of(language)
    parts = {name: getattr(view, name) for name in type(view).__dataclass_fields__}
    words = {"language": chosen, "promises": promised_lines(held.terms, chosen)}
    return tagged(ContractDetail.model_validate({**parts, **words}), if_none_match)

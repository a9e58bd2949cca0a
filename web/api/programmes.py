"""Service programmes: which there are, and all that each says."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from desk.programme_page import list_programmes, programme_page
from rules.programme import Programme
from rules.programme_hash import content_of
from web.api.headers import KnownTag, tagged
from web.api.service_answers import ProgrammeDetail, ProgrammeList
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/programmes", tags=["programmes"])
Named = Annotated[str, Path(max_length=40, pattern="^[a-z0-9_]+$")]
Tier = Annotated[str, Query(max_length=80, pattern="^[a-z0-9_]*$", description="This tier only.")]
Version = Annotated[
    str, Query(max_length=80, description="Left out, the one that new cases open under.")
]


@router.get("", operation_id="listProgrammes")
async def list_the_programmes(request: Request, actor: Signed) -> ProgrammeList:
    """The programmes in force; a customer's person sees those of its contracts."""
    lines = await ask(list_programmes, request.app.state.database, actor)
    return ProgrammeList.model_validate({"items": lines})


@router.get("/{programme}", operation_id="readProgramme", response_model=ProgrammeDetail)
async def read_a_programme(
    request: Request,
    actor: Signed,
    programme: Named,
    *,
    tier: Tier = "",
    version: Version = "",
    if_none_match: KnownTag = None,
) -> Response:
    """What it says, of one tier or of all; its ETag answers 304 until another version is loaded."""
    database = request.app.state.database
    found = await ask(programme_page, database, actor, programme, version)
    answer = ProgrammeDetail(
        id=found.programme.id,
        version=found.programme.version,
        sha256=found.sha256,
        in_force=found.in_force,
        versions=tuple(one.version for one in found.versions),
        content=content_for(found.programme, tier),
    )
    return tagged(answer, if_none_match)


def content_for(programme: Programme, tier: str) -> dict[str, Any]:
    """The programme as plain data, with one tier or all of them (TierUnknown)."""
    content = content_of(programme)
    if tier:
        content["tiers"] = {tier: content["tiers"][programme.tier(tier).id]}
    return content

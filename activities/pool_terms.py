"""What holds for the contracts of pools now, for any number of pools in a few queries."""

import json
import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from models.contracts import Contract
from models.pools import Pool
from rules.programme import Programme
from rules.terms import Terms, terms_under

#: Terms worked out once per process, each kept with the very programme it was worked out from.
_WORKED_OUT: dict[tuple[int, str, str], tuple[Programme, Terms]] = {}
#: More ways to set a contract than a site has; beyond it the working out starts anew.
MOST_WORKED_OUT = 1024


def terms_of_pools(session: Session, pools: Iterable[Pool]) -> Mapping[uuid.UUID, Terms]:
    """The terms in force by contract: two contracts with the same settings share theirs.

    Each programme is read once. Raises ProgrammeUnknown, ProgrammeInvalid, ProgrammeRowAltered.
    """
    ids = {pool.contract_id for pool in pools}
    rows = session.execute(
        select(
            *(Contract.id, Contract.tenant_id, Contract.programme),
            *(Contract.tier, Contract.settings),
        ).where(Contract.id.in_(ids))
    ).all()
    programmes = {
        (row.tenant_id, row.programme): programme_now(session, row.tenant_id, row.programme)
        for row in {row.programme: row for row in rows}.values()
    }
    return {
        row.id: worked_out(programmes[row.tenant_id, row.programme], row.tier, row.settings)
        for row in rows
    }


def worked_out(programme: Programme, tier: str, settings: Mapping[str, object]) -> Terms:
    """The tier's terms under these settings; the same programme is never asked twice."""
    key = (id(programme), tier, json.dumps(settings, sort_keys=True))
    known = _WORKED_OUT.get(key)
    if known is not None:  # its programme is held here, so that no other can take its id
        return known[1]
    if len(_WORKED_OUT) >= MOST_WORKED_OUT:
        _WORKED_OUT.clear()
    terms = terms_under(programme, tier, settings)
    _WORKED_OUT[key] = (programme, terms)
    return terms

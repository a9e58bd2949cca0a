"""A programme put on record by a person: new cases stand on it, contracts are looked at again."""

from sqlalchemy import select

from desk.actors import Actor
from desk.contract_rows import follow_again
from desk.programme_versions import LoadedVersion, load_version, loaded
from desk.request_keys import database_clock
from models.contracts import Contract
from rules.programme import Programme
from runtime.database import Database


def load_for(database: Database, actor: Actor, programme: Programme) -> LoadedVersion:
    """The version put on record for new cases of the actor's tenant (NotAllowed).

    Contracts are looked at again, because their dates follow the version loaded last. Raises
    VersionAlreadyLoaded.
    """
    actor.require("load programmes")
    with database.as_tenant(actor.tenant_id) as session:
        at = database_clock(session)
        row = load_version(session, actor.tenant_id, programme, at, actor.name)
        under = select(Contract).where(Contract.programme == programme.id)
        for contract in session.scalars(under):
            follow_again(session, actor, contract, at)
        return loaded(row)

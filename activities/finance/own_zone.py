"""The zone in which a tenant's own days are counted where no case or contract says it."""

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.contract_terms import programme_now
from models.contracts import Contract

#: Of a tenant without a contract, who has nothing to count either.
NOWHERE = "UTC"


def own_zone(session: Session, tenant_id: uuid.UUID) -> str:
    """The zone of the programme most of the tenant's contracts are under (IANA name).

    Of equally many the first by its id; raises what reading a programme does.
    """
    most = (
        select(Contract.programme)
        .where(Contract.tenant_id == tenant_id)
        .group_by(Contract.programme)
        .order_by(func.count().desc(), Contract.programme)
        .limit(1)
    )
    programme = session.scalars(most).one_or_none()
    return programme_now(session, tenant_id, programme).timezone if programme else NOWHERE

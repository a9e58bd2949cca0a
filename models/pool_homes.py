"""Where a pool's units come home to, and which model goes out when the wanted one is out."""

import uuid
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from models.locations import RequestState, UnitRequest
from models.pools import Pool, PoolModel
from models.stock import Allotment, free_units, serve_shelf


def home_shelf_of(
    session: Session, customer_id: uuid.UUID, model_id: uuid.UUID
) -> uuid.UUID | None:
    """The shelf of the customer's pool that takes returns of this model, if it has one."""
    pool = and_(Pool.tenant_id == PoolModel.tenant_id, Pool.id == PoolModel.pool_id)
    return session.scalars(
        select(PoolModel.shelf_id)
        .join(Pool, pool)
        .where(
            PoolModel.customer_id == customer_id,
            PoolModel.model_id == model_id,
            PoolModel.takes_returns,
            Pool.closed_at.is_(None),
        )
    ).one_or_none()


def model_to_send(session: Session, shelf_id: uuid.UUID, wanted: uuid.UUID) -> uuid.UUID:
    """The wanted model, or its substitute when the shelf has only that one free.

    The shelf must be locked, so that what is free stays free.
    """
    if free_units(session, shelf_id, wanted):
        return wanted
    substitute = session.scalars(
        select(PoolModel.substitute_id).where(
            PoolModel.shelf_id == shelf_id, PoolModel.model_id == wanted
        )
    ).one_or_none()
    if substitute is not None and free_units(session, shelf_id, substitute):
        return substitute
    return wanted


def serve_and_lend(
    session: Session, tenant_id: uuid.UUID, shelf_id: uuid.UUID, model_id: uuid.UUID, at: datetime
) -> list[Allotment]:
    """Serve the model's queue; what is left goes to those who wait for a model it may replace.

    The shelf must be locked. Returns only what changed; who is lent to has asked for this model
    from now on.
    """
    changes = serve_shelf(session, tenant_id, shelf_id, model_id, at)
    left = len(free_units(session, shelf_id, model_id))
    lent = waiting_for_another(session, shelf_id, model_id, left) if left else []
    for request in lent:
        request.model_id = model_id
    session.flush()
    return changes + (serve_shelf(session, tenant_id, shelf_id, model_id, at) if lent else [])


def waiting_for_another(
    session: Session, shelf_id: uuid.UUID, model_id: uuid.UUID, most: int
) -> list[UnitRequest]:
    """Those who wait for a model that this one may replace, earliest promise first."""
    replaced = and_(
        PoolModel.tenant_id == UnitRequest.tenant_id,
        PoolModel.shelf_id == UnitRequest.shelf_id,
        PoolModel.model_id == UnitRequest.model_id,
    )
    query = (
        select(UnitRequest)
        .join(PoolModel, replaced)
        .where(
            UnitRequest.shelf_id == shelf_id,
            UnitRequest.state == RequestState.WAITING,
            PoolModel.substitute_id == model_id,
        )
        .order_by(UnitRequest.promised_for, UnitRequest.requested_at, UnitRequest.id)
        .limit(most)
    )
    return list(session.scalars(query))

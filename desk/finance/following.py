"""What of finance is open in the record and needs its workflow, for reconcile."""

from sqlalchemy import select

from models.finance.closing import Period
from models.finance.disputes import Dispute
from models.parties import Tenant
from rules.finance.freight_words import DISPUTED
from rules.finance.money_words import PeriodState
from rules.finance.month_orders import DisputeRef, MonthRef
from runtime.database import Database, Role


def disputes_to_follow(database: Database) -> list[DisputeRef]:
    """Every dispute of every tenant from which something is still to come."""
    with database.as_role(Role.RECONCILE) as session:
        rows = session.execute(
            select(Dispute.tenant_id, Tenant.code, Dispute.id, Dispute.number)
            .join(Tenant, Tenant.id == Dispute.tenant_id)
            .where(Dispute.state.in_(DISPUTED))
            .order_by(Dispute.tenant_id, Dispute.number)
        )
        return [
            DisputeRef(tenant_id=str(tenant_id), tenant=code, dispute_id=str(one), number=number)
            for tenant_id, code, one, number in rows
        ]


def months_to_follow(database: Database) -> list[MonthRef]:
    """Every month of every tenant whose close has begun and is not done."""
    with database.as_role(Role.RECONCILE) as session:
        rows = session.execute(
            select(Period.tenant_id, Tenant.code, Period.month)
            .join(Tenant, Tenant.id == Period.tenant_id)
            .where(Period.state == PeriodState.SOFT_CLOSED)
            .order_by(Period.tenant_id, Period.month)
        )
        return [
            MonthRef(tenant_id=str(tenant_id), tenant=code, month=month)
            for tenant_id, code, month in rows
        ]

"""Reconcile: whatever is open in the record gets its workflow back, and is told again."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import or_, select, update

from desk.finance.following import disputes_to_follow, months_to_follow
from desk.workflow_door import Followed, WorkflowDoor
from models.cases import Case
from models.contracts import Contract
from models.devices import DeviceModel
from models.exchange import InboxFact, Placement
from models.orders import StockOrder
from models.parties import Tenant
from models.pools import Pool
from models.prompts import RefillPrompt
from rules.case_orders import CaseRef
from rules.case_words import ENDED
from rules.contract_orders import ContractRef
from rules.pool_orders import OrderRef, PromptRef
from rules.pool_words import COMING, PromptState
from runtime.database import Database, Role


def open_cases(database: Database) -> list[tuple[CaseRef, str]]:
    """Every open case of every tenant with its story, for reconcile."""
    with database.as_role(Role.RECONCILE) as session:
        rows = session.execute(
            select(Case.tenant_id, Tenant.code, Case.id, Case.number, Case.remedy)
            .join(Tenant, Tenant.id == Case.tenant_id)
            .where(Case.stage.not_in(ENDED))
            .order_by(Case.registered_at)
        )
        return [
            (
                CaseRef(tenant_id=str(tenant_id), tenant=code, case_id=str(case_id), number=number),
                remedy.value,
            )
            for tenant_id, code, case_id, number, remedy in rows
        ]


def route_again(database: Database) -> int:
    """Make every fact that was told but not applied due at once; returns how many."""
    with database.as_role(Role.RECONCILE) as session:
        again = session.execute(
            update(InboxFact)
            .where(InboxFact.placement == Placement.ROUTED)
            .values(placement=Placement.NEW, try_after=datetime.now(UTC))
            .returning(InboxFact.id)
        )
        return len(again.all())


def contracts_to_follow(database: Database) -> list[ContractRef]:
    """Every contract of every tenant that has a date to come, or may have, for reconcile."""
    with database.as_role(Role.RECONCILE) as session:
        rows = session.execute(
            select(Contract.tenant_id, Tenant.code, Contract.id, Contract.number)
            .join(Tenant, Tenant.id == Contract.tenant_id)
            .where(Contract.quiet_since.is_(None))
            .order_by(Contract.tenant_id, Contract.number)
        )
        return [
            ContractRef(
                tenant_id=str(tenant_id), tenant=code, contract_id=str(contract_id), number=number
            )
            for tenant_id, code, contract_id, number in rows
        ]


def prompts_to_follow(database: Database) -> list[PromptRef]:
    """Every prompt of every tenant that is open, or has ended and still has something to come."""
    with database.as_role(Role.RECONCILE) as session:
        rows = session.execute(
            select(
                RefillPrompt.tenant_id,
                Tenant.code,
                RefillPrompt.id,
                Pool.code,
                DeviceModel.code,
                RefillPrompt.number,
            )
            .join(Tenant, Tenant.id == RefillPrompt.tenant_id)
            .join(
                Pool,
                (Pool.tenant_id == RefillPrompt.tenant_id) & (Pool.id == RefillPrompt.pool_id),
            )
            .join(
                DeviceModel,
                (DeviceModel.tenant_id == RefillPrompt.tenant_id)
                & (DeviceModel.id == RefillPrompt.model_id),
            )
            .where(or_(RefillPrompt.state == PromptState.OPEN, RefillPrompt.next_at.is_not(None)))
            .order_by(RefillPrompt.tenant_id, RefillPrompt.opened_at, RefillPrompt.id)
        )
        return [
            PromptRef(
                tenant_id=str(tenant_id),
                tenant=tenant,
                prompt_id=str(prompt_id),
                key=f"{pool}/{model}/{number}",
            )
            for tenant_id, tenant, prompt_id, pool, model, number in rows
        ]


def orders_to_follow(database: Database) -> list[OrderRef]:
    """Every order of every tenant from which something is still to come."""
    with database.as_role(Role.RECONCILE) as session:
        rows = session.execute(
            select(StockOrder.tenant_id, Tenant.code, StockOrder.id, StockOrder.number)
            .join(Tenant, Tenant.id == StockOrder.tenant_id)
            .where(StockOrder.state.in_(COMING))
            .order_by(StockOrder.tenant_id, StockOrder.number)
        )
        return [
            OrderRef(tenant_id=str(tenant_id), tenant=code, order_id=str(order_id), number=number)
            for tenant_id, code, order_id, number in rows
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """How many of each run again, and how many facts are retold."""

    open_cases: int
    contracts: int
    prompts: int
    orders: int
    disputes: int
    months: int
    facts_told_again: int


async def reconcile(database: Database, door: WorkflowDoor) -> Reconciled:
    """Start whatever is open, or has a date to come, and has no running workflow."""
    cases, contracts = open_cases(database), contracts_to_follow(database)
    prompts, orders = prompts_to_follow(database), orders_to_follow(database)
    disputes, months = disputes_to_follow(database), months_to_follow(database)
    for ref, story in cases:
        await door.start(story, ref)
    for contract in contracts:
        await door.follow(contract)
    followed: list[Followed] = [*prompts, *orders, *disputes, *months]
    for one in followed:
        await door.look(one)
    return Reconciled(
        open_cases=len(cases),
        contracts=len(contracts),
        prompts=len(prompts),
        orders=len(orders),
        disputes=len(disputes),
        months=len(months),
        facts_told_again=route_again(database),
    )

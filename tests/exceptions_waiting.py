"""Charges that wait for a person, as every door to them is tested with."""

import uuid
from datetime import UTC, date, datetime

from sqlalchemy import select

from desk.actors import Actor
from desk.finance.claim_rules import ClaimRuleForm, set_claim_rule
from desk.people import add_account
from models.finance.matching import match_bills
from models.finance.rates import RateCard
from models.parties import Role
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.charges import a_bill, a_line
from tests.freight import a_shipment, load_sample_rates

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SCANNED = date(2026, 11, 11)


def an_approver(record: Database, tenant_id: uuid.UUID, email: str, password: str) -> None:
    """A person of finance who approves, able to sign in; the carrier's rates and claim rule."""
    with record.as_tenant(tenant_id) as session:
        account = add_account(
            session, tenant_id, email, "Robin Approver", Role.FINANCE, "", password
        )
        account.duty = FinanceDuty.APPROVER
        rated = session.scalars(select(RateCard.id).where(RateCard.carrier == "practice")).first()
    if rated is None:
        load_sample_rates(record, tenant_id)
    keeper = Actor(tenant_id=tenant_id, tenant="acme", name="rates@acme.example", role=Role.FINANCE)
    rule = ClaimRuleForm(carrier="practice", days=400, valid_from=date(2026, 1, 1))
    set_claim_rule(record, keeper, rule, uuid.uuid4().hex, AT)


def waiting_bill(record: Database, tenant_id: uuid.UUID) -> str:
    """The number of a matched bill: three charges are too dear, and one is only suggested."""
    order = uuid.uuid4().hex[:12]
    with record.as_tenant(tenant_id) as session:
        dear = [a_shipment(session, tenant_id, scanned_on=SCANNED) for _ in range(3)]
        a_shipment(session, tenant_id, scanned_on=SCANNED, reference=order)
        lines = [a_line("120.00", one.tracking) for one in dear]
        bill = a_bill(session, tenant_id, *lines, a_line("99.00", customer_reference=order))
        match_bills(session, [bill.id], AT)
        return bill.number

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from models.finance.verdict_case import CAPPED, QUESTIONS
from models.finance.verdicts import ToleranceRule
from rules.finance.freight_words import ChargeClass, Needs, Verdict
from rules.finance.tolerances import (
    Differing,
    Limits,
    Tolerance,
    in_force,
    is_within,
    let_off,
    rule_for,
)
from rules.finance.verdict_order import (
    ORDER,
    ChargeFacts,
    ExpectedFacts,
    Repeats,
    ShipmentFacts,
    judge,
)
from tests.databases import copied, migrated
from workers.stack.postgres import EmbeddedPostgres

ISSUED = date(2026, 11, 30)
SOON = datetime(2026, 11, 1, tzinfo=UTC)
TENANT = uuid.UUID(int=6)
#: Few amounts, so that many are equal or on a limit.
MONEY = st.sampled_from([Decimal(one) for one in ("0.00", "1.00", "9.99", "10.00", "10.02", "11")])
SIGNED = st.one_of(MONEY, MONEY.map(lambda amount: -amount))
PERCENT = st.sampled_from([Decimal(0), Decimal("0.2"), Decimal(10), Decimal(25)])
CARRIERS, SERVICES, CURRENCIES = ("practice", "other"), ("express", "parcel"), ("SEK", "EUR")

shipments = st.builds(
    ShipmentFacts,
    account=st.sampled_from(["", "100200", "300400"]),
    voided=st.booleans(),
    unused_return=st.booleans(),
)
expectations = st.builds(
    ExpectedFacts,
    amount=MONEY,
    currency=st.sampled_from(CURRENCIES),
    chargeable_g=st.sampled_from([1000, 2000]),
    percent=st.none() | PERCENT,
)
charges = st.builds(
    ChargeFacts,
    charge_class=st.sampled_from(ChargeClass),
    net=SIGNED,
    currency=st.sampled_from(CURRENCIES),
    account=st.sampled_from(["100200", "300400"]),
    vat=st.none() | MONEY,
    vat_percent=st.none() | PERCENT,
    billed_g=st.none() | st.sampled_from([1000, 2000, 3000]),
    repeats=st.none() | st.sampled_from(Repeats),
    shipment=st.none() | shipments,
    expected=st.none() | expectations,
    freight_more=SIGNED,
)
limits = st.builds(
    Limits,
    up_amount=MONEY,
    up_percent=PERCENT,
    down_amount=MONEY,
    down_percent=PERCENT,
    needs=st.sampled_from(Needs),
)
tolerances = st.builds(
    Tolerance,
    sequence=st.integers(min_value=1, max_value=3),
    currency=st.sampled_from(CURRENCIES),
    limits=limits,
    valid_from=st.sampled_from([date(2026, 1, 1), ISSUED, date(2027, 1, 1)]),
    valid_until=st.none() | st.sampled_from([date(2027, 6, 1)]),
    carrier=st.sampled_from(["", *CARRIERS]),
    service=st.sampled_from(["", *SERVICES]),
    charge_class=st.none() | st.sampled_from(ChargeClass),
    document_cap=st.none() | MONEY,
)
rule_lists = st.lists(
    tolerances, max_size=4, unique_by=lambda rule: (rule.sequence, rule.valid_from)
)
lines = st.tuples(charges, st.sampled_from(CARRIERS), st.sampled_from(SERVICES))


@pytest.fixture(scope="module")
def engine(postgres: EmbeddedPostgres) -> Iterator[Engine]:
    """The owner's way in: rows are written and rolled back."""
    with copied(postgres, migrated(postgres), "case") as url:
        engine = create_engine(url)
        yield engine
        engine.dispose()


def test_both_ask_the_same_questions_in_the_same_order() -> None:
    asked = [verdict for verdict, _ in QUESTIONS]
    assert [*asked, Verdict.UNDER] == [verdict for verdict, _ in ORDER]


def test_the_questions_have_every_verdict_but_that_of_no_charge() -> None:
    assert {verdict for verdict, _ in ORDER} == set(Verdict) - {Verdict.UNBILLED}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=st.lists(lines, min_size=1, max_size=12), rules=rule_lists)
def test_postgresql_judges_a_bill_as_the_rules_do(
    engine: Engine, asked: list[tuple[ChargeFacts, str, str]], rules: list[Tolerance]
) -> None:
    with Session(engine) as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))  # no tenant needed
        session.add_all(row_of(rule) for rule in rules)
        session.flush()
        found = judged_by_database(session, asked)
        session.rollback()
    assert found == judged_by_rules(asked, rules)


def judged_by_rules(
    asked: list[tuple[ChargeFacts, str, str]], rules: list[Tolerance]
) -> list[Verdict]:
    """One bill, line by line: first as if it had no cap, then what its cap lets pass."""
    held = in_force(rules, ISSUED)
    drafts, candidates = [], []
    for facts, carrier, service in asked:
        rule, more, passes = None, Decimal(0), False
        if facts.expected is not None:
            differing = Differing(
                carrier=carrier,
                service=service if facts.shipment else "",
                charge_class=facts.charge_class,
                currency=facts.currency,
                billed=facts.net,
                expected=facts.expected.amount,
            )
            more = differing.more
            rule = rule_for(held, differing) if more else None
            passes = rule is not None and is_within(rule.limits, differing)
        drafts.append(judge(replace(facts, within=passes)))
        if drafts[-1] is Verdict.TOLERANCE:
            assert rule is not None
            candidates.append((more, rule.document_cap))
    passed = iter(let_off(candidates, Decimal(0)))
    return [
        Verdict.OVER if draft is Verdict.TOLERANCE and not next(passed) else draft
        for draft in drafts
    ]


COLUMNS = {
    "line": "int",
    "carrier": "text",
    "account": "text",
    "charge_class": "text",
    "net": "numeric",
    "currency": "text",
    "vat": "numeric",
    "vat_percent": "numeric",
    "billed_g": "int",
    "repeats": "text",
    "issued_on": "date",
    "shipment_id": "bigint",
    "shipment_account": "text",
    "service": "text",
    "voided": "bool",
    "unused_return": "bool",
    "amount": "numeric",
    "expected_currency": "text",
    "chargeable_g": "int",
    "percent": "numeric",
    "freight_more": "numeric",
}
ASK = f"""
    WITH facts AS (
        SELECT said.*, CAST(NULL AS uuid) AS bill_id, CAST(0 AS numeric) AS used
        FROM unnest({", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in COLUMNS.items())})
            AS said ({", ".join(COLUMNS)})
    ),
    {CAPPED.lstrip()}
    SELECT CASE WHEN too_much THEN 'over' ELSE draft END FROM capped ORDER BY line
"""


def judged_by_database(
    session: Session, asked: list[tuple[ChargeFacts, str, str]]
) -> list[Verdict]:
    rows = [columns_of(place, *line) for place, line in enumerate(asked)]
    told = {name: [row[name] for row in rows] for name in COLUMNS}
    return [Verdict(one) for one in session.scalars(text(ASK), told)]


def columns_of(line: int, facts: ChargeFacts, carrier: str, service: str) -> dict[str, Any]:
    shipment, expected = facts.shipment, facts.expected
    return {
        "line": line,
        "carrier": carrier,
        "issued_on": ISSUED,
        **{name: getattr(facts, name) for name in COLUMNS if hasattr(facts, name)},
        "shipment_id": 1 if shipment else None,
        "shipment_account": shipment and shipment.account,
        "service": service if shipment else None,
        "voided": shipment and shipment.voided,
        "unused_return": shipment and shipment.unused_return,
        "amount": expected and expected.amount,
        "expected_currency": expected and expected.currency,
        "chargeable_g": expected and expected.chargeable_g,
        "percent": expected and expected.percent,
    }


def row_of(rule: Tolerance) -> ToleranceRule:
    limit = rule.limits
    return ToleranceRule(
        tenant_id=TENANT,
        sequence=rule.sequence,
        carrier=rule.carrier,
        service=rule.service,
        charge_class=rule.charge_class,
        currency=rule.currency,
        up_amount=limit.up_amount,
        up_percent=limit.up_percent,
        down_amount=limit.down_amount,
        down_percent=limit.down_percent,
        needs=limit.needs,
        document_cap=rule.document_cap,
        reason_over="over",
        reason_under="under",
        account_over="5711",
        account_under="5711",
        valid_from=rule.valid_from,
        valid_until=rule.valid_until,
        set_at=SOON,
        set_by="approver@acme.example",
    )

"""One value changed in a file of replacements changes what is decided, promised or paid."""

from pathlib import Path
from typing import Any

import pytest

from programmes.loader import load_programme
from rules.reasons import ReasonCode
from rules.service_words import Asker, ChannelKind, Need
from tests.programmes.facts.asking import ATEA, OPSWAT, sold
from tests.programmes.one_value import (
    Change,
    Outcome,
    Rows,
    backups_billed,
    changed,
    delivered,
    measures,
    month_of,
    ordered,
    paid,
    pool,
    responds,
    says,
    shipped,
    states,
    until,
    verdict,
)

MONDAY, SATURDAY, AFTER = "2026-11-23 10:00", "2026-11-21 10:00", "2030-01-01 09:00"
TRIAGE = ReasonCode.TRIAGE_LEVEL
FIXED: dict[str, Any] = {"definite_fault": True}
FOUND: dict[str, Any] = {"defect_confirmed": True}
ALERT: dict[str, Any] = {"who": Asker.MONITORING, "channel": ChannelKind.ALERT}
KIOSK = "    product_classes: [metadefender_kiosk]"
PLANS: Rows = [
    (
        changed("    amount: 8\n", "    amount: 6\n"),
        responds("gold", "2026-11-20 19:00", "S3"),
        ("2026-11-23 03:00", "2026-11-23 01:00"),
    ),
    (
        changed("  day_reading: same_time", "  day_reading: end_of_day"),
        responds("silver", "2026-11-20 19:00", "S3"),
        ("2026-11-23 19:00", "2026-11-23 20:00"),
    ),
    (
        changed('      mon: [["08:00", "20:00"]]', '      mon: [["10:00", "20:00"]]'),
        responds("silver", "2026-11-20 19:00", "S1"),
        ("2026-11-23 11:00", "2026-11-23 13:00"),
    ),
    (
        changed('      mon: [["07:00", "20:00"]]', '      mon: [["08:00", "20:00"]]'),
        lambda one: sold(one, "emerald_us").hours_a_week(ChannelKind.CHAT),
        (65, 64),
    ),
    (
        changed(
            "silver: {label: Argint (Silver), triage_level: 1}",
            "silver: {label: Argint (Silver), triage_level: 3}",
        ),
        says(TRIAGE, "silver", Need.INCIDENT, MONDAY),
        (["1"], ["3"]),
    ),
    (
        changed("    citizenship: US", "    citizenship: CA"),
        verdict(
            "emerald_us",
            Need.INCIDENT,
            MONDAY,
            handler_citizenship="US",
            handler_location="US",
        ),
        ("covered", "not_covered"),
    ),
    (
        changed("  alert_tiers: [managed]", "  alert_tiers: [platinum]"),
        verdict("platinum", Need.MONITORING, MONDAY, **ALERT),
        ("not_covered", "covered"),
    ),
    (
        changed("gestionate, includes: [platinum]}", "gestionate, includes: [silver]}"),
        responds("managed", "2026-11-20 19:00", "S1"),
        ("2026-11-20 20:00", "2026-11-23 11:00"),
    ),
    (
        changed("    ship_within_days: 2", "    ship_within_days: 3"),
        shipped(MONDAY),
        ("2026-11-25", "2026-11-26"),
    ),
    (
        changed("    non_business_day: count_after", "    non_business_day: roll_forward"),
        shipped(SATURDAY),
        ("2026-11-24", "2026-11-25"),
    ),
    (
        changed("    calendar: ro\n", "    calendar: us\n"),
        shipped("2025-12-31 10:00"),
        ("2026-01-08", "2026-01-05"),
    ),
    (
        changed("    paid_by: vendor\n    source", "    paid_by: customer\n    source"),
        paid("hardware", Need.HARDWARE, MONDAY, **FOUND),
        ({"advance_replacement": "0 USD"}, {"advance_replacement": "0 USD", "freight": "quoted"}),
    ),
    (
        changed("    base_months: 12", "    base_months: 72"),
        until("hardware", MONDAY, **FOUND),
        ("2030-01-01", "2031-03-31"),
    ),
    (
        changed("    with_contract: true", "    with_contract: false"),
        verdict("hardware", Need.HARDWARE, MONDAY, **FOUND),
        ("covered", "not_covered"),
    ),
    (
        changed(KIOSK, "    product_classes: [ucx450]"),
        verdict("hardware", Need.ON_SITE, MONDAY, **FOUND),
        ("not_covered", "conditional"),
    ),
    (
        changed("    with_instructions: true", "    with_instructions: false"),
        states(ReasonCode.WITH_INSTRUCTIONS, "hardware", Need.SOFTWARE, MONDAY),
        (True, False),
    ),
    (
        changed("    need: remote_change", "    need: advice"),
        measures("managed", Need.ADVICE, MONDAY, topic="remote_management"),
        (["remote_session"], ["advice"]),
    ),
]
PHONES: Rows = [
    (
        changed('    cutoff: "14:00"', '    cutoff: "15:00"'),
        delivered("2026-11-23 14:30"),
        ("2026-11-25", "2026-11-24"),
    ),
    (
        changed("    cutoff_inclusive: false", "    cutoff_inclusive: true"),
        delivered("2026-11-23 14:00"),
        ("2026-11-25", "2026-11-24"),
    ),
    (
        changed("    non_business_day: roll_forward", "    non_business_day: count_after"),
        delivered(SATURDAY),
        ("2026-11-24", "2026-11-23"),
    ),
    (
        changed("    deliver_after_days: 1", "    deliver_after_days: 2"),
        delivered(MONDAY),
        ("2026-11-24", "2026-11-25"),
    ),
    (
        changed('      tue: [["08:00", "17:00"]]', "      tue: []"),
        delivered(MONDAY),
        ("2026-11-24", "2026-11-25"),
    ),
    (
        changed("    mode: swap", "    mode: lend"),
        measures("prof", Need.HARDWARE, MONDAY, **FIXED),
        (["swap", "repair", "referral"], ["loan", "repair", "referral"]),
    ),
    (
        changed("    needs_definite_fault: true", "    needs_definite_fault: false"),
        verdict("prof", Need.HARDWARE, MONDAY),
        ("conditional", "covered"),
    ),
    (changed('  percent: "8"', '  percent: "10"'), pool(400), (32, 40)),
    (changed("  stock_rounding: up", "  stock_rounding: half_up"), pool(401), (33, 32)),
    (
        changed("  refill_decided_by: customer", "  refill_decided_by: support_center"),
        ordered(),
        ("customer", "refused"),
    ),
    (
        changed("  owner: customer", "  owner: provider"),
        ordered(),
        ("customer", "provider"),
    ),
    (
        changed("  may_be_rented: true", "  may_be_rented: false"),
        ordered(rented=True),
        ("lessor", "refused"),
    ),
    (
        changed("  backup_phones_separate: true", "  backup_phones_separate: false"),
        backups_billed,
        (True, False),
    ),
    (
        changed('      amount: "39"', '      amount: "41"'),
        month_of("prof", 100),
        ("about 3900 SEK", "about 4100 SEK"),
    ),
    (
        changed("      approximate: true # ", "      approximate: false # "),
        month_of("bas", 100),
        ("about 1900 SEK", "1900 SEK"),
    ),
    (
        changed("  currency: SEK", "  currency: EUR"),
        month_of("bas", 100),
        ("about 1900 SEK", "about 1900 EUR"),
    ),
    (
        changed("  freight_paid_by: customer", "  freight_paid_by: vendor"),
        paid("prof", Need.HARDWARE, MONDAY, **FIXED),
        (
            {"device": "quoted", "freight": "quoted", "packaging": "quoted"},
            {"device": "quoted", "packaging": "quoted"},
        ),
    ),
    (
        changed("  out_of_warranty_paid_by: customer", "  out_of_warranty_paid_by: vendor"),
        says(ReasonCode.BILLED_DIRECTLY, "prof", Need.HARDWARE, MONDAY),
        (["customer"], ["vendor"]),
    ),
    (
        changed("  - who: attached_user", "  - who: end_customer"),
        verdict("bas", Need.ADVICE, MONDAY, who=Asker.END_CUSTOMER),
        ("not_covered", "covered"),
    ),
    (
        changed("    service_bag: true", "    service_bag: false"),
        states(ReasonCode.SERVICE_BAG, "bas", Need.HARDWARE, MONDAY),
        (True, False),
    ),
    (
        changed("  expiry: before_date", "  expiry: through_date"),
        verdict("bas", Need.ADVICE, AFTER),
        ("not_covered", "covered"),
    ),
]
ROWS = [
    pytest.param(name, *row, id=f"{name}: {row[0].old.strip()}")
    for name, rows in ((OPSWAT, PLANS), (ATEA, PHONES))
    for row in rows
]


@pytest.mark.parametrize(("name", "change", "outcome", "expected"), ROWS)
def test_one_changed_value_changes_the_outcome(
    tmp_path: Path, name: str, change: Change, outcome: Outcome, expected: tuple[object, object]
) -> None:
    published, other = load_programme(name), change.of(name, tmp_path)
    assert (outcome(published), outcome(other)) == expected

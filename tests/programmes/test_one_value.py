"""One value changed in a file of support changes what is decided, promised or paid under it."""

from pathlib import Path

import pytest

from programmes.loader import load_programme
from rules.reasons import ReasonCode
from rules.service_words import Asker, Cause, ChannelKind, Need
from tests.programmes.facts.asking import EXER, METRO, SMART, sold
from tests.programmes.one_value import (
    Change,
    Outcome,
    Rows,
    asks_for,
    changed,
    commitment,
    fees,
    measures,
    paid,
    responds,
    says,
    states,
    until,
    verdict,
)

OWNED, MONDAY = "2025-11-24 10:00", "2026-11-23 10:00"
AFTER, LATER = "2030-01-01 09:00", "2030-06-03 12:00"
DE_FACTO = """\
      frozen: SE-public-de_facto
      sha256: 45549966de08f691d5574332b410bbdf0a29a4993cd15f48e8f0b292869f8d26
"""
PUBLIC = """\
      frozen: SE-public
      sha256: b91761d486fb03d8fd5d7de80cb5e618e3b0da70b8d6d62eba65f5bc345fcbe2
"""
SMART_CARE: Rows = [
    (
        changed("    amount: 1\n", "    amount: 2\n"),
        responds("smart_care", "2026-12-24 23:30", "critical"),
        ("2026-12-25 00:30", "2026-12-25 01:30"),
    ),
    (
        changed('      mon: [["09:00", "17:00"]]', '      mon: [["09:00", "12:00"]]'),
        responds("smart_care", MONDAY, "minor"),
        ("2026-11-26 10:00", "2026-11-26 15:00"),
    ),
    (
        changed(DE_FACTO, PUBLIC),
        responds("smart_care", "2026-12-23 16:00", "minor"),
        ("2026-12-30 16:00", "2026-12-29 16:00"),
    ),
    (
        changed("  boundary: closing", "  boundary: next_opening"),
        responds("smart_care", "2026-11-23 09:00", "minor"),
        ("2026-11-25 17:00", "2026-11-26 09:00"),
    ),
    (
        changed("  met: time_used", "  met: due_instant"),
        lambda one: sold(one, "smart_care").is_met("2026-11-23 09:00", "2026-11-25 18:00", "minor"),
        (True, False),
    ),
    (
        changed("  expiry: before_date", "  expiry: through_date"),
        verdict("smart_care", Need.INCIDENT, AFTER),
        ("not_covered", "covered"),
    ),
    (
        changed("max_total_months: 84", "max_total_months: 36"),
        until("smart_care", MONDAY),
        ("2030-01-01", "2028-03-31"),
    ),
    (
        changed("cost_to_customer: 0", "cost_to_customer: 40"),
        paid("smart_care", Need.HARDWARE, MONDAY),
        ({"repair": "0 EUR"}, {"repair": "40 EUR"}),
    ),
    (
        changed("needs_confirmed_defect: false", "needs_confirmed_defect: true"),
        verdict("smart_care", Need.HARDWARE, MONDAY),
        ("covered", "conditional"),
    ),
    (
        changed("    change: false", "    change: true"),
        verdict("smart_care", Need.REMOTE_CHANGE, MONDAY),
        ("not_covered", "covered"),
    ),
    (
        changed("    tiers: [complete_care]", "    tiers: [smart_care]"),
        verdict("smart_care", Need.HARDWARE, MONDAY, topic="advance_product_replacement"),
        ("not_covered", "covered"),
    ),
    (
        changed("  - kind: portal", "  - kind: phone"),
        verdict("smart_care", Need.INCIDENT, MONDAY, channel=ChannelKind.PHONE),
        ("not_covered", "covered"),
    ),
    (
        changed("    returned_to: user", "    returned_to: stock"),
        says(ReasonCode.REPAIRED_GOES_TO, "smart_care", Need.HARDWARE, MONDAY),
        (["user"], ["stock"]),
    ),
]
ASSURANCE: Rows = [
    (
        changed("    amount: 24\n", "    amount: 12\n"),
        responds("standard", "2026-11-20 16:00"),
        ("2026-11-23 16:00", "2026-11-23 04:00"),
    ),
    (
        changed("    hours: working_days", "    hours: working"),
        responds("standard", "2026-11-20 16:00"),
        ("2026-11-23 16:00", "2026-11-25 16:00"),
    ),
    (
        changed("    commitment: best_effort # no figure", "    commitment: none # no figure"),
        commitment("standard", MONDAY, need=Need.HARDWARE),
        ("best_effort", "none"),
    ),
    (
        changed("base_months: 12", "base_months: 24"),
        verdict("hardware", Need.HARDWARE, MONDAY, defect_confirmed=True),
        ("not_covered", "covered"),
    ),
    (
        changed("[infinity_telephone, sip_client]", "[infinity_telephone, ucx450]"),
        says(ReasonCode.EXTENSION_ON_SALE, "hardware", Need.HARDWARE, OWNED),
        (["12", "2026-03-31"], []),
    ),
    (
        changed("  day_rule: anniversary", "  day_rule: day_before"),
        until("hardware", OWNED),
        ("2026-03-31", "2026-03-30"),
    ),
    (
        changed("  purchase_day: invoice_else_shipment", "  purchase_day: activation"),
        until("hardware", OWNED),
        ("2026-03-31", "2026-06-30"),
    ),
    (
        changed("        causes: [wear]", "        causes: [unknown]"),
        states(ReasonCode.EXCLUDED, "hardware", Need.HARDWARE, OWNED, cause=Cause.WEAR),
        (True, False),
    ),
    (
        changed("        unless: material_or_workmanship", "        unless: accident"),
        verdict(
            "hardware",
            Need.HARDWARE,
            OWNED,
            cause=Cause.CONSUMED,
            caused_by_material=True,
            defect_confirmed=True,
        ),
        ("covered", "not_covered"),
    ),
    (
        changed("    - software_release\n", ""),
        asks_for(ReasonCode.FIELD_MISSING, "standard", Need.INCIDENT, MONDAY, ticket={}),
        (4, 3),
    ),
    (
        changed("214-556-5917", "214-556-0000"),
        says(ReasonCode.EMERGENCY_CALL, "standard", Need.INCIDENT, MONDAY, system_down=True),
        (["214-556-5917 (option #1)"], ["214-556-0000 (option #1)"]),
    ),
    (
        changed("    needs_reseller_request: true", "    needs_reseller_request: false"),
        verdict("standard", Need.INCIDENT, MONDAY, who=Asker.END_CUSTOMER),
        ("not_covered", "covered"),
    ),
    (
        changed("  registry_check: true", "  registry_check: false"),
        verdict("standard", Need.INCIDENT, MONDAY, registered=False),
        ("not_covered", "covered"),
    ),
    (
        changed("    surcharge: true", "    surcharge: false"),
        asks_for(ReasonCode.SURCHARGE_DUE, "standard", Need.INCIDENT, LATER),
        (1, 0),
    ),
    (
        changed("    purchase_order: true", "    purchase_order: false"),
        verdict("standard", Need.INCIDENT, LATER),
        ("not_covered", "covered"),
    ),
    (
        changed("[upgrade, renewal, audit_hours, upgrade_hours]", "[renewal]"),
        asks_for(ReasonCode.PURCHASE_NEEDED, "standard", Need.INCIDENT, LATER),
        (4, 1),
    ),
    (
        changed("    blocked_when_expired: true", "    blocked_when_expired: false"),
        verdict("standard", Need.REMOTE_VIEW, LATER, order_approved=True),
        ("not_covered", "covered"),
    ),
    (
        changed("    calendar: weekdays_7_7\n    source", "    calendar: always\n    source"),
        lambda one: sold(one, "premium").hours_a_week(ChannelKind.PHONE),
        (60, 168),
    ),
    (
        changed("included_first_months: 12", "included_first_months: 24"),
        fees("standard"),
        ([2026], []),
    ),
]
CHARTER: Rows = [
    (
        changed("    amount: 2\n", "    amount: 1\n"),
        responds("premium", "2026-11-23 11:45", "1"),
        ("2026-11-23 15:15", "2026-11-23 14:15"),
    ),
    (
        changed("  lunch: excluded", "  lunch: counted"),
        responds("premium", "2026-11-23 11:45", "1"),
        ("2026-11-23 15:15", "2026-11-23 13:45"),
    ),
    (
        changed("  hours: working", "  hours: elapsed"),
        responds("premium", "2026-11-20 17:00", "4"),
        ("2026-11-24 12:30", "2026-11-21 05:00"),
    ),
    (
        changed('mon: [["09:00", "12:30"], ["14:00"', 'mon: [["09:00", "12:30"], ["13:30"'),
        responds("premium", "2026-11-23 11:45", "1"),
        ("2026-11-23 15:15", "2026-11-23 14:45"),
    ),
    (
        changed("    commitment: queue_order", "    commitment: best_effort"),
        commitment("maintenance", MONDAY, severity="1"),
        ("queue_order", "best_effort"),
    ),
    (
        changed("  - who: end_customer\n    tiers: [premium]", "  - who: end_customer"),
        verdict("maintenance", Need.INCIDENT, MONDAY, who=Asker.END_CUSTOMER),
        ("not_covered", "covered"),
    ),
    (
        changed("[1, 5, 10, 20]", "[1, 5, 10, 25]"),
        says(ReasonCode.PREPAID_NEEDED, "premium", Need.CONFIGURATION, MONDAY),
        (["1, 5, 10, 20"], ["1, 5, 10, 25"]),
    ),
    (
        changed("  covers: [configuration, remote_change]", "  covers: [remote_change]"),
        verdict("premium", Need.CONFIGURATION, MONDAY),
        ("not_covered", "covered"),
    ),
    (
        changed("  step_minutes: 1 #", "  step_minutes: 15 #"),
        verdict("premium", Need.CONFIGURATION, MONDAY, prepaid_minutes=10),
        ("covered", "not_covered"),
    ),
    (
        changed("  binding: false", "  binding: true"),
        says(ReasonCode.NOT_BINDING, "premium", Need.INCIDENT, MONDAY),
        (["Charte du CST"], []),
    ),
    (
        changed("[bought_from_vendor, in_catalogue, current_version, normal_use]", "[normal_use]"),
        asks_for(ReasonCode.SCOPE_UNKNOWN, "premium", Need.INCIDENT, MONDAY, scope={}),
        (4, 1),
    ),
    (
        changed("    view: true", "    view: false"),
        measures("premium", Need.INCIDENT, MONDAY),
        (["advice", "remote_session"], ["advice"]),
    ),
    (
        changed("  escalates_to_manufacturer: true", "  escalates_to_manufacturer: false"),
        states(ReasonCode.MAY_ESCALATE, "premium", Need.INCIDENT, MONDAY),
        (True, False),
    ),
    (
        changed("technical_report, configuration_backup]", "technical_report]"),
        says(ReasonCode.ENCLOSURES_WANTED, "premium", Need.INCIDENT, MONDAY),
        (
            ["architecture_diagram, technical_report, configuration_backup"],
            ["architecture_diagram, technical_report"],
        ),
    ),
]
ROWS = [
    pytest.param(name, *row, id=f"{name}: {row[0].old.strip()}")
    for name, rows in ((SMART, SMART_CARE), (METRO, ASSURANCE), (EXER, CHARTER))
    for row in rows
]


@pytest.mark.parametrize(("name", "change", "outcome", "expected"), ROWS)
def test_one_changed_value_changes_the_outcome(
    tmp_path: Path, name: str, change: Change, outcome: Outcome, expected: tuple[object, object]
) -> None:
    published, other = load_programme(name), change.of(name, tmp_path)
    assert (outcome(published), outcome(other)) == expected

"""No part of a published file is there for nothing: in each a value changes an outcome."""

from pathlib import Path

import pytest

from programmes.loader import load_programme
from rules.reasons import ReasonCode
from rules.service_words import ChannelKind, Need
from tests.programmes.facts.asking import ATEA, EXER, METRO, OPSWAT, SMART
from tests.programmes.one_value import (
    Change,
    Outcome,
    Rows,
    changed,
    label_in_box,
    measures,
    missing,
    months_sold,
    paid,
    responds,
    says,
    sections,
    verdict,
)
from tests.programmes.test_one_value import ASSURANCE, CHARTER, SMART_CARE
from tests.programmes.test_one_value_of_hardware import PHONES, PLANS

MONDAY, LATER = "2026-11-23 10:00", "2030-06-03 12:00"
ENCLOSED = changed("  label: enclosed", "  label: on_request")
ON_REQUEST = changed("  label: on_request", "  label: enclosed")
REST: dict[str, Rows] = {
    SMART: [
        (
            changed("  currency: EUR", "  currency: USD"),
            paid("smart_care", Need.HARDWARE, MONDAY),
            ({"repair": "0 EUR"}, {"repair": "0 USD"}),
        ),
        (
            changed("Complete Care Service, includes: [smart_care]}", "Complete Care Service}"),
            verdict("complete_care", Need.SOFTWARE, MONDAY),
            ("covered", "not_covered"),
        ),
        (ON_REQUEST, label_in_box("smart_care"), (False, True)),
        (changed("[1, 3, 5, 7]", "[1, 2, 3]"), months_sold("smart_care", 2), (0, 24)),
        (
            changed("quantities: [standard_term_months]", "quantities: [hourly_rate]"),
            missing("smart_care"),
            ("standard_term_months", "hourly_rate"),
        ),
    ],
    METRO: [
        (
            changed("  currency: USD", "  currency: CAD"),
            lambda one: paid("standard", Need.INCIDENT, LATER)(one)["surcharge"],  # type: ignore[index]
            ("500 USD", "500 CAD"),
        ),
        (
            changed('      mon: [["07:00", "19:00"]]', '      mon: [["08:00", "19:00"]]'),
            responds("premium", "2026-11-20 17:00"),
            ("2026-11-23 09:00", "2026-11-23 10:00"),
        ),
        (
            changed("{label: Hardware Warranty}", "{label: Warranty, includes: [standard]}"),
            verdict("hardware", Need.SOFTWARE, MONDAY),
            ("not_covered", "covered"),
        ),
        (
            changed("    like_for_like: true", "    like_for_like: false"),
            measures("hardware", Need.HARDWARE, "2025-11-24 10:00"),
            (["like_for_like"], ["like_for_like", "repair"]),
        ),
        (ON_REQUEST, label_in_box("hardware"), (False, True)),
        (
            changed("quantities: [surcharge, hourly_rate]", "quantities: [hourly_rate]"),
            missing("standard"),
            ("surcharge", "hourly_rate"),
        ),
    ],
    EXER: [
        (
            changed("{label: Support Exer Premium}", "{label: Premium}"),
            says(ReasonCode.CHANNEL_CLOSED, "premium", Need.ADVICE, MONDAY, channel="chat"),
            (
                ["chat", "email, portal, phone", "Support Exer Premium"],
                ["chat", "email, portal, phone", "Premium"],
            ),
        ),
        (
            changed("    need: remote_view", "    need: advice"),
            measures("premium", Need.ADVICE, MONDAY, topic="traces"),
            (["remote_session"], ["advice"]),
        ),
        (
            changed("  - kind: email", "  - kind: chat"),
            verdict("maintenance", Need.INCIDENT, MONDAY, channel=ChannelKind.EMAIL),
            ("covered", "not_covered"),
        ),
    ],
    OPSWAT: [
        (
            changed("  currency: USD", "  currency: EUR"),
            paid("hardware", Need.HARDWARE, MONDAY),
            ({"advance_replacement": "0 USD"}, {"advance_replacement": "0 EUR"}),
        ),
        (
            changed("  - kind: bot", "  - kind: email"),
            verdict("silver", Need.INCIDENT, MONDAY, channel=ChannelKind.BOT),
            ("covered", "not_covered"),
        ),
        (
            changed("    change: true", "    change: false"),
            verdict("managed", Need.REMOTE_CHANGE, MONDAY),
            ("covered", "not_covered"),
        ),
        (ENCLOSED, label_in_box("hardware"), (True, False)),
        (
            changed("quantities: [zone, holidays]", "quantities: [holidays]"),
            missing("gold"),
            ("zone", "holidays"),
        ),
    ],
    ATEA: [
        (
            changed("{label: PROF, includes: [bas]}", "{label: PROF}"),
            verdict("prof", Need.ADVICE, MONDAY, topic="phone"),
            ("covered", "not_covered"),
        ),
        (
            changed("  sync_and_email:\n    need: advice", "  sync_and_email:\n    need: hardware"),
            measures("prof", Need.ADVICE, MONDAY, topic="sync_and_email", definite_fault=True),
            (["advice"], ["swap", "repair", "referral"]),
        ),
        (
            changed("  - kind: phone", "  - kind: chat"),
            verdict("bas", Need.ADVICE, MONDAY, channel=ChannelKind.PHONE),
            ("covered", "not_covered"),
        ),
        (ENCLOSED, label_in_box("prof"), (True, False)),
        (
            changed("quantities: [repair_return_to]", "quantities: [hourly_rate]"),
            missing("prof"),
            ("repair_return_to", "hourly_rate"),
        ),
    ],
}
WRITTEN_ELSEWHERE: dict[str, Rows] = {
    SMART: SMART_CARE,
    METRO: ASSURANCE,
    EXER: CHARTER,
    OPSWAT: PLANS,
    ATEA: PHONES,
}
ROWS = [
    pytest.param(name, *row, id=f"{name}: {row[0].old.strip()}")
    for name, rows in REST.items()
    for row in rows
]


@pytest.mark.parametrize(("name", "change", "outcome", "expected"), ROWS)
def test_one_changed_value_changes_the_outcome(
    tmp_path: Path, name: str, change: Change, outcome: Outcome, expected: tuple[object, object]
) -> None:
    published, other = load_programme(name), change.of(name, tmp_path)
    assert (outcome(published), outcome(other)) == expected


@pytest.mark.parametrize("name", list(REST))
def test_a_value_is_changed_in_every_part_of_the_file(name: str) -> None:
    """The order of severities is changed in test_one_value_in_a_case.py."""
    changes = [row[0] for row in (*WRITTEN_ELSEWHERE[name], *REST[name])]
    touched = {change.section(name) for change in changes}
    assert set(sections(name)) - touched <= {"severities"}

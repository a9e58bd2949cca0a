"""A channel's calendar, and the hours in it, decide when somebody is there."""

from pathlib import Path

import pytest

from programmes.loader import load_programme
from rules.channel_hours import hours_of_channel
from rules.programme import Programme
from rules.service_words import Asker, ChannelKind
from tests.programmes.facts.asking import EXER, OPSWAT, sold
from tests.programmes.one_value import Change, Outcome, changed


def opens(tier: str, kind: ChannelKind, at: str) -> Outcome:
    """When somebody is there next, in the programme's zone; `open` or `no hours` otherwise."""

    def found(programme: Programme) -> str:
        contract = sold(programme, tier)
        asked = contract.terms, contract.calendars, kind, Asker.END_CUSTOMER
        hours = hours_of_channel(*asked, contract.at(at))
        if hours is None:
            return "no hours"
        return "open" if hours.open_now else contract.wall(hours.opens_at)

    return found


SATURDAY = "2026-11-21 12:00"
CASES_OF_SILVER = "    tiers: [silver]\n    calendar: cases_12x5\n    source: 'Suport, Orele"


@pytest.mark.parametrize(
    ("name", "change", "outcome", "expected"),
    [
        (
            EXER,
            changed('      mon: [["09:00", "12:30"]', '      mon: [["08:15", "12:30"]'),
            opens("premium", ChannelKind.PHONE, SATURDAY),
            ("2026-11-23 09:00", "2026-11-23 08:15"),
        ),
        (
            EXER,
            changed("calendar: cst\n    address: 03.62.59.76.04", "address: 03.62.59.76.04"),
            opens("premium", ChannelKind.PHONE, SATURDAY),
            ("2026-11-23 09:00", "no hours"),
        ),
        (
            OPSWAT,
            changed(CASES_OF_SILVER, CASES_OF_SILVER.replace("cases_12x5", "always")),
            opens("silver", ChannelKind.PORTAL, SATURDAY),
            ("2026-11-23 08:00", "open"),
        ),
    ],
)
def test_one_changed_value_changes_when_a_channel_is_open(
    tmp_path: Path, name: str, change: Change, outcome: Outcome, expected: tuple[object, object]
) -> None:
    published, other = load_programme(name), change.of(name, tmp_path)
    assert (outcome(published), outcome(other)) == expected

import json
from datetime import date, datetime

import pytest

from rules.business_time import NaiveMoment
from rules.case_words import Remedy
from rules.entitlement import (
    ContractExpired,
    ContractNotStarted,
    Entitlement,
    RemedyNotInProgramme,
    entitle,
    remedies_of,
)
from rules.readings import Expiry, Readings
from rules.terms import terms_under
from tests.rules.calendars import local, programme, utc


def entitled(
    opened: datetime,
    *,
    tier: str = "swap",
    remedy: Remedy = Remedy.SWAP,
    ends: date | None = date(2026, 12, 31),
    expiry: Expiry = Expiry.BEFORE_DATE,
) -> Entitlement:
    return entitle(
        terms=terms_under(programme(readings=Readings(expiry=expiry)), tier),
        contract_starts=date(2026, 1, 1),
        contract_ends=ends,
        remedy=remedy,
        opened_at=opened,
    )


def test_a_ticket_within_the_contract_is_covered_and_says_why() -> None:
    stamp = entitled(local("2026-11-23 10:00"))
    assert (stamp.programme, stamp.tier, stamp.remedy) == ("example", "swap", Remedy.SWAP)
    assert stamp.opened_at == utc("2026-11-23 09:00")
    assert [reason.code.value for reason in stamp.reasons] == [
        "opened",
        "contract_runs",
        "remedy_included",
        "reading",
    ]


def test_the_last_moment_before_the_expiry_date_is_covered() -> None:
    assert entitled(local("2026-12-30 23:59:59.999999")).opened_on == date(2026, 12, 30)


def test_the_expiry_date_itself_is_not_covered() -> None:
    with pytest.raises(ContractExpired, match="2026-12-31"):
        entitled(local("2026-12-31 00:00"))


def test_the_expiry_date_is_covered_where_the_contract_is_read_so() -> None:
    through = Expiry.THROUGH_DATE
    assert entitled(local("2026-12-31 23:59"), expiry=through).opened_on == date(2026, 12, 31)
    with pytest.raises(ContractExpired):
        entitled(local("2027-01-01 00:00"), expiry=through)


def test_the_day_is_that_of_the_programmes_zone() -> None:
    with pytest.raises(ContractExpired):
        entitled(utc("2026-12-30 23:00"))
    assert entitled(utc("2025-12-31 23:00")).opened_on == date(2026, 1, 1)


def test_a_ticket_before_the_contract_starts_is_refused() -> None:
    with pytest.raises(ContractNotStarted, match="2026-01-01"):
        entitled(local("2025-12-31 23:59"))


def test_a_contract_without_an_end_runs_on() -> None:
    assert entitled(local("2040-01-01 10:00"), ends=None).contract_ends is None


@pytest.mark.parametrize(
    ("tier", "remedy"),
    [
        ("plain", Remedy.SWAP),
        ("plain", Remedy.ADVANCE_REPLACEMENT),
        ("swap", Remedy.ADVANCE_REPLACEMENT),
        ("appliance", Remedy.SWAP),
    ],
)
def test_a_remedy_the_tier_does_not_have_is_refused(tier: str, remedy: Remedy) -> None:
    with pytest.raises(RemedyNotInProgramme) as refused:
        entitled(local("2026-11-23 10:00"), tier=tier, remedy=remedy)
    assert refused.value.code == "remedy-not-in-programme"
    assert refused.value.facts["tier"] == tier


def test_an_advance_replacement_is_covered_where_it_is_sold() -> None:
    stamp = entitled(local("2026-11-23 10:00"), tier="appliance", remedy=Remedy.ADVANCE_REPLACEMENT)
    assert stamp.remedy is Remedy.ADVANCE_REPLACEMENT
    assert remedies_of(terms_under(programme(), "plain")) == (Remedy.SUPPORT,)


@pytest.mark.parametrize("ends", [date(2026, 12, 31), None])
def test_a_stamp_survives_being_stored(ends: date | None) -> None:
    stamp = entitled(local("2026-11-23 10:00"), ends=ends)
    assert Entitlement.from_json(json.loads(json.dumps(stamp.to_json()))) == stamp


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - the fault under test
    with pytest.raises(NaiveMoment):
        entitled(naive)

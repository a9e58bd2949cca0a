"""The quality report: every case is logged, and the figures go to whoever ordered (fact 66)."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desk.asked import RequestForm
from desk.refusals import NotCovered
from desk.statistics import NoStatisticsSold, case_statistics
from rules.service_words import Asker, ChannelKind, Need
from runtime.database import Database
from tests.builders import a_swap
from tests.desk.case_walk import CaseWalk
from tests.programmes.facts.asking import ATEA
from tests.programmes.facts.fact_list import fact
from tests.programmes.one_value import changed
from tests.programmes.test_one_value_in_a_case import walk_under

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)
STATED = "  statistics_to: orderer"


@fact("66")
def test_the_orderer_is_told_of_every_case_and_of_every_request_turned_away(
    walk: CaseWalk,
) -> None:
    stranger = RequestForm(need=Need.HARDWARE, who=Asker.RESELLER, channel=ChannelKind.PHONE)
    for serial in ("S-1", "S-2"):
        walk.open(a_swap(serial, at=MONDAY))
    with pytest.raises(NotCovered):
        walk.open(a_swap("S-3", request=stranger, at=MONDAY))
    told = case_statistics(walk.database, walk.desk.clerk, "fabrikam", NOVEMBER)
    assert (told.told_to, told.cases, told.turned_away) == ("orderer", 2, 1)


@fact("66")
def test_another_file_names_another_reader_or_sells_no_statistics(
    tmp_path: Path, shared_url: str, shared_record: Database
) -> None:
    other = walk_under(
        changed(STATED, "  statistics_to: fleet_owner").of(ATEA, tmp_path),
        shared_url,
        shared_record,
    )
    told = case_statistics(shared_record, other.desk.clerk, "fabrikam", NOVEMBER)
    assert told.told_to == "fleet_owner"
    none = walk_under(changed(STATED, "  #").of(ATEA, tmp_path), shared_url, shared_record)
    with pytest.raises(NoStatisticsSold):
        case_statistics(shared_record, none.desk.clerk, "fabrikam", NOVEMBER)

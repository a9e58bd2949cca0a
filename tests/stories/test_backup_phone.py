import asyncio

import pytest

from desk.scans import Station
from desk.site_stock import NotOnSite, SpareForm, place_spares
from models.cases import PromiseOutcome
from rules.case_facts import Told
from rules.case_words import Inbound, Outbound, Stage
from tests.builders import a_swap
from tests.stories import harness
from tests.stories.steps import BEFORE_CUTOFF, DAY, HOUR, inbound, outbound, reserved, sent_back

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def put_on_site(stage: harness.Stage, *serials: str) -> None:
    form = SpareForm(customer="fabrikam", serials=serials, at=BEFORE_CUTOFF - DAY)
    await asyncio.to_thread(place_spares, stage.database, stage.desk.clerk, form, stage.key())


async def test_a_user_takes_a_spare_on_site_and_the_broken_phone_still_comes_back(
    stage: harness.Stage,
) -> None:
    await put_on_site(stage, "POOL-0011", "POOL-0012")
    case = await reserved(stage, a_swap("BU-1", at=BEFORE_CUTOFF))
    taken = BEFORE_CUTOFF + HOUR
    answer = await stage.decide(case.number, Told.BACKUP_TAKEN, taken, serial="POOL-0012")
    assert answer.outbound == Outbound.DELIVERED
    await stage.until(case.number, lambda s: s.inbound is Inbound.LABELLED and not s.pending)
    assert stage.place_of("POOL-0012") == "AT-FABRIKAM"
    assert stage.place_of("POOL-0011") == "SITE-FABRIKAM"
    assert stage.place_of(case.serial) == "POOL-FABRIKAM"
    assert stage.promise_of(case.number).outcome is PromiseOutcome.KEPT
    assert stage.live_labels(case.number) == stage.carrier_holds(case.number) == 1
    assert stage.billed(case.number) == {}
    await sent_back(stage, case.number, taken + 2 * DAY)
    assert await stage.scan(Station.RECEIPT, "BU-1", taken + 4 * DAY) == "RECEIVED"
    end = await stage.until(case.number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert stage.debts(case.number) == {"BU-1": "received"}
    assert (stage.custody(case.number), stage.charges(case.number)) == ({}, {})
    assert stage.billed(case.number) == {"freight_return": "customer"}
    assert "dispatched" not in stage.letters(case.number)
    await stage.keep_history("swap-spare_taken", stage.workflow_id(case.number))


async def test_a_spare_on_another_site_or_after_packing_is_refused_by_name(
    stage: harness.Stage,
) -> None:
    case = await reserved(stage, a_swap("BU-2", at=BEFORE_CUTOFF))
    at = BEFORE_CUTOFF + HOUR
    with pytest.raises(NotOnSite, match="ADATUM-0001"):
        await stage.decide(case.number, Told.BACKUP_TAKEN, at, serial="ADATUM-0001")
    assert stage.state(case.number).outbound is Outbound.RESERVED
    await stage.scan(Station.PACK, case.serial, at)
    await stage.until(case.number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    with pytest.raises(Exception, match="nothing packed yet"):
        await stage.decide(case.number, Told.BACKUP_TAKEN, at, serial="POOL-0011")
    await stage.decide(case.number, Told.CANCEL_ASKED, at, because="test")
    await stage.until(case.number, lambda s: s.ended)


async def test_a_spare_taken_by_one_waiting_case_is_not_taken_by_another(
    stage: harness.Stage,
) -> None:
    first = await reserved(stage, a_swap("BU-3", at=BEFORE_CUTOFF))
    second = await reserved(stage, a_swap("BU-4", at=BEFORE_CUTOFF))
    at = BEFORE_CUTOFF + HOUR
    told = await asyncio.gather(
        *(
            stage.decide(one.number, Told.BACKUP_TAKEN, at, serial="POOL-0011")
            for one in (first, second)
        ),
        return_exceptions=True,
    )
    states = [stage.state(one.number).outbound for one in (first, second)]
    assert sorted(states) == [Outbound.DELIVERED, Outbound.RESERVED]
    assert len(told) == 2
    loser = (first, second)[states.index(Outbound.RESERVED)]
    await stage.decide(loser.number, Told.CANCEL_ASKED, at, because="test")
    await stage.until(loser.number, lambda s: s.ended)
    winner = (first, second)[states.index(Outbound.DELIVERED)]
    await stage.until(winner.number, inbound(Inbound.LABELLED))
    assert outbound(Outbound.DELIVERED)(stage.state(winner.number))

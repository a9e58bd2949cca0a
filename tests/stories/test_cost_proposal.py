"""A repair nobody covers: proposed, reminded of, answered or left; on the real servers."""

import asyncio

import pytest
import pytest_asyncio
from sqlalchemy import select

from activities.proposal_papers import target_of
from desk.proposals import ProposalAnswer, answer_by_link, linked_proposal
from desk.scans import Station
from models.cases import Case
from models.papers import Document, Paper
from models.proposals import CostProposal
from models.warranties import UnitWarranty
from rules.case_facts import Told
from rules.case_refusals import WrongStage
from rules.case_state import CaseState
from rules.case_values import ProposalState
from rules.case_words import Bench, Direction, Inbound, Outbound, Stage
from runtime.signed_links import PROPOSAL
from tests.proposals import COSTS, DAY, HOUR, MONDAY, QUOTED
from tests.served import a_repair, serve
from tests.stories import harness
from tests.stories.harness import LINKS
from tests.stories.steps import inbound, outbound, sent_back

pytestmark = pytest.mark.asyncio(loop_scope="module")

BENCH_AT = MONDAY + 3 * DAY
MADE = BENCH_AT + 2 * HOUR
ACCEPT = ProposalAnswer(answer="accept")
SCRAP = ProposalAnswer(answer="decline", otherwise="scrap")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(stage: harness.Stage) -> harness.Stage:
    serve(stage.database, stage.desk.tenant_id, QUOTED)
    return stage


async def proposed(desk: harness.Stage, serial: str) -> str:
    """The device came in, is not covered, and the customer has the proposal."""
    number = await desk.open(a_repair(QUOTED.code, serial, MONDAY))
    await desk.until(number, inbound(Inbound.LABELLED))
    await sent_back(desk, number, MONDAY + DAY)
    assert await desk.scan(Station.RECEIPT, serial, BENCH_AT) == "RECEIVED"
    await desk.until(number, inbound(Inbound.RECEIVED))
    finding = {"outcome": "not_covered", "note": "Water in the casing."}
    await desk.decide(number, Told.BENCH_DONE, BENCH_AT + HOUR, **finding)
    answer = await desk.decide(number, Told.PROPOSAL_MADE, MADE, **COSTS)
    assert answer.waiting_for == "proposal_answer"
    await desk.until(number, lambda s: not s.pending)
    return number


async def sent_home(desk: harness.Stage, number: str, serial: str, state: CaseState) -> CaseState:
    """Exactly this device goes home."""
    at = max(state.deadlines.values(), default=BENCH_AT + 4 * DAY)
    assert await desk.scan(Station.PACK, serial, at) == "PACK"
    await desk.until(number, lambda s: s.outbound is Outbound.LABELLED and not s.pending)
    await desk.carrier_moves(number, Direction.OUTBOUND, "handed_over", at + HOUR)
    await desk.until(number, outbound(Outbound.ON_ITS_WAY))
    await desk.carrier_moves(number, Direction.OUTBOUND, "delivered", at + DAY)
    return await desk.until(number, lambda s: s.ended)


def row(desk: harness.Stage, number: str) -> CostProposal:
    (found,) = desk.rows(number, CostProposal)  # type: ignore[type-var]
    return found


def token(desk: harness.Stage, number: str) -> str:
    return LINKS.token(PROPOSAL, target_of(row(desk, number)))


async def answered(desk: harness.Stage, number: str, said: ProposalAnswer, days: int) -> None:
    at = MADE + days * DAY
    await answer_by_link(desk.database, desk.door, LINKS, token(desk, number), said, at)


def papers(desk: harness.Stage, number: str) -> list[Paper]:
    with desk.database.as_tenant(desk.desk.tenant_id) as session:
        return list(
            session.scalars(
                select(Document.kind)
                .join(Case, Case.id == Document.case_id)
                .where(Case.number == number)
            )
        )


def warranties(desk: harness.Stage, number: str) -> int:
    return len(desk.rows(number, UnitWarranty))  # type: ignore[type-var]


async def test_a_proposal_is_reminded_of_accepted_repaired_and_billed_once(
    desk: harness.Stage,
) -> None:
    number = await proposed(desk, "CP-1")
    await desk.skip_to(number, MADE + 5 * DAY)
    await desk.until(number, lambda s: "proposal_reminder:1" not in s.deadlines)
    found = await asyncio.to_thread(
        linked_proposal, desk.database, LINKS, token(desk, number), MADE + 6 * DAY
    )
    assert found.answerable
    await asyncio.gather(answered(desk, number, ACCEPT, 6), answered(desk, number, ACCEPT, 6))
    state = await desk.until(number, lambda s: s.bench is Bench.NONE)
    assert desk.money(number) == {}
    await desk.restart_worker()
    done = MADE + 8 * DAY
    await desk.decide(number, Told.BENCH_DONE, done, outcome="repaired", note="New screen.")
    state = await desk.until(number, outbound(Outbound.RESERVED))
    end = await sent_home(desk, number, "CP-1", state)
    assert (end.stage, end.bench) == (Stage.CLOSED, Bench.REPAIRED)
    assert desk.place_of("CP-1") == "AT-FIBRA"
    assert desk.charges(number) == {"repair": "approved"}
    assert desk.money(number) == {"repair": "1600.00"}
    assert desk.billed(number)["repair"] == "customer"
    assert desk.custody(number) == {}
    assert Paper.COST_PROPOSAL in papers(desk, number)
    assert [one for one in desk.letters(number) if one.startswith("cost_")] == [
        "cost_proposal",
        "cost_proposal_reminder",
        "cost_proposal_accepted",
    ]
    assert warranties(desk, number) == 1


async def test_a_declined_repair_costs_the_estimate_and_the_device_is_scrapped(
    desk: harness.Stage,
) -> None:
    number = await proposed(desk, "CP-2")
    await answered(desk, number, SCRAP, 1)
    end = await desk.until(number, lambda s: s.ended)
    assert end.stage is Stage.CLOSED
    assert desk.place_of("CP-2") == "SCRAP"
    assert desk.money(number) == {"estimate": "95.00"}
    assert desk.charges(number) == {"estimate": "approved"}
    assert desk.debts(number) == {"CP-2": "received"}
    assert row(desk, number).state is ProposalState.DECLINED
    assert "cost_proposal_declined" in desk.letters(number)
    assert warranties(desk, number) == 0


async def test_a_proposal_nobody_answers_expires_and_the_device_goes_home(
    desk: harness.Stage,
) -> None:
    number = await proposed(desk, "CP-3")
    state = await desk.until(number, lambda s: "proposal_expiry" in s.deadlines)
    await desk.skip_to(number, state.deadlines["proposal_expiry"])
    state = await desk.until(number, outbound(Outbound.RESERVED))
    assert state.back.proposals[0].state is ProposalState.EXPIRED
    with pytest.raises(WrongStage):
        await answered(desk, number, ACCEPT, 3)
    end = await sent_home(desk, number, "CP-3", state)
    assert (end.stage, end.bench) == (Stage.CLOSED, Bench.NOT_COVERED)
    assert desk.place_of("CP-3") == "AT-FIBRA"
    assert (desk.money(number), desk.charges(number)) == ({}, {})
    assert [one for one in desk.letters(number) if one.startswith("cost_")] == [
        "cost_proposal",
        "cost_proposal_reminder",
        "cost_proposal_reminder",
        "cost_proposal_expired",
    ]

import asyncio
import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import pytest
from sqlalchemy import select

from activities.letters import Post, compose
from activities.proposal_papers import target_of
from desk.actors import Actor
from desk.proposals import (
    ProposalAnswer,
    answer_by_link,
    linked_paper,
    linked_proposal,
    list_proposals,
)
from desk.refusals import UnknownCase
from desk.workflow_door import WorkflowDoor
from models.bench import BenchFinding
from models.cases import Case
from models.charges import CaseCharge
from models.contracts import Contract
from models.money import BillableEvent
from models.papers import Notification
from models.parties import Customer, Role
from models.proposals import CostProposal
from models.warranties import UnitWarranty
from rules.case_facts import Told
from rules.case_orders import CaseRef, DecisionAnswer
from rules.case_refusals import CaseEnded, WrongStage
from rules.case_state import Fact
from rules.case_values import ProposalState
from rules.case_words import Direction, Stage
from runtime.database import Database
from runtime.signed_links import PROPOSAL, LinkUnknown, SignedLinks
from tests.builders import found_desk
from tests.desk.case_walk import LINKS, CaseWalk
from tests.documents.reading import text_of
from tests.proposals import COSTS, DAY, HOUR, JUDGED, a_proposal, a_refused_repair, serve_quoted
from tests.way_back import ADATUM, a_phone_swap, serve_phones

POST = Post(host="127.0.0.1", port=1, sender="desk@acme.example", links=LINKS)
ACCEPT = ProposalAnswer(answer="accept")
SCRAP = ProposalAnswer(answer="decline", otherwise="scrap")


@pytest.fixture
def walk(record: Database, empty_database: str) -> CaseWalk:
    walk = CaseWalk(database=record, desk=found_desk(empty_database, record, phones=0))
    serve_quoted(record, walk.desk)
    return walk


class WalkedDoor:
    """Takes decisions as the case's workflow would, one after the other."""

    def __init__(self, walk: CaseWalk) -> None:
        self.walk = walk

    async def decide(self, story: str, ref: CaseRef, fact: Fact, update_id: str) -> DecisionAnswer:
        state = await asyncio.to_thread(self.walk.take, ref.number, [fact])
        return DecisionAnswer(
            number=ref.number,
            stage=state.stage,
            outbound=state.outbound,
            inbound=state.inbound,
            waiting_for=f"{story}/{update_id}",
            version=state.version,
        )


def row_of(walk: CaseWalk, number: str) -> CostProposal:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        row = session.scalars(select(CostProposal).where(CostProposal.case_id == case_id)).one()
        session.expunge(row)
        return row


def token(walk: CaseWalk, number: str) -> str:
    return LINKS.token(PROPOSAL, target_of(row_of(walk, number)))


def answer(walk: CaseWalk, number: str, said: ProposalAnswer, days: int = 1) -> None:
    asyncio.run(
        answer_by_link(
            walk.database,
            cast("WorkflowDoor", WalkedDoor(walk)),
            LINKS,
            token(walk, number),
            said,
            JUDGED + days * DAY,
        )
    )


def bills(walk: CaseWalk, number: str) -> dict[str, tuple[Decimal | None, str]]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        rows = session.scalars(select(BillableEvent).where(BillableEvent.case_id == case_id))
        return {row.kind: (row.amount, row.payer) for row in rows if row.amount is not None}


def letters(walk: CaseWalk, number: str) -> list[tuple[str, str]]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        rows = session.scalars(
            select(Notification).where(Notification.key.startswith(f"{number}/"))
        )
        return [(row.letter, row.part) for row in rows if row.letter.startswith("cost_")]


def warranties(walk: CaseWalk) -> list[date | None]:
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        return list(session.scalars(select(UnitWarranty.until).order_by(UnitWarranty.at)))


def test_a_proposal_is_on_record_with_its_lines_and_its_last_day(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    (found,) = list_proposals(walk.database, walk.desk.clerk, number)
    assert (found.number, found.amount, found.currency) == ("P1", Decimal("1600.00"), "EUR")
    assert [line.text for line in found.lines] == ["Screen", "Work"]
    assert found.valid_until == JUDGED + HOUR + 14 * DAY
    assert found.state is ProposalState.OPEN


def test_the_letter_has_the_paper_and_a_link_that_opens_this_proposal(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        row = session.scalars(
            select(Notification).where(Notification.letter == "cost_proposal")
        ).one()
        message = compose(session, row, POST)
    body, (paper,) = message.get_body(), list(message.iter_attachments())
    assert body is not None
    link = f"https://desk.example/proposal/{token(walk, number)}"
    assert link in str(body.get_content()).replace("\n", "")
    assert paper.get_filename() == f"cost_proposal-{number}.pdf"
    said = text_of(paper.get_content())
    assert link in "".join(said.split())
    assert "Water in the casing." in said
    assert f"{number}/P1" in said


def test_looking_through_the_link_changes_nothing(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    before = walk.state(number)
    for _ in range(3):
        found = linked_proposal(walk.database, LINKS, token(walk, number), JUDGED + DAY)
        assert (found.answerable, found.language, found.estimate_fee) == (
            True,
            "sv",
            Decimal("95.00"),
        )
        assert linked_paper(walk.database, LINKS, token(walk, number))[0].startswith(b"%PDF")
    assert walk.state(number) == before


def test_accepting_twice_is_accepting_once_and_the_repair_is_billed_once(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    for _ in range(2):
        answer(walk, number, ACCEPT)
    assert bills(walk, number) == {}
    walk.tell(number, Told.BENCH_DONE, JUDGED + 3 * DAY, outcome="repaired", note="New screen.")
    assert bills(walk, number) == {"repair": (Decimal("1600.00"), "customer")}
    assert letters(walk, number) == [("cost_proposal", "P1"), ("cost_proposal_accepted", "P1")]
    row = row_of(walk, number)
    assert (row.state, row.answered_by) == (ProposalState.ACCEPTED, "customer")


def test_of_two_answers_the_first_counts(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    answer(walk, number, SCRAP)
    with pytest.raises(CaseEnded):
        answer(walk, number, ACCEPT)
    assert row_of(walk, number).state is ProposalState.DECLINED
    assert bills(walk, number) == {"estimate": (Decimal("95.00"), "customer")}
    assert walk.state(number).stage is Stage.CLOSED


def test_an_answer_on_the_last_day_counts_and_one_after_it_does_not(walk: CaseWalk) -> None:
    late, on_time = a_proposal(walk, "SW-1"), a_proposal(walk, "SW-2")
    with pytest.raises(WrongStage):
        answer(walk, late, ACCEPT, days=16)
    answer(walk, on_time, ACCEPT, days=14)
    over = linked_proposal(walk.database, LINKS, token(walk, late), JUDGED + 16 * DAY)
    assert not over.answerable


def test_the_desk_answers_on_behalf_of_the_customer(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    told = {"answer": "decline", "otherwise": "return"}
    walk.tell(number, Told.PROPOSAL_ANSWERED, JUDGED + DAY, **told)
    row = row_of(walk, number)
    assert (row.state, row.answered_by) == (ProposalState.DECLINED, "clerk")


def test_a_forged_link_opens_nothing(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    good, row = token(walk, number), row_of(walk, number)
    others = SignedLinks(public_url="https://desk.example", key="another key")
    forged = [
        "",
        "é",
        "x" * 5000,
        good[:-4] + "AAA=",
        good[4:],
        others.token(PROPOSAL, target_of(row)),
        LINKS.token("another page", target_of(row)),
        LINKS.token(PROPOSAL, replace(target_of(row), subject_id=uuid.uuid4())),
        LINKS.token(PROPOSAL, replace(target_of(row), tenant_id=uuid.uuid4())),
    ]
    for one in forged:
        with pytest.raises(LinkUnknown):
            linked_proposal(walk.database, LINKS, one)


def test_every_changed_character_breaks_the_link(walk: CaseWalk) -> None:
    good = token(walk, a_proposal(walk))
    for place in range(len(good)):
        other = "A" if good[place] != "A" else "B"
        with pytest.raises(LinkUnknown):
            LINKS.read(PROPOSAL, good[:place] + other + good[place + 1 :])


def test_the_same_proposal_has_the_same_link_and_its_end_is_in_it(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    assert token(walk, number) == token(walk, number)
    ends = LINKS.read(PROPOSAL, token(walk, number)).until
    assert ends - row_of(walk, number).valid_until - DAY < timedelta(seconds=1)


def test_a_refused_repair_has_no_proposal_until_one_is_made(walk: CaseWalk) -> None:
    number = a_refused_repair(walk)
    assert list_proposals(walk.database, walk.desk.clerk, number) == ()
    with pytest.raises(UnknownCase):
        list_proposals(walk.database, walk.desk.clerk, "SE-2026-999999")


def test_a_customers_person_sees_its_own_proposals_only(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        ids = {row.code: row.id for row in session.scalars(select(Customer))}
    mine, other = (person_of(walk, ids[code]) for code in ("fibra", "fabrikam"))
    assert len(list_proposals(walk.database, mine, number)) == 1
    with pytest.raises(UnknownCase):
        list_proposals(walk.database, other, number)


def person_of(walk: CaseWalk, customer_id: uuid.UUID) -> Actor:
    return Actor(
        tenant_id=walk.desk.tenant_id,
        tenant=walk.desk.tenant,
        name="kim@example.org",
        role=Role.CUSTOMER,
        customer_id=customer_id,
    )


def test_what_the_fonts_cannot_print_never_stops_a_proposal(walk: CaseWalk) -> None:
    number = a_refused_repair(walk)
    costs = {"lines": "画面 and work; 1; 10.00", "reason": "Wet 💧\nall over."}
    walk.tell(number, Told.PROPOSAL_MADE, JUDGED + HOUR, **costs)
    walk.run_errands(number)
    content, _ = linked_paper(walk.database, LINKS, token(walk, number))
    assert "?? and work" in text_of(content)
    assert row_of(walk, number).reason == costs["reason"]


def test_an_accepted_repair_comes_home_with_a_warranty_by_the_contracts_rule(
    walk: CaseWalk,
) -> None:
    number = a_proposal(walk)
    answer(walk, number, ACCEPT)
    home(walk, number, outcome="repaired")
    # The contract of the customer runs to 2029: longer than 120 fresh days.
    assert warranties(walk) == [date(2028, 12, 31)]
    assert walk.state(number).stage is Stage.CLOSED


def home(walk: CaseWalk, number: str, *, outcome: str) -> None:
    """The bench is done, and the device goes home to its user."""
    walk.tell(number, Told.BENCH_DONE, JUDGED + 3 * DAY, outcome=outcome, note="Done.")
    walk.pack(number, "SW-1", JUDGED + 3 * DAY + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", JUDGED + 4 * DAY)
    walk.carried(number, Direction.OUTBOUND, "delivered", JUDGED + 5 * DAY)
    walk.run_errands(number)


def test_a_device_that_comes_home_unrepaired_has_no_new_warranty(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    answer(walk, number, ProposalAnswer(answer="decline", otherwise="return"))
    walk.pack(number, "SW-1", JUDGED + 2 * DAY)
    walk.carried(number, Direction.OUTBOUND, "handed_over", JUDGED + 3 * DAY)
    walk.carried(number, Direction.OUTBOUND, "delivered", JUDGED + 4 * DAY)
    assert (walk.state(number).stage, warranties(walk)) == (Stage.CLOSED, [])


def test_a_replacement_keeps_what_was_left_also_of_an_earlier_replacement(walk: CaseWalk) -> None:
    serve_phones(walk.database, walk.desk.tenant_id, ADATUM)
    number = walk.open(a_phone_swap(ADATUM, "BROKEN-1", JUDGED))
    first = walk.reserved(number)
    walk.pack(number, first, JUDGED + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", JUDGED + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", JUDGED + DAY)
    assert warranties(walk) == [date(2028, 12, 31)]
    walk.run_errands(number)
    walk.tell(number, Told.RETURN_WAIVED, JUDGED + DAY, because="Kept for its parts.")
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        contract = session.scalars(select(Contract).where(Contract.number == "C-adatum")).one()
        contract.ends_on = date(2027, 1, 1)
    again = walk.open(a_phone_swap(ADATUM, first, JUDGED + 2 * DAY))
    walk.pack(again, walk.reserved(again), JUDGED + 2 * DAY + HOUR)
    walk.carried(again, Direction.OUTBOUND, "handed_over", JUDGED + 3 * DAY)
    walk.carried(again, Direction.OUTBOUND, "delivered", JUDGED + 4 * DAY)
    assert warranties(walk)[1:] == [date(2028, 12, 31)]


def test_no_row_of_a_proposal_is_ever_doubled(walk: CaseWalk) -> None:
    number = a_proposal(walk)
    answer(walk, number, SCRAP)
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        assert len(session.scalars(select(CostProposal)).all()) == 1
        (charge,) = session.scalars(select(CaseCharge)).all()
        assert (charge.about, charge.amount) == ("P1", Decimal("95.00"))
        assert session.scalars(select(BenchFinding)).all() == []
    assert COSTS["reason"] == row_of(walk, number).reason

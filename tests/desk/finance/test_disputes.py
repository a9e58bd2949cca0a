import re
import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from activities.finance.claim_terms import CalendarUnclear, NoClaimRule
from desk.finance.claim_rules import ClaimRuleForm, list_claim_rules, load_claim_rules
from desk.finance.dispute_list import DisputeFilter, bill_meant, charges_on, list_disputes
from desk.finance.dispute_refusals import (
    AlreadySent,
    AmountImpossible,
    BillNotDisputable,
    BillNotOne,
    ChargeDisputed,
    ClaimRuleKnown,
    ClaimRuleUnclear,
    ClaimTooLate,
    DisputeEnded,
    GuaranteeExcluded,
    NoAnswer,
    NothingDisputed,
    TooManyCharges,
    UnknownBill,
    UnknownCharge,
    UnknownDispute,
    UnknownLine,
    WhyDisputed,
)
from desk.finance.dispute_view import PacketPart, packet_file
from desk.finance.disputes import open_dispute
from desk.refusals import KeyReused, NotAllowed
from models.exchange import OutboxMessage
from models.finance.closing import FinanceEvent
from models.finance.disputes import DisputedCharge
from programmes.sample_contracts import FILE
from rules.fields import FieldInvalid
from rules.finance.claims import NothingToClaim, ShortPayRefused
from rules.finance.freight_words import BillState, DisputeState, PayMode, Verdict
from rules.finance.money_words import FinanceDuty
from runtime.database import Database
from tests.builders import TestDesk
from tests.disputes import (
    DAY,
    DEADLINE,
    EIGHT_DAYS,
    ISSUED,
    MONDAY,
    SHORT_PAY,
    Charged,
    DisputeDesk,
    credit,
    dispute_desk,
    over,
)

SAMPLE = FILE.with_name("claims.yaml")


@pytest.fixture
def finance(shared_record: Database, desk: TestDesk) -> DisputeDesk:
    return dispute_desk(shared_record, desk)


def events(finance: DisputeDesk, number: str) -> list[FinanceEvent]:
    with finance.record.as_tenant(finance.desk.tenant_id) as session:
        about = uuid.UUID(finance.ref(number).dispute_id)
        found = select(FinanceEvent).where(FinanceEvent.about_id == about)
        rows = session.scalars(found.order_by(FinanceEvent.at, FinanceEvent.key)).all()
        session.expunge_all()
        return list(rows)


def test_item_7_what_is_too_much_is_claimed_until_the_carriers_deadline(
    finance: DisputeDesk,
) -> None:
    bill = finance.bill(over(finance.shipment()))
    number = finance.open(bill, *bill.charges)
    assert re.fullmatch(r"DS-2026-\d{5}", number)
    found = finance.view(number)
    assert (found.state, found.verdict) == (DisputeState.DRAFT, Verdict.OVER)
    assert (found.claimed, found.currency) == (Decimal("40.00"), "SEK")
    assert found.deadline == DEADLINE
    [line] = found.lines
    assert (line.billed, line.expected, line.claimed) == (
        Decimal("139.00"),
        Decimal("99.00"),
        Decimal("40.00"),
    )
    [told] = found.story
    assert told.sentence.startswith("The dispute was opened. Bill: F-")
    assert told.sentence.endswith("Reason: It was too much.")


def test_item_7_a_bill_is_paid_in_full_while_it_is_claimed(finance: DisputeDesk) -> None:
    bill = finance.bill(over(finance.shipment()), over(finance.shipment(), billed="199.00"))
    number = finance.open(bill, bill.charges[0])
    assert finance.agreed(bill) == ["139.00", None]
    [opened] = finance.verdicts(bill)[:1]
    assert (opened.reason, opened.because) == ("disputed", number)
    assert opened.decided_by == "approver@acme.example"
    first, second, *_ = finance.verdicts(bill, all_of_them=True)
    assert first.superseded_at is not None
    assert second.instead_of == first.id


def test_item_7_less_is_paid_only_where_the_carriers_rule_allows_it(finance: DisputeDesk) -> None:
    bill = finance.bill(over(finance.shipment()))
    with pytest.raises(ShortPayRefused):
        finance.open(bill, *bill.charges, pay_mode=PayMode.SHORT_PAY)
    assert finance.agreed(bill) == [None]
    finance.rule(replace(SHORT_PAY, valid_from=date(2026, 2, 1)))
    number = finance.open(bill, *bill.charges, pay_mode=PayMode.SHORT_PAY)
    assert finance.agreed(bill) == ["99.00"]
    assert finance.view(number).pay_mode is PayMode.SHORT_PAY


def test_without_charges_named_all_that_wait_and_can_be_claimed_are(finance: DisputeDesk) -> None:
    bill = finance.bill(
        over(finance.shipment()),
        over(finance.shipment(), billed="90.00", verdict=Verdict.UNDER),
        Charged(verdict=Verdict.UNKNOWN, billed="50.00", tracking="STRANGE1"),
        credit("STRANGE1", "10.00"),
    )
    number = finance.open(bill)
    assert [line.line for line in finance.view(number).lines] == [1, 3]
    assert finance.view(number).claimed == Decimal("90.00")
    with pytest.raises(NothingDisputed):
        finance.open(bill)


def test_of_several_verdicts_the_first_deadline_is_kept(finance: DisputeDesk) -> None:
    finance.rule(replace(EIGHT_DAYS, verdict=Verdict.UNKNOWN, days=3, calendar=""))
    unknown = Charged(verdict=Verdict.UNKNOWN, billed="50.00", tracking="STRANGE2")
    bill = finance.bill(over(finance.shipment()), unknown)
    found = finance.view(finance.open(bill))
    assert found.verdict is Verdict.UNKNOWN
    assert found.deadline == DEADLINE - 9 * DAY
    with pytest.raises(ShortPayRefused):
        finance.rule(replace(SHORT_PAY, verdict=Verdict.OVER, valid_from=date(2026, 3, 1)))
        more = finance.bill(over(finance.shipment()), replace(unknown, tracking="STRANGE3"))
        finance.open(more, pay_mode=PayMode.SHORT_PAY)


def test_days_count_from_the_scheduled_delivery_where_the_rule_says_so(
    finance: DisputeDesk,
) -> None:
    finance.rule(
        replace(EIGHT_DAYS, verdict=Verdict.ADJUSTMENT, days=15, calendar="", from_delivery=True)
    )
    adjusted = Charged(verdict=Verdict.ADJUSTMENT, billed="25.00", tracking=finance.shipment())
    bill = finance.bill(adjusted)
    # Shipped on 11 November: until the end of the 26th.
    assert finance.view(finance.open(bill)).deadline == DEADLINE - 6 * DAY


def test_the_same_request_opens_one_dispute_and_another_body_is_refused(
    finance: DisputeDesk,
) -> None:
    bill = finance.bill(over(finance.shipment()), over(finance.shipment()))
    first = finance.open(bill, bill.charges[0], key="once")
    later = MONDAY + timedelta(minutes=5)
    assert finance.open(bill, bill.charges[0], key="once", at=later) == first
    with pytest.raises(KeyReused):
        finance.open(bill, bill.charges[1], key="once")
    assert len(events(finance, first)) == 1


def test_a_charge_is_in_one_live_dispute_only(finance: DisputeDesk) -> None:
    bill = finance.bill(over(finance.shipment()))
    number = finance.open(bill, *bill.charges)
    with pytest.raises(ChargeDisputed, match=number):
        finance.open(bill, *bill.charges)
    finance.withdraw(number)
    assert finance.agreed(bill) == [None]
    again = finance.open(bill, *bill.charges)
    assert again != number
    other = finance.open(finance.bill(over(finance.shipment())))
    with (
        pytest.raises(IntegrityError, match="uq_disputed_charges_live"),
        finance.record.as_tenant(finance.desk.tenant_id) as session,
    ):
        session.add(
            DisputedCharge(
                tenant_id=finance.desk.tenant_id,
                id=uuid.uuid4(),
                dispute_id=uuid.UUID(finance.ref(other).dispute_id),
                charge_id=bill.charges[0],
                claimed=Decimal(1),
            )
        )


def test_only_finances_approver_disputes(finance: DisputeDesk) -> None:
    bill = finance.bill(over(finance.shipment()))
    for actor in (
        finance.desk.clerk,
        replace(finance.approver, duty=FinanceDuty.IMPORTER),
        replace(finance.approver, duty=FinanceDuty.CLOSER),
    ):
        with pytest.raises(NotAllowed):
            open_dispute(finance.record, actor, bill.id, bill.charges, "Why.", "key", MONDAY)
    with pytest.raises(NotAllowed):
        list_disputes(finance.record, finance.desk.clerk)


def test_what_cannot_be_claimed_is_refused_by_name(finance: DisputeDesk) -> None:
    fine = over(finance.shipment(), billed="90.00", verdict=Verdict.UNDER)
    bill = finance.bill(over(finance.shipment()), fine)
    other = finance.bill(over(finance.shipment()))
    with pytest.raises(NothingToClaim):
        finance.open(bill, bill.charges[1])
    with pytest.raises(UnknownCharge):
        finance.open(bill, other.charges[0])
    with pytest.raises(TooManyCharges):
        finance.open(finance.bill(*[replace(fine, verdict=Verdict.UNKNOWN, expected=None)] * 501))
    with pytest.raises(UnknownBill):
        finance.open(replace(bill, id=uuid.uuid4()))
    with pytest.raises(WhyDisputed):
        open_dispute(finance.record, finance.approver, bill.id, (), " ", "why", MONDAY)
    with pytest.raises(ClaimTooLate, match="2026-12-02"):
        finance.open(bill, bill.charges[0], at=DEADLINE)
    finance.set_state(bill, BillState.APPROVED)
    with pytest.raises(BillNotDisputable):
        finance.open(bill, bill.charges[0])
    with pytest.raises(NoClaimRule):
        finance.open(finance.bill(over(""), carrier="unheard-of"))
    with pytest.raises(UnknownDispute):
        finance.withdraw("DS-1")


def test_what_the_carrier_never_guaranteed_is_not_claimed(finance: DisputeDesk) -> None:
    corrections = {"why": "Address corrections are not guaranteed.", "codes": ["ADC"]}
    rule = replace(EIGHT_DAYS, valid_from=date(2026, 2, 1), exclusions=(corrections,))
    finance.rule(rule)
    bill = finance.bill(over(finance.shipment(), code="ADC"), over(finance.shipment()))
    with pytest.raises(GuaranteeExcluded, match="Address corrections"):
        finance.open(bill, bill.charges[0])
    assert finance.view(finance.open(bill, bill.charges[1])).claimed == Decimal("40.00")


def test_item_7_the_carriers_answer_is_written_down_with_who_and_why(finance: DisputeDesk) -> None:
    bill = finance.bill(over(finance.shipment()))
    number = finance.open(bill)
    finance.answer(number, "partial", amount=Decimal("15.00"), reference="CL-9", because="Half.")
    found = finance.view(number)
    assert (found.state, found.accepted, found.rest) == (
        DisputeState.PARTIAL,
        Decimal("15.00"),
        Decimal("15.00"),
    )
    assert found.carrier_reference == "CL-9"
    assert finance.words(number) == ["opened", "partly_accepted"]
    opened, answered = events(finance, number)
    assert (opened.word, opened.before, opened.after["state"]) == ("dispute_opened", {}, "draft")
    assert (answered.by, answered.because) == ("approver@acme.example", "Half.")
    assert (answered.before["state"], answered.after["state"]) == ("draft", "partial")
    assert (answered.before["accepted"], answered.after["accepted"]) == (None, "15.00")
    finance.answer(number, "accepted")
    assert finance.view(number).rest == Decimal("40.00")
    assert finance.agreed(bill) == ["139.00"]


def test_a_rejected_claim_leaves_its_charges_to_a_person_again(finance: DisputeDesk) -> None:
    bill = finance.bill(over(finance.shipment()))
    number = finance.open(bill)
    with pytest.raises(WhyDisputed):
        finance.answer(number, "rejected")
    finance.answer(number, "rejected", because="The parcel was weighed.")
    assert finance.view(number).state is DisputeState.REJECTED
    assert finance.agreed(bill) == [None]
    [now] = finance.verdicts(bill)
    assert now.because == f"{number}: rejected"
    with pytest.raises(DisputeEnded):
        finance.withdraw(number)
    with pytest.raises(DisputeEnded):
        finance.answer(number, "accepted")


def test_a_bill_that_is_approved_stays_as_it_was_agreed(finance: DisputeDesk) -> None:
    bill = finance.bill(over(finance.shipment()))
    number = finance.open(bill)
    finance.set_state(bill, BillState.APPROVED)
    finance.answer(number, "rejected", because="The parcel was weighed.")
    assert finance.agreed(bill) == ["139.00"]


def test_what_no_carrier_answers_is_refused(finance: DisputeDesk) -> None:
    number = finance.open(finance.bill(over(finance.shipment())))
    with pytest.raises(NoAnswer):
        finance.answer(number, "perhaps")
    for amount in ("0", "-1", "40.00", "41"):
        with pytest.raises(AmountImpossible):
            finance.answer(number, "partial", amount=Decimal(amount))
    with pytest.raises(AmountImpossible):
        finance.answer(number, "accepted", amount=Decimal(40))


def test_a_claim_that_is_handed_in_by_a_person_is_sent(finance: DisputeDesk) -> None:
    number = finance.open(finance.bill(over(finance.shipment())))
    finance.hand_in(number)
    assert finance.view(number).state is DisputeState.SENT
    assert finance.words(number) == ["opened", "sent"]
    with pytest.raises(AlreadySent):
        finance.hand_in(number)


def test_every_change_has_the_workflow_look(finance: DisputeDesk) -> None:
    number = finance.open(finance.bill(over(finance.shipment())))
    finance.answer(number, "accepted")
    finance.withdraw(number)
    with finance.record.as_tenant(finance.desk.tenant_id) as session:
        looks = select(OutboxMessage.payload).where(OutboxMessage.kind == "dispute")
        asked = [one for one in session.scalars(looks) if one["number"] == number]
    assert len(asked) == 3
    assert asked[0]["tenant"] == finance.desk.tenant


def test_disputes_are_listed_newest_first_and_narrowed(finance: DisputeDesk) -> None:
    numbers = [finance.open(finance.bill(over(finance.shipment()))) for _ in range(3)]
    finance.withdraw(numbers[1])
    found = list_disputes(finance.record, finance.approver, limit=2)
    assert [row.number for row in found.items] == numbers[:0:-1]
    older = DisputeFilter(before=found.next or "")
    rest = list_disputes(finance.record, finance.approver, wanted=older)
    assert ([row.number for row in rest.items], rest.next) == (numbers[:1], None)
    still = list_disputes(finance.record, finance.approver, wanted=DisputeFilter(open_only=True))
    assert [row.number for row in still.items] == [numbers[2], numbers[0]]
    bill = still.items[0].bill
    of_bill = DisputeFilter(bill=bill, carrier="practice")
    [one] = list_disputes(finance.record, finance.approver, wanted=of_bill).items
    assert one.number == numbers[2]


def test_a_bill_is_found_by_its_number_or_its_id_and_its_charges_by_line(
    finance: DisputeDesk,
) -> None:
    bill = finance.bill(over(finance.shipment()), over(finance.shipment()), number="F-1")
    assert bill_meant(finance.record, finance.approver, "F-1") == bill.id
    assert bill_meant(finance.record, finance.approver, str(bill.id)) == bill.id
    assert charges_on(finance.record, finance.approver, bill.id, {2}) == [bill.charges[1]]
    with pytest.raises(UnknownLine):
        charges_on(finance.record, finance.approver, bill.id, {2, 3})
    finance.bill(over(""), number="F-1", carrier="another")
    with pytest.raises(BillNotOne):
        bill_meant(finance.record, finance.approver, "F-1")
    with pytest.raises(UnknownBill):
        bill_meant(finance.record, finance.approver, "F-2")


def test_the_newest_rule_that_had_begun_when_the_bill_was_written_holds(
    finance: DisputeDesk,
) -> None:
    finance.rule(replace(EIGHT_DAYS, days=3, valid_from=ISSUED + DAY))
    finance.rule(replace(EIGHT_DAYS, days=9, valid_from=date(2026, 6, 1)))
    found = finance.view(finance.open(finance.bill(over(finance.shipment()))))
    assert found.deadline == DEADLINE + DAY


def test_the_sample_rules_of_the_demo_are_loaded_once(finance: DisputeDesk) -> None:
    keeper = replace(finance.approver, duty=FinanceDuty.IMPORTER)
    other = SAMPLE.read_text(encoding="utf-8").replace("carrier: practice", "carrier: sample")
    for _ in range(2):
        done = load_claim_rules(finance.record, keeper, other, "sample", MONDAY)
        assert done == {"rules": 3}
    rules = [rule for rule in list_claim_rules(finance.record, keeper) if rule.carrier == "sample"]
    assert [rule.verdict for rule in rules] == [None, Verdict.ADJUSTMENT, Verdict.VOID_BILLED]
    assert rules[2].pay_mode is PayMode.SHORT_PAY
    assert rules[1].exclusions == ("No guarantee in the weeks around Christmas.",)
    with pytest.raises(ClaimRuleKnown):
        load_claim_rules(finance.record, keeper, other, "sample again", MONDAY)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"days": 0}, ClaimRuleUnclear),
        ({"days": 731}, ClaimRuleUnclear),
        ({"remind_days": 9}, ClaimRuleUnclear),
        ({"carrier": " "}, ClaimRuleUnclear),
        ({"email": "claims"}, ClaimRuleUnclear),
        ({"locale": "fi"}, ClaimRuleUnclear),
        ({"calendar": "se"}, CalendarUnclear),
        ({"exclusions": ({"why": "x", "code": ["A"]},)}, FieldInvalid),
    ],
)
def test_a_rule_that_cannot_hold_is_refused(
    finance: DisputeDesk, changes: dict[str, object], refusal: type[Exception]
) -> None:
    form = replace(EIGHT_DAYS, valid_from=date(2026, 5, 1), **changes)  # type: ignore[arg-type]
    with pytest.raises(refusal):
        finance.rule(form)


def test_a_file_of_rules_says_which_place_is_wrong(finance: DisputeDesk) -> None:
    for written, place in (
        ("claims: [{carrier: p, days: many, valid_from: 2026-01-01}]", r"claims\.0\.days"),
        ("claims: [{carrier: p, day: 1}]", r"claims\.0\.day"),
        ("claims: {", "no YAML"),
        ("rules: []", "rules"),
    ):
        with pytest.raises(FieldInvalid, match=place):
            load_claim_rules(finance.record, finance.approver, written, "wrong", MONDAY)


def test_a_rule_needs_no_calendar_and_no_address() -> None:
    bare = ClaimRuleForm(carrier="practice", days=90, valid_from=date(2026, 1, 1))
    assert (bare.calendar, bare.email, bare.pay_mode) == ("", "", PayMode.PAY_AND_CLAIM)


def test_the_packet_is_there_once_the_workflow_made_it(finance: DisputeDesk) -> None:
    number = finance.open(finance.bill(over(finance.shipment())))
    finance.turn(number, MONDAY)
    paper = packet_file(finance.record, finance.approver, number, PacketPart.PAPER)
    table = packet_file(finance.record, finance.approver, number, PacketPart.TABLE)
    assert (paper.file_name, paper.media_type) == (f"{number}.pdf", "application/pdf")
    assert paper.content.startswith(b"%PDF")
    assert table.content.decode("utf-8-sig").startswith("dispute,carrier,account,bill,line")

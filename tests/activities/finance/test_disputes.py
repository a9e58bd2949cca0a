import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pypdfium2
import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from activities.finance.disputes import FreightDisputes
from activities.letters import Post, compose
from desk.finance.dispute_list import list_disputes
from desk.finance.dispute_view import PacketPart, packet_file
from models.exchange import InboxFact, Placement, Source
from models.papers import Notification
from rules.case_facts import Told
from rules.finance.freight_words import DisputeState, Verdict
from rules.finance.month_orders import DisputeTurn
from runtime.database import Database
from tests.builders import found_desk
from tests.disputes import (
    DAY,
    DEADLINE,
    EIGHT_DAYS,
    MONDAY,
    Charged,
    DisputeDesk,
    dispute_desk,
    over,
)

#: Two local days before the deadline.
ALERT = DEADLINE - 2 * DAY
POST = Post(host="127.0.0.1", port=1, sender="desk@acme.example")


@pytest.fixture
def finance(empty_database: str, record: Database) -> DisputeDesk:
    return dispute_desk(record, found_desk(empty_database, record))


@pytest.fixture
def number(finance: DisputeDesk) -> str:
    return finance.open(finance.bill(over(finance.shipment())))


def said_by_carrier(finance: DisputeDesk, tracking: str, status: str, at: datetime) -> None:
    """The carrier tells of a parcel."""
    with finance.record.as_tenant(finance.desk.tenant_id) as session:
        session.add(
            InboxFact(
                tenant_id=finance.desk.tenant_id,
                source=Source.CARRIER,
                key=f"carrier/practice/{uuid.uuid4()}",
                told=Told.CARRIER_SAID,
                at=at,
                actor="practice",
                details={"tracking": tracking, "status": status, "place": "Arlandastad"},
                placement=Placement.APPLIED,
                received_at=at,
                try_after=at,
            )
        )


def test_item_7_the_claim_is_mailed_once_and_the_next_instant_is_the_alert(
    finance: DisputeDesk, number: str
) -> None:
    for _ in range(2):
        turned = finance.turn(number, MONDAY)
        assert (turned.state, turned.next_at) == ("sent", ALERT)
    found = finance.view(number)
    assert (found.sent_at, found.next_at, found.packed) == (MONDAY, ALERT, True)
    assert finance.letters(number) == ["dispute_sent"]
    assert finance.words(number) == ["opened", "sent"]


def test_item_7_finance_is_told_before_the_deadline_and_the_claim_expires_at_it(
    finance: DisputeDesk, number: str
) -> None:
    finance.turn(number, MONDAY)
    assert finance.turn(number, ALERT - timedelta(seconds=1)).next_at == ALERT
    assert not list_disputes(finance.record, finance.approver).expiring
    for _ in range(2):
        assert finance.turn(number, ALERT).next_at == DEADLINE
    [shown] = list_disputes(finance.record, finance.approver).expiring
    assert (shown.number, shown.alert) == (number, True)
    for _ in range(2):
        turned = finance.turn(number, DEADLINE)
        assert (turned.state, turned.next_at) == ("expired", None)
    assert finance.words(number) == ["opened", "sent", "expiring", "expired"]
    assert finance.view(number).ended_at == DEADLINE
    assert not list_disputes(finance.record, finance.approver).expiring


def test_an_expired_claim_leaves_its_charges_to_a_person(finance: DisputeDesk) -> None:
    bill = finance.bill(over(finance.shipment()))
    number = finance.open(bill)
    finance.turn(number, DEADLINE + DAY)
    assert finance.view(number).state is DisputeState.EXPIRED
    assert finance.agreed(bill) == [None]
    assert finance.letters(number) == []


def test_a_carrier_without_an_address_leaves_the_claim_a_draft_until_it_is_handed_in(
    finance: DisputeDesk,
) -> None:
    finance.rule(replace(EIGHT_DAYS, email="", valid_from=date(2026, 2, 1)))
    number = finance.open(finance.bill(over(finance.shipment())))
    for _ in range(2):
        assert finance.turn(number, MONDAY).state == "draft"
    assert finance.view(number).packed
    assert finance.words(number) == ["opened", "no_address"]
    finance.hand_in(number)
    assert finance.turn(number, MONDAY + DAY).state == "sent"
    assert finance.letters(number) == []
    draft = finance.open(finance.bill(over(finance.shipment())))
    assert finance.turn(draft, ALERT).next_at == DEADLINE
    assert finance.turn(draft, DEADLINE).state == "expired"


def test_an_agreed_credit_that_does_not_come_is_told_again_and_again(
    finance: DisputeDesk, number: str
) -> None:
    finance.turn(number, MONDAY)
    finance.answer(number, "partial", amount=Decimal("30.00"), at=MONDAY)
    due = finance.turn(number, MONDAY).next_at
    # Eight working days after Monday 23 November.
    assert due == DEADLINE + DAY
    later = finance.turn(number, due).next_at
    assert later is not None
    assert later > due
    assert finance.turn(number, due).next_at == later
    assert finance.words(number)[-2:] == ["partly_accepted", "credit_late"]
    assert "Still to come: 30.00 SEK." in finance.view(number).story[0].sentence
    finance.turn(number, later)
    assert finance.words(number).count("credit_late") == 2


def test_a_claim_that_is_taken_back_is_told_to_who_has_it(
    finance: DisputeDesk, number: str
) -> None:
    finance.turn(number, MONDAY)
    finance.withdraw(number)
    for _ in range(2):
        assert finance.turn(number, MONDAY + DAY).state == "withdrawn"
    assert finance.letters(number) == ["dispute_sent", "dispute_withdrawn"]
    unsent = finance.open(finance.bill(over(finance.shipment())))
    finance.withdraw(unsent)
    finance.turn(unsent, MONDAY + DAY)
    assert finance.letters(unsent) == []


def test_item_7_the_packet_holds_what_the_record_knows_of_each_parcel(
    finance: DisputeDesk,
) -> None:
    heavier, voided = (
        finance.shipment(),
        finance.shipment(scanned_on=None, voided_at=MONDAY - 12 * DAY),
    )
    said_by_carrier(finance, heavier, "handed_over", MONDAY - 12 * DAY)
    said_by_carrier(finance, heavier, "delivered", MONDAY - 11 * DAY)
    bill = finance.bill(
        over(heavier, verdict=Verdict.RERATED),
        Charged(verdict=Verdict.VOID_BILLED, billed="99.00", tracking=voided),
        Charged(verdict=Verdict.UNKNOWN, billed="50.00", tracking="STRANGE\u4e2d"),
    )
    number = finance.open(bill)
    finance.turn(number, MONDAY)
    paper = packet_file(finance.record, finance.approver, number, PacketPart.PAPER).content
    [page] = pypdfium2.PdfDocument(paper)
    text = " ".join(page.get_textpage().get_text_bounded().split())
    for told in (
        number,
        bill.number,
        heavier,
        "prislista practice-buy 2026-1, fraktdragande vikt 2,5 kg, 99,00 SEK",
        "Fakturerad vikt: 2,5 kg",
        "2 kg, 400 x 300 x 100 mm",
        "inlämnat, Arlandastad",
        "Levererat 12 november 2026 10:00.",
        "Etiketten makulerades 11 november 2026 10:00.",
        "Vi har ingen sändning med det här numret.",
        "2 december 2026",
    ):
        assert told in text
    table = packet_file(finance.record, finance.approver, number, PacketPart.TABLE).content
    assert "2026-11-12T09:00:00Z" in table.decode("utf-8-sig")


def test_the_letter_encloses_the_packet_and_the_table_as_they_were_made(
    finance: DisputeDesk, number: str
) -> None:
    finance.turn(number, MONDAY)
    with finance.record.as_tenant(finance.desk.tenant_id) as session:
        about = uuid.UUID(finance.ref(number).dispute_id)
        row = session.scalars(select(Notification).where(Notification.about_id == about)).one()
        mail = compose(session, row, POST)
    assert mail["To"] == "claims@practice.example"
    assert mail["Subject"].startswith(f"{number}: reklamation av er faktura F-")
    enclosed = {part.get_filename(): part.get_content_type() for part in mail.iter_attachments()}
    assert enclosed == {f"{number}.pdf": "application/pdf", f"{number}.csv": "text/csv"}
    body = mail.get_body()
    assert body is not None
    assert "40,00 SEK" in body.get_content()
    assert "2 december 2026" in body.get_content()


def test_a_turn_of_another_tenants_dispute_finds_nothing(finance: DisputeDesk, number: str) -> None:
    ref = replace(finance.ref(number), tenant_id=str(uuid.uuid4()))
    with pytest.raises(NoResultFound):
        FreightDisputes(finance.record).turn_dispute(DisputeTurn(dispute=ref, at=MONDAY))

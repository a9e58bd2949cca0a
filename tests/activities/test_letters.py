"""Every letter of a case, composed from the record as it would be sent."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from activities.letters import Post, compose
from activities.tellers import TELLERS
from documents.language import Language, phrases_written
from documents.letters import LetterKind
from models.cases import AuditEvent, Case
from models.papers import Notification, Sending
from models.parties import Contact
from rules.battery import BatteryState
from rules.case_facts import Told
from rules.case_state import CaseState
from rules.case_values import Charge, ChargeKind, Debt, Why
from rules.case_words import Direction
from rules.visit_values import Visit
from runtime.database import Database
from runtime.payloads import to_plain
from runtime.signed_links import SignedLinks
from tests.builders import found_desk
from tests.desk.case_walk import CaseWalk
from tests.way_back import ADATUM, PROSEWARE, a_phone_swap, serve_phones

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
POST = Post(
    host="127.0.0.1",
    port=1,
    sender="desk@acme.example",
    links=SignedLinks(public_url="https://desk.example", key="k" * 40),
)
ASKING_BACK = [
    LetterKind.NEW_RETURN_LABEL,
    LetterKind.WRONG_UNIT_CAME,
    LetterKind.MORE_IS_OWED,
    LetterKind.LOAN_DUE_BACK,
    LetterKind.LOAN_OVERDUE,
    LetterKind.EXTRA_UNIT_OWED,
    LetterKind.DEAD_ON_ARRIVAL,
]


@pytest.fixture
def walk(record: Database, empty_database: str) -> CaseWalk:
    walk = CaseWalk(database=record, desk=found_desk(empty_database, record, phones=0))
    serve_phones(record, walk.desk.tenant_id, ADATUM, PROSEWARE)
    return walk


def delivered(walk: CaseWalk, customer: str = "adatum") -> str:
    """A swap whose replacement is with its user and whose broken unit is owed, with a label."""
    known = {one.code: one for one in (ADATUM, PROSEWARE)}[customer]
    number = walk.open(a_phone_swap(known, "BROKEN-1", MONDAY))
    walk.pack(number, walk.reserved(number), MONDAY + HOUR)
    walk.carried(number, Direction.OUTBOUND, "handed_over", MONDAY + 2 * HOUR)
    walk.carried(number, Direction.OUTBOUND, "delivered", MONDAY + DAY)
    return number


def written(
    walk: CaseWalk, number: str, kind: LetterKind, *, locale: str = "en", part: str = ""
) -> EmailMessage:
    """That letter, owed a day after the delivery, in that language."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        session.execute(update(Contact).where(Contact.id == case.contact_id).values(locale=locale))
        row = Notification(
            tenant_id=case.tenant_id,
            id=uuid.uuid4(),
            key=f"{number}/letter/{uuid.uuid4()}",
            case_id=case.id,
            contact_id=case.contact_id,
            letter=kind,
            part=part,
            state=Sending.QUEUED,
            message_id=f"<{uuid.uuid4()}@swapdesk>",
            queued_at=MONDAY + 2 * DAY,
            refusal="",
        )
        session.add(row)
        session.flush()
        session.expire_all()
        return compose(session, row, POST)


def body_of(message: EmailMessage) -> str:
    body = message.get_body()
    assert body is not None
    return str(body.get_content())


def names_in(message: EmailMessage) -> list[str]:
    names = [str(part.get_filename()) for part in message.iter_attachments()]
    return sorted(name.partition("-")[0] for name in names)


def change(walk: CaseWalk, number: str, state: CaseState) -> None:
    """The record as a case would be that has come further than this walk."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        session.execute(update(Case).where(Case.number == number).values(snapshot=to_plain(state)))


def tell(walk: CaseWalk, number: str, at: datetime, **details: str) -> None:
    """A line of the story, as a rule of any subject writes it."""
    with walk.database.as_tenant(walk.desk.tenant_id) as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        line = AuditEvent(case_id=case.id, word="told", at=at, actor="clerk", details=details)
        line.tenant_id = case.tenant_id
        session.add(line)


def test_every_letter_of_a_case_can_be_written_in_every_language(walk: CaseWalk) -> None:
    number = delivered(walk)
    for kind in sorted(set(LetterKind) - set(TELLERS)):
        for locale in Language:
            message = written(walk, number, kind, locale=locale)
            assert str(message["Subject"]).startswith(number)
            assert "$" not in body_of(message)


@pytest.mark.parametrize("kind", ASKING_BACK)
def test_what_asks_for_a_unit_has_the_live_label_and_the_slip(
    walk: CaseWalk, kind: LetterKind
) -> None:
    number = delivered(walk)
    message = written(walk, number, kind)
    assert names_in(message) == ["return_label", "service_slip"]


def test_no_label_is_attached_while_the_battery_is_not_sound(walk: CaseWalk) -> None:
    number = delivered(walk)
    walk.tell(number, Told.BATTERY_ANSWERED, MONDAY + 30 * HOUR, battery="suspect")
    for kind in ASKING_BACK:
        assert names_in(written(walk, number, kind)) == ["service_slip"]


def test_a_letter_does_not_speak_of_a_label_that_is_not_attached(walk: CaseWalk) -> None:
    number = delivered(walk)
    said = phrases_written(Language.ENGLISH, "")["mail"]["mentions"]["label_attached"]
    assert said in body_of(written(walk, number, LetterKind.MORE_IS_OWED))
    change(walk, number, replace(walk.state(number), battery=BatteryState.UNKNOWN))
    assert said not in body_of(written(walk, number, LetterKind.MORE_IS_OWED))


def test_only_the_label_of_the_present_way_back_is_attached(walk: CaseWalk) -> None:
    number = delivered(walk)
    state = walk.state(number)
    change(walk, number, replace(state, return_attempt=state.return_attempt + 1))
    assert names_in(written(walk, number, LetterKind.MORE_IS_OWED)) == ["service_slip"]


def test_a_letter_names_the_text_that_was_told_for_it(walk: CaseWalk) -> None:
    number = delivered(walk)
    tell(walk, number, MONDAY + DAY, part="card-1", text="It was destroyed.")
    tell(walk, number, MONDAY + DAY, part="card-2", because="It was sent home.")
    first = body_of(written(walk, number, LetterKind.CARD_SETTLED, part="card-1"))
    second = body_of(written(walk, number, LetterKind.CARD_SETTLED, part="card-2"))
    assert ("destroyed" in first, "sent home" in first) == (True, False)
    assert ("destroyed" in second, "sent home" in second) == (False, True)


def test_a_letter_without_a_part_names_the_text_of_its_own_moment(walk: CaseWalk) -> None:
    number = delivered(walk)
    tell(walk, number, MONDAY + 2 * DAY, because="Agreed by phone.")
    tell(walk, number, MONDAY + DAY, because="Not for anybody else.")
    body = body_of(written(walk, number, LetterKind.CLOSED_BY_HAND))
    assert ("Agreed by phone." in body, "anybody" in body) == (True, False)


def test_a_charge_is_named_with_its_unit_and_its_amount(walk: CaseWalk) -> None:
    number = delivered(walk)
    state = walk.state(number)
    charge = Charge(
        kind=ChargeKind.UNRETURNED, about=state.replacement_unit, amount=Decimal("450.00")
    )
    change(walk, number, replace(state, back=replace(state.back, charges=(charge,))))
    part = state.replacement_unit[-12:]
    body = body_of(written(walk, number, LetterKind.UNRETURNED_CHARGED, locale="sv", part=part))
    assert "450,00 SEK" in body
    assert walk.reserved(number) in body


def test_a_loan_letter_asks_for_the_loan_alone(walk: CaseWalk) -> None:
    number = delivered(walk)
    state = walk.state(number)
    debts = (*state.back.debts, Debt(unit=state.replacement_unit, why=Why.LOAN))
    change(walk, number, replace(state, back=replace(state.back, debts=debts)))
    loan = walk.reserved(number)
    assert loan in body_of(written(walk, number, LetterKind.LOAN_OVERDUE))
    assert "BROKEN-1" not in body_of(written(walk, number, LetterKind.LOAN_OVERDUE))
    both = body_of(written(walk, number, LetterKind.DEAD_ON_ARRIVAL))
    assert f"BROKEN-1, {loan}" in both


def test_the_day_a_unit_is_due_is_the_clocks_also_after_it_has_passed(walk: CaseWalk) -> None:
    number = delivered(walk)
    assert "2026-12-04" in body_of(written(walk, number, LetterKind.RETURN_ESCALATED))
    state = walk.state(number)
    assert state.back.clock is not None
    longer = replace(state.back.clock, extra_days=7, passed=("return_due",))
    change(walk, number, replace(state, back=replace(state.back, clock=longer), deadlines={}))
    assert "2026-12-11" in body_of(written(walk, number, LetterKind.RETURN_EXTENDED))


def test_working_days_are_counted_by_the_contracts_calendar(walk: CaseWalk) -> None:
    number = delivered(walk, "proseware")
    assert "2026-12-08" in body_of(written(walk, number, LetterKind.RETURN_ESCALATED))


def test_a_visit_is_named_with_its_window_in_the_contacts_language(walk: CaseWalk) -> None:
    number = delivered(walk)
    state = walk.state(number)
    begins = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)
    visits = (Visit(number=1, begins_at=begins, ends_at=begins + 3 * HOUR),)
    change(walk, number, replace(state, back=replace(state.back, visits=visits)))
    body = body_of(written(walk, number, LetterKind.VISIT_BOOKED, locale="sv", part="1"))
    assert "tors 3 december 2026, 09:00-12:00" in body

"""Letters about a contract's dates: owed with the notice, composed from the record at sending."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.contract_terms import terms_in_force
from activities.telling import LetterAsked, Reader, Teller, Told
from documents.letters import LetterKind
from models.contracts import Contract
from models.coverage import CoverageNotice
from models.devices import DeviceModel, Unit
from models.exchange import OutboxMessage
from models.papers import Notification, Sending
from models.parties import Tenant
from rules.coverage_dates import NoticeKind
from rules.readings import Expiry

LETTERS = {
    NoticeKind.ENDS_SOON: LetterKind.COVERAGE_ENDS_SOON,
    NoticeKind.EXTENSION_OFFER: LetterKind.EXTENSION_OFFER,
    NoticeKind.LAPSED: LetterKind.COVERAGE_LAPSED,
    NoticeKind.RENEWAL_DUE: LetterKind.RENEWAL_DUE,
    NoticeKind.RENEWED: LetterKind.RENEWED,
}


def owe_contract_letter(
    session: Session, contract: Contract, kind: NoticeKind, key: str, at: datetime
) -> None:
    """Queue the letter of a notice that was just written; nobody to write to, no letter."""
    if contract.contact_id is None:
        return
    letter_id = uuid.uuid4()
    session.execute(
        insert(Notification).values(
            tenant_id=contract.tenant_id,
            id=letter_id,
            key=key,
            contract_id=contract.id,
            contact_id=contract.contact_id,
            letter=LETTERS[kind],
            part="",
            state=Sending.QUEUED,
            message_id=f"<{uuid.uuid5(contract.tenant_id, key)}@swapdesk>",
            queued_at=at,
            refusal="",
        )
    )
    session.add(
        OutboxMessage(
            tenant_id=contract.tenant_id,
            key=key,
            kind="letter",
            payload={"notification_id": str(letter_id)},
            created_at=at,
            try_after=datetime.fromtimestamp(0, tz=at.tzinfo),
        )
    )


def contract_told(asked: LetterAsked) -> Told:
    """Everything a letter about a contract's dates may mention."""
    return Told(facts=contract_facts(asked.session, asked.reader, asked.row))


def contract_facts(session: Session, contact: Reader, row: Notification) -> Mapping[str, str]:
    """The same as text."""
    contract = session.get_one(Contract, (row.tenant_id, row.contract_id))
    notice = session.scalars(select(CoverageNotice).where(CoverageNotice.key == row.key)).one()
    return {
        "contact_name": contact.name,
        "contract_number": contract.number,
        "desk_name": session.get_one(Tenant, row.tenant_id).name,
        "covered": covered_thing(session, contract, notice),
        "last_day": last_covered_day(session, contract, notice).isoformat(),
        "months": str(notice.months),
    }


def covered_thing(session: Session, contract: Contract, notice: CoverageNotice) -> str:
    """The device with its serial, or what the contract's tier is called."""
    if notice.unit_id is None:
        return terms_in_force(session, contract).tier_label
    unit = session.get_one(Unit, (notice.tenant_id, notice.unit_id))
    model = session.get_one(DeviceModel, (notice.tenant_id, unit.model_id))
    return f"{model.name} ({unit.serial})"


def last_covered_day(session: Session, contract: Contract, notice: CoverageNotice) -> date:
    """The last day on which a ticket is covered: the expiry date itself only by that reading."""
    if notice.unit_id is not None:
        return notice.about
    before = terms_in_force(session, contract).expiry is Expiry.BEFORE_DATE
    return notice.about - timedelta(days=1) if before else notice.about


CONTRACT_TELLERS: dict[LetterKind, Teller] = dict.fromkeys(LETTERS.values(), contract_told)

"""How cost proposals and warranties are written: each once, a proposal turned by its answer."""

import json
import uuid
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from activities.contract_terms import ContractOnRecord, contract_on_record
from activities.entries import Clerk, Page, when
from models.contracts import Contract
from models.proposals import CostProposal
from models.warranties import UnitWarranty
from rules.case_state import Entry
from rules.case_values import Destination, ProposalState
from rules.case_words import Enter
from rules.coverage_dates import day_of, rows_for
from rules.warranties import Rest, longest, rest_of_contract, warranted_until
from rules.way_back_terms import WarrantyRule, WarrantyTerms


def write_proposal(page: Page, entry: Entry) -> None:
    """A proposal as it was made, or the answer that it got."""
    if ProposalState(entry.details["state"]) is not ProposalState.OPEN:
        close_proposal(page, entry)
        return
    page.session.execute(
        insert(CostProposal)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            case_id=page.case.id,
            number=int(entry.details["number"]),
            unit_id=uuid.UUID(entry.details["unit_id"]),
            lines={"lines": json.loads(entry.details["lines"])},
            amount=Decimal(entry.details["amount"]),
            currency=entry.details["currency"],
            reason=entry.details["reason"],
            state=ProposalState.OPEN,
            made_at=when(entry),
            made_by=entry.details["by"],
            valid_until=datetime.fromisoformat(entry.details["valid_until"]),
            answered_by="",
        )
        .on_conflict_do_nothing()
    )


def close_proposal(page: Page, entry: Entry) -> None:
    """Accepted, declined or expired; the first word stands."""
    otherwise = entry.details.get("otherwise", "")
    page.session.execute(
        update(CostProposal)
        .where(
            CostProposal.tenant_id == page.case.tenant_id,
            CostProposal.case_id == page.case.id,
            CostProposal.number == int(entry.details["number"]),
            CostProposal.state == ProposalState.OPEN,
        )
        .values(
            state=ProposalState(entry.details["state"]),
            answered_at=when(entry),
            answered_by=entry.details["by"],
            otherwise=Destination(otherwise) if otherwise else None,
        )
    )


def write_warranty(page: Page, entry: Entry) -> None:
    """Until when the unit is warranted, by the rule that the case carries."""
    unit, at = uuid.UUID(entry.details["unit_id"]), when(entry)
    rule = WarrantyRule(entry.details["rule"])
    terms = WarrantyTerms(rule=rule, days=int(entry.details["days"]))
    handed_over = day_of(at, page.terms.timezone)
    page.session.execute(
        insert(UnitWarranty)
        .values(
            tenant_id=page.case.tenant_id,
            id=uuid.uuid4(),
            key=page.key(f"warranty/{unit}/{page.state.attempt}"),
            case_id=page.case.id,
            unit_id=unit,
            rule=rule,
            until=warranted_until(terms, handed_over, longest(rests_of(page))),
            at=at,
        )
        .on_conflict_do_nothing()
    )


def rests_of(page: Page) -> Iterator[Rest]:
    """What is left of the broken device's warranty: by its own dates, else by the contract's.

    A device that was a replacement itself keeps what it was given with it.
    """
    contract = page.session.get_one(Contract, (page.case.tenant_id, page.case.contract_id))
    known = contract_on_record(page.session, contract)
    own = list(rests_of_device(known, str(page.case.device_unit_id)))
    yield from own or [rest_of_contract(known.followed.run.ends_on, page.terms.readings.expiry)]
    earlier = page.session.execute(
        select(UnitWarranty.until).where(UnitWarranty.unit_id == page.case.device_unit_id)
    )
    yield from (Rest(last_day=until) for (until,) in earlier)


def rests_of_device(known: ContractOnRecord, unit: str) -> Iterator[Rest]:
    """The end of each coverage of a device whose dates are on record."""
    followed = known.followed
    for one in followed.devices:
        rows = rows_for(followed.offer, one.device) if one.unit == unit else ()
        for row in rows:
            until = followed.covered(row, one.device)
            if until.last_day is not None or until.endless:
                yield Rest(last_day=until.last_day)


PROPOSAL_CLERKS: dict[Enter, Clerk] = {
    Enter.PROPOSAL: write_proposal,
    Enter.WARRANTY: write_warranty,
}

"""A contract is renewed: a further term, the surcharge of an expired one, and the news of it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from activities.contract_terms import ContractOnRecord, paid_terms
from activities.coverage import bill, tell
from desk.actors import Actor
from desk.contract_rows import (
    allow_late,
    bought_day,
    contract_to_change,
    follow_again,
    purchase_row,
)
from desk.request_keys import Answer, answer_once, database_clock
from models.coverage import CoveragePurchase, PurchaseKind
from rules.coverage_dates import Notice, NoticeKind
from rules.question import ContractRun
from rules.renewals import PaidTerm, is_over, renewal_months, renewed, surcharge_for
from runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalForm:
    """A renewal: a term the tier is sold for, else the programme's own; a price of its own."""

    term_years: int | None = None
    bought_on: date | None = None
    price: Decimal | None = None
    order_reference: str = ""
    at: datetime | None = None


def renew_contract(
    database: Database, actor: Actor, number: str, form: RenewalForm, key: str
) -> Answer:
    """Renew the contract, once per key; an expired one pays the surcharge (fact 27).

    Raises ContractNotFound, TermNotSold, NotRenewable, SurchargeNotSet, BoughtInFuture and
    CoverageOutlastsMaximum (A21).
    """
    actor.require("manage contracts")
    with database.as_tenant(actor.tenant_id) as session:
        at = form.at or database_clock(session)
        return answer_once(
            session,
            actor,
            f"renew:{key}" if key else "",
            {"contract": number, **asdict(form)},
            at,
            lambda: renew(session, actor, number, form, at),
        )


def renew(session: Session, actor: Actor, number: str, form: RenewalForm, at: datetime) -> Answer:
    """The further term, the surcharge of an expired contract, and the news of it."""
    contract = contract_to_change(session, actor, number, at)
    bought_on = bought_day(contract, form.bought_on, at)
    terms, last = contract.terms, paid_terms(contract.row, contract.purchases)[-1]
    months = renewal_months(terms.offer, form.term_years, contract.row.term_years)
    term = renewed(last, months, bought_on, form.price)
    run = ContractRun(starts_on=contract.row.starts_on, ends_on=term.ends_on)
    for device in contract.followed.devices:
        allow_late(contract, device.device, run)
    expired = is_over(last.ends_on, bought_on, terms.expiry)
    surcharge = surcharge_for(terms.offer, terms.figures, last, expired=expired)
    purchase = purchase_row(actor, contract, form, bought_on, at)
    purchase.kind, purchase.months = PurchaseKind.RENEWAL, months
    purchase.previous_end, purchase.ends_on = last.ends_on, term.ends_on
    purchase.counted_from = term.counted_from
    session.add(purchase)
    bill_renewal(session, contract, purchase, surcharge)
    keep_term(session, actor, contract, term, bought_on, at)
    return {
        "contract": number,
        "starts_on": term.starts_on.isoformat(),
        "ends_on": term.ends_on.isoformat(),
        "expired": expired,
        "surcharge": None if surcharge is None else str(surcharge),
    }


def bill_renewal(
    session: Session,
    contract: ContractOnRecord,
    purchase: CoveragePurchase,
    surcharge: Decimal | None,
) -> None:
    """The surcharge, and the price of a renewal whose contract is billed in no other way."""
    on, key = purchase.bought_on, purchase.id
    if surcharge is not None:
        bill(session, contract, f"surcharge/{key}", "renewal_surcharge", on, amount=surcharge)
    if purchase.price is not None and contract.row.billing is None:
        bill(session, contract, f"renewal/{key}", "contract_renewal", on, amount=purchase.price)


def keep_term(
    session: Session,
    actor: Actor,
    contract: ContractOnRecord,
    term: PaidTerm,
    bought_on: date,
    at: datetime,
) -> None:
    """The contract runs on: its row, its letter, and the word to its workflow."""
    contract.row.ends_on, contract.row.renewed_from = term.ends_on, term.starts_on
    tell(
        session,
        contract.row,
        Notice(kind=NoticeKind.RENEWED, due_on=bought_on, about=term.ends_on),
        at,
    )
    follow_again(session, actor, contract.row, at)

"""Who decides about a customer's swap stock: the question of a refill goes to them."""

from dataclasses import asdict

from sqlalchemy import select

from desk.actors import Actor
from desk.agreed import find_customer
from desk.people_to_reach import keep_contact
from desk.pool_forms import ApproverForm
from desk.pool_ground import Asked, Change, change_once
from desk.pool_refusals import ApprovalLimitImpossible, ApproverUnreachable
from desk.request_keys import Answer
from models.parties import Contact
from models.pools import Pool, PoolCheck
from runtime.database import Database


def add_approver(database: Database, actor: Actor, form: ApproverForm, key: str) -> Answer:
    """Let a contact of the customer approve refills, up to a limit of its own, once per key.

    The customer's pools are looked at again, so that a question nobody could be asked reaches it.
    Raises NotAllowed, UnknownCustomer, ApproverUnreachable and ApprovalLimitImpossible.
    """
    asked = Asked(verb="add-approver", body=asdict(form), at=form.at)
    return change_once(database, actor, asked, key, lambda change: appoint(change, form))


def appoint(change: Change, form: ApproverForm) -> Answer:
    """The contact with its right to approve, the newest limit holding."""
    require_reach(form)
    session = change.session
    customer = find_customer(session, change.actor, form.customer, change.at)
    contact_id = keep_contact(session, change.actor, customer, form.contact)
    contact = session.get_one(Contact, (customer.tenant_id, contact_id))
    contact.approves_refills, contact.approval_limit = True, form.limit
    session.add_all(
        PoolCheck(tenant_id=customer.tenant_id, pool_id=pool_id)
        for pool_id in session.scalars(select(Pool.id).where(Pool.customer_id == customer.id))
    )
    return {
        "customer": customer.code,
        "approver": contact.email,
        "limit": None if form.limit is None else str(form.limit),
    }


def require_reach(form: ApproverForm) -> None:
    """Raise ApproverUnreachable or ApprovalLimitImpossible for what nobody can be given."""
    if not form.contact.name.strip() or "@" not in form.contact.email:
        raise ApproverUnreachable
    if form.limit is not None and not (form.limit.is_finite() and form.limit >= 0):
        raise ApprovalLimitImpossible(form.limit)

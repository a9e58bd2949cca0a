"""Who asks, in which tenant and role, and how far their eyes reach."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, true

from desk.refusals import NotAllowed
from models.cases import Case
from models.parties import Role
from rules.case_facts import Told
from rules.finance.money_words import FinanceDuty

#: What each role may do; reading its own cases is open to all of them.
VERBS = {
    "open cases": {Role.DESK, Role.ADMIN, Role.CUSTOMER},
    "decide": {Role.DESK, Role.ADMIN},
    "decide charges": {Role.FINANCE, Role.ADMIN},
    "close by hand": {Role.ADMIN},
    "see returns": {Role.DESK, Role.ADMIN, Role.FINANCE},
    "scan": {Role.DESK, Role.ADMIN},
    "receive stock": {Role.DESK, Role.ADMIN},
    "move spares": {Role.DESK, Role.ADMIN},
    "manage pools": {Role.DESK, Role.ADMIN},
    "count stock": {Role.DESK, Role.ADMIN},
    "write off": {Role.DESK, Role.ADMIN},
    "see stock": {Role.DESK, Role.ADMIN, Role.FINANCE, Role.CUSTOMER},
    "see parcels": {Role.DESK, Role.ADMIN, Role.FINANCE},
    "check entitlement": {Role.DESK, Role.ADMIN, Role.FINANCE, Role.CUSTOMER},
    "see contracts": {Role.DESK, Role.ADMIN, Role.FINANCE, Role.CUSTOMER},
    "manage contracts": {Role.DESK, Role.ADMIN, Role.FINANCE},
    "load programmes": {Role.ADMIN},
    "attach": {Role.DESK, Role.ADMIN, Role.CUSTOMER},
    "read mail": {Role.DESK, Role.ADMIN},
    "see orders": {Role.DESK, Role.ADMIN, Role.FINANCE},
    "manage orders": {Role.DESK, Role.ADMIN},
    "see bench": {Role.DESK, Role.ADMIN, Role.FINANCE},
    "see finance": {Role.FINANCE, Role.ADMIN},
    "import bills": {Role.FINANCE},
    "approve finance": {Role.FINANCE},
    "close months": {Role.FINANCE},
    "keep rates": {Role.FINANCE, Role.ADMIN},
}
#: What only the person of one duty may do: who brings in neither approves nor closes.
DUTIES = {
    "import bills": FinanceDuty.IMPORTER,
    "approve finance": FinanceDuty.APPROVER,
    "close months": FinanceDuty.CLOSER,
}
#: The verb a decision belongs to, where it is not the desk's.
DECIDED_BY = {
    Told.CHARGE_DECIDED: "decide charges",
    Told.CLOSED_BY_HAND: "close by hand",
}


def verb_of(decision: Told) -> str:
    """What a role has to be allowed, to take this decision."""
    return DECIDED_BY.get(decision, "decide")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person or program that asks the desk for something."""

    tenant_id: uuid.UUID
    tenant: str
    name: str
    role: Role
    customer_id: uuid.UUID | None = None
    duty: FinanceDuty | None = None

    def may(self, verb: str) -> bool:
        """True when the role covers the verb and, in finance, the person has its duty."""
        return self.role in VERBS[verb] and DUTIES.get(verb) in {None, self.duty}

    def require(self, verb: str) -> None:
        """Raise NotAllowed unless the role covers the verb."""
        if not self.may(verb):
            raise NotAllowed(self.role, verb, DUTIES.get(verb, ""))

    @property
    def sees(self) -> ColumnElement[bool]:
        """The cases this actor may know of: a customer's person its own and those it asked for."""
        if self.customer_id is None:
            return true()
        return or_(Case.customer_id == self.customer_id, Case.requester_id == self.customer_id)

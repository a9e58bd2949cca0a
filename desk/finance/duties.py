"""Who of finance brings in, who approves and who closes: one duty a person, kept apart."""

import uuid
from typing import ClassVar

from sqlalchemy.orm import Session

from models.parties import Role, StaffAccount
from rules.errors import DeskError, Kind
from rules.finance.money_words import FinanceDuty


class DutyOfFinance(DeskError):
    """Only people of finance have a duty there."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, account: StaffAccount, duty: FinanceDuty) -> None:
        super().__init__(
            f"An account of the role '{account.role}' cannot be finance's {duty}. Give the duty to "
            "an account of the role 'finance'.",
            role=account.role,
            duty=duty,
        )


def give_duty(session: Session, account: StaffAccount, duty: FinanceDuty | None) -> uuid.UUID:
    """The account has this one duty from now on, or none (DutyOfFinance)."""
    if duty is not None and account.role is not Role.FINANCE:
        raise DutyOfFinance(account, duty)
    account.duty = duty
    session.flush()
    return account.id

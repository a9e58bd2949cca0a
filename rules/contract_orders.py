"""What a contract's workflow hands to its activities and gets back: ids and instants only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRef:
    """Which contract: all its workflow is started with."""

    tenant_id: str
    tenant: str
    contract_id: str
    number: str

    @property
    def workflow_id(self) -> str:
        """The business key its workflow runs under, tenant first."""
        return f"{self.tenant}/contract/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageOrder:
    """Look at a contract's dates as of an instant."""

    contract: ContractRef
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageDay:
    """The next instant at which a date of the contract begins; None when no date is to come."""

    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageTurn:
    """How many notices and fees were written; a repeated turn writes none."""

    notices: int
    fees: int

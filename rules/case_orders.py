"""What workflows hand to activities and get back: ids and small values, never a name or address."""

from dataclasses import dataclass

from rules.case_state import CaseState, Fact, PendingErrand, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRef:
    """Which case: all a workflow is started with."""

    tenant_id: str
    tenant: str
    case_id: str
    number: str

    @property
    def workflow_id(self) -> str:
        """The business key its workflow runs under, tenant first."""
        return f"{self.tenant}/case/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCase:
    """A case as the record has it, with results of its last step that nobody may have seen."""

    state: CaseState
    unheard: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOrder:
    """Write one step of a case; `facts` are the keys of the facts it worked out."""

    case: CaseRef
    step: Step
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """What writing the step brought to light.

    `instead` is the record's own state where it already went further by other facts: the step
    was not written, and what is not yet in that state has to be worked out again.
    """

    facts: tuple[Fact, ...]
    instead: CaseState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandOrder:
    """Run one errand of a case."""

    case: CaseRef
    errand: PendingErrand


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAnswer:
    """Where the case stands after a decision."""

    number: str
    stage: str
    outbound: str
    inbound: str
    waiting_for: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateReturn:
    """A unit scanned for a case that has already ended."""

    case: CaseRef
    inbox_key: str

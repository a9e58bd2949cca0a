"""What a case refuses, by name."""

from typing import ClassVar

from rules.case_facts import Told
from rules.case_state import CaseState
from rules.errors import DeskError, Kind


class CaseEnded(DeskError):
    """This case has ended."""

    def __init__(self, state: CaseState, told: Told) -> None:
        super().__init__(
            f"Case {state.number} is {state.stage}; it no longer takes '{told}'. "
            "Open a new case if the customer needs help again.",
            case=state.number,
            stage=state.stage,
        )


class WrongStage(DeskError):
    """The case is not at the stage this decision belongs to."""

    def __init__(self, state: CaseState, told: Told, wants: str) -> None:
        super().__init__(
            f"Case {state.number} is {state.stage} (replacement {state.outbound}, return "
            f"{state.inbound}); '{told}' needs {wants}.",
            case=state.number,
            stage=state.stage,
            outbound=state.outbound,
            inbound=state.inbound,
        )


class DecisionIncomplete(DeskError):
    """The decision lacks something it cannot be taken without."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, told: Told, missing: str, remedy: str) -> None:
        super().__init__(f"'{told}' needs {missing}. {remedy}", missing=missing)

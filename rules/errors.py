"""What the desk may refuse, by name: each refusal is a class whose docstring is its title."""

import re
from enum import StrEnum
from typing import Any, ClassVar


class Kind(StrEnum):
    """The families of refusals, from which a door chooses its status or exit code."""

    MALFORMED = "malformed"
    MISSING = "missing"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    UNSIGNED = "unsigned"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


class DeskError(Exception):
    """The desk cannot do this."""

    kind: ClassVar[Kind] = Kind.CONFLICT

    def __init__(self, detail: str, **facts: Any) -> None:  # noqa: ANN401 - facts are any JSON value
        super().__init__(detail)
        self.detail = detail
        self.facts = facts

    @classmethod
    def revive(cls, detail: str, facts: dict[str, Any]) -> "DeskError":
        """The same refusal again, after it travelled as a name, a text and facts."""
        refusal = cls.__new__(cls)
        DeskError.__init__(refusal, detail, **facts)
        return refusal

    @property
    def title(self) -> str:
        """The first line of the class's docstring, without its full stop."""
        return (type(self).__doc__ or "").strip().splitlines()[0].rstrip(".")

    @property
    def code(self) -> str:
        """The class's name in kebab case, stable enough for a program to test for."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()

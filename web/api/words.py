"""The kinds of text and time that a request may carry."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from desk.refusals import BusinessTimeRefused
from web.problems import NotJson

#: No control characters; a person's text may also hold tabs and line ends.
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
PLAIN = r"^[\x20-\x7e]*$"

Code = Annotated[str, StringConstraints(max_length=40, pattern=ONE_LINE)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=ONE_LINE)]
Prose = Annotated[str, StringConstraints(max_length=2000, pattern=LINES)]
Serial = Annotated[str, StringConstraints(max_length=64, pattern=PLAIN)]
Email = Annotated[
    str, StringConstraints(max_length=254, pattern=r"^[^\x00-\x20\x7f@]+@[^\x00-\x20\x7f@]+$")
]
BusinessTime = Annotated[
    AwareDatetime,
    Field(
        ge=datetime(2000, 1, 1, tzinfo=UTC),
        lt=datetime(2100, 1, 1, tzinfo=UTC),
        description="When it happened; accepted in demo and test mode only.",
    ),
]


class Body(BaseModel):
    """What a request may say, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def business_time(request: Request, at: datetime | None) -> datetime | None:
    """The time a demo or a test gives a fact; BusinessTimeRefused where time is real."""
    if at is not None and not request.app.state.settings.business_time:
        raise BusinessTimeRefused
    return at


def json_only(request: Request) -> None:
    """Raise NotJson for a body of another kind: a page elsewhere could send that unasked."""
    sent, _, _ = request.headers.get("content-type", "").partition(";")
    if not (sent.strip().lower() == "application/json" or sent.strip().endswith("+json")):
        raise NotJson

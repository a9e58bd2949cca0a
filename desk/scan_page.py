"""The scans a person made last, with the answers they got."""

from dataclasses import dataclass

from sqlalchemy import select

from desk.actors import Actor
from models.exchange import RequestKey
from runtime.database import Database

LAST = 10
#: Keys of the console begin with t and a clock, so that the newest sorts last.
CONSOLE_KEYS = "scan:t"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanLine:
    """One scan and its verdict; the case is empty when none was found."""

    code: str
    word: str
    colour: str
    text: str
    case: str


def last_scans(database: Database, actor: Actor) -> tuple[ScanLine, ...]:
    """At most ten, the newest first."""
    actor.require("scan")
    query = (
        select(RequestKey.answer)
        .where(RequestKey.actor == actor.name, RequestKey.key.startswith(CONSOLE_KEYS))
        .order_by(RequestKey.key.desc())
        .limit(LAST)
    )
    with database.as_tenant(actor.tenant_id) as session:
        return tuple(line_of(answer) for answer in session.scalars(query))


def line_of(answer: dict[str, str | None]) -> ScanLine:
    """The line a screen shows of a scan's answer."""
    return ScanLine(
        code=answer["code"] or "",
        word=answer["word"] or "",
        colour=answer["colour"] or "",
        text=answer["text"] or "",
        case=answer["case"] or "",
    )

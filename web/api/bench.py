"""The bench: units that wait for it, repeated failures, and the whole history of a unit."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request

from desk.alarms import alarms_at
from desk.bench import bench_units
from desk.unit_history import Owner, unit_history
from rules.case_facts import Told
from rules.case_values import DebtState, Destination, Finding, JobState, Why
from rules.case_words import Remedy, Stage
from rules.sanitization import SanitizationMethod
from web.api.answers import Answer
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1", tags=["bench"])
Code = Annotated[str, Path(max_length=64, pattern=r"^[!-~]+$", description="Serial or IMEI.")]


class BenchLine(Answer):
    """A unit the bench has to see to, since when, and what comes next."""

    case: str
    customer: str
    serial: str
    model: str
    batch: str
    since: datetime
    state: JobState
    finding: Finding | None
    grade: str
    holds_data: bool
    wiped: bool
    locked: bool
    faultless: int
    next_step: str
    decisions: tuple[Told, ...]
    destinations: tuple[Destination, ...]
    exclusions: tuple[str, ...]


class BenchList(Answer):
    """Every unit of the bench, the longest there first."""

    items: tuple[BenchLine, ...]


class BatchFailing(Answer):
    """A model and batch with too many confirmed failures."""

    model: str
    batch: str
    failures: int
    alarm: int
    first_at: datetime
    last_at: datetime


class UnitFaultless(Answer):
    """A unit that was sent in as broken again and again, and never was."""

    serial: str
    model: str
    times: int
    last_at: datetime


class BenchAlarms(Answer):
    """What the bench should look at as a whole."""

    batches: tuple[BatchFailing, ...]
    units: tuple[UnitFaultless, ...]


class CaseOfUnit(Answer):
    """A case the unit was part of; `why` and `debt` where it was owed back in it."""

    number: str
    remedy: Remedy
    stage: Stage
    registered_at: datetime
    broken: bool
    why: Why | None
    debt: DebtState | None


class MoveOfUnit(Answer):
    """One movement of the unit."""

    at: datetime
    source: str
    target: str
    case: str


class FindingOnUnit(Answer):
    """What the bench found once."""

    at: datetime
    case: str
    finding: Finding
    exclusion: str
    grade: str
    note: str


class WipeOfUnit(Answer):
    """One wipe certificate (NIST SP 800-88 Rev. 2)."""

    at: datetime
    number: str
    case: str
    method: SanitizationMethod
    technique: str
    tool: str
    verification: str


class UnitDetail(Answer):
    """A unit and its whole life with us, each part in the order it happened."""

    serial: str
    imei: str
    model: str
    batch: str
    place: str
    owner: Owner
    cases: tuple[CaseOfUnit, ...]
    moves: tuple[MoveOfUnit, ...]
    findings: tuple[FindingOnUnit, ...]
    wipes: tuple[WipeOfUnit, ...]


@router.get("/bench", operation_id="listBench")
async def list_the_bench(request: Request, actor: Signed) -> BenchList:
    """The units on the bench; each is decided through its case."""
    found = await ask(bench_units, request.app.state.database, actor)
    return BenchList.model_validate({"items": found})


@router.get("/bench/alarms", operation_id="listBenchAlarms")
async def list_the_alarms(request: Request, actor: Signed) -> BenchAlarms:
    """Models and batches that fail too often, and units in which nothing is ever found."""
    found = await ask(alarms_at, request.app.state.database, actor, datetime.now(UTC))
    return BenchAlarms.model_validate(found)


@router.get("/units/{code}", operation_id="readUnit")
async def read_a_unit(request: Request, actor: Signed, code: Code) -> UnitDetail:
    """Every case, movement, finding and certificate of a unit."""
    found = await ask(unit_history, request.app.state.database, actor, code)
    return UnitDetail.model_validate(found)

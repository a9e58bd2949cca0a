"""What the record adds to a decision of the bench before it is taken, and what it refuses."""

import uuid
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.printable import printable_lines
from documents.wipe_certificate import NOTES_LIMIT
from models.bench import BenchFinding
from models.cases import Case
from models.debts import OwedUnit
from models.devices import DeviceModel, Unit
from models.stock import unit_with_code
from rules.case_bench import fitting_jobs
from rules.case_facts import Told
from rules.case_refusals import DecisionIncomplete
from rules.case_state import CaseState
from rules.case_values import Finding, Why
from rules.sanitization import WIPE_FACT_LIMIT
from rules.terms import Terms
from runtime.payloads import from_plain

#: Decisions that are about one unit on the bench.
ABOUT_UNITS = frozenset(
    {
        Told.INSPECTED,
        Told.FINDING_ANSWERED,
        Told.WIPED,
        Told.DISPOSED,
        Told.REPAIR_ENDED,
        Told.BENCH_DONE,
    }
)
#: Only the record says these; what a caller sends under such a name is left out.
RECORDS_OWN = frozenset({"unit_id", "holds_data", "found_before"})
#: The facts of a wipe that are printed, each with its longest length.
PRINTED = {
    "technique": WIPE_FACT_LIMIT,
    "tool": WIPE_FACT_LIMIT,
    "verification": WIPE_FACT_LIMIT,
    "note": NOTES_LIMIT,
}
PRINTED_LINES = 12
#: A unit that was sent in as broken, and in which nothing was found.
SENT_AS_BROKEN = (Why.BROKEN, Why.DEAD)


def told_to_bench(
    session: Session, case: Case, told: Told, answers: Mapping[str, str]
) -> dict[str, str]:
    """The decision's answers with what the record knows of its unit.

    Raises UnprintableText and TextTooLong for a wipe that could not be printed, and
    DecisionIncomplete for an exclusion that the programme does not have.
    """
    if told not in ABOUT_UNITS:
        return dict(answers)
    said = {name: text for name, text in answers.items() if name not in RECORDS_OWN}
    if told is Told.WIPED:
        require_printable(said)
    if told is Told.INSPECTED and said.get("finding") == Finding.EXCLUSION:
        require_exclusion(case, said)
    return {**said, **known_of_unit(session, case, told, said)}


def require_printable(said: Mapping[str, str]) -> None:
    """Refuse now what the certificate could not print later (UnprintableText, TextTooLong)."""
    for name, limit in PRINTED.items():
        printable_lines(said.get(name, ""), limit, PRINTED_LINES, what=name)


def require_exclusion(case: Case, said: Mapping[str, str]) -> None:
    """Refuse an exclusion that is none of the programme's own, where it has a list."""
    codes = exclusions_of(case)
    named = said.get("exclusion", "").strip()
    if codes and named not in codes:
        remedy = f"Give one of the programme's own: {', '.join(codes)}."
        raise DecisionIncomplete(Told.INSPECTED, "'exclusion'", remedy)


def exclusions_of(case: Case) -> tuple[str, ...]:
    """The exclusions of the case's own terms, such as a to h; most programmes list none."""
    rows = Terms.from_json(case.terms).offer.coverage
    return tuple(sorted({one.code for row in rows for one in row.exclusions}))


def known_of_unit(
    session: Session, case: Case, told: Told, said: Mapping[str, str]
) -> dict[str, str]:
    """Which unit is meant, whether it may hold data, and how often no fault was found in it."""
    unit = unit_meant(session, case, told, said)
    if unit is None:
        return {}
    model = session.get_one(DeviceModel, (unit.tenant_id, unit.model_id))
    return {
        "unit_id": str(unit.id),
        "holds_data": "yes" if model.holds_data else "no",
        "found_before": str(faultless_before(session, unit.id)),
    }


def unit_meant(session: Session, case: Case, told: Told, said: Mapping[str, str]) -> Unit | None:
    """The unit with the serial or IMEI that is named, else the only one the decision fits."""
    named = said.get("serial", "").strip()
    if told is Told.BENCH_DONE:
        return session.get_one(Unit, (case.tenant_id, case.device_unit_id))
    if named:
        return unit_with_code(session, named) or unit_with_code(session, named.upper())
    fitting = fitting_jobs(from_plain(CaseState, case.snapshot), told, said)
    if len(fitting) != 1:
        return None
    return session.get_one(Unit, (case.tenant_id, uuid.UUID(fitting[0].unit)))


def faultless_before(session: Session, unit_id: uuid.UUID) -> int:
    """How often the bench found no fault in this unit that was sent in as broken; counted."""
    return session.scalars(
        select(func.count())
        .select_from(BenchFinding)
        .join(
            OwedUnit,
            (OwedUnit.tenant_id == BenchFinding.tenant_id)
            & (OwedUnit.case_id == BenchFinding.case_id)
            & (OwedUnit.unit_id == BenchFinding.unit_id),
        )
        .where(
            BenchFinding.unit_id == unit_id,
            BenchFinding.finding == Finding.NO_FAULT_FOUND,
            OwedUnit.why.in_(SENT_AS_BROKEN),
        )
    ).one()

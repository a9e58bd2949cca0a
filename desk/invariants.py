"""Checking the record against what must hold, tenant by tenant, under row security."""

import asyncio
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from carriers.practice_journal import live_labels, read_journal
from desk.bench_invariant_queries import BENCH
from desk.case_invariant_queries import CASES, WORKFLOWS
from desk.charge_invariant_queries import CHARGES
from desk.finance.invariant_queries import FINANCE
from desk.invariant_queries import UNITS, Evidence, Invariant
from desk.parcel_invariant_queries import PARCELS
from desk.pool_invariant_queries import POOLS
from desk.service_invariant_queries import SERVICES
from models.parties import Tenant
from rules.case_orders import CaseRef
from rules.case_words import Remedy
from runtime.database import Database, Role

INVARIANTS = (*UNITS, *CASES, *SERVICES, *BENCH, *PARCELS, *CHARGES, *POOLS, *FINANCE)
#: Rows of one offence that are shown; a broken record may hold millions.
SHOWN = 100
#: Seconds after which what lies outside the record is looked at again: a label that is being
#: booked, or a workflow that is just ending, is no offence.
SECOND_LOOK = 2.0
PATIENCE = timedelta(seconds=5)
STORIES = ", ".join(f"'{remedy.value}'" for remedy in Remedy)
RUNNING_CASES = f"ExecutionStatus = 'Running' AND WorkflowType IN ({STORIES})"
ACROSS = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """One row that breaks an invariant: the tenant's code (none: nobody's) and its facts."""

    tenant: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found of one invariant; `unchecked` says why it could not be looked at."""

    name: str
    sentence: str
    offences: tuple[Offence, ...] = ()
    unchecked: str = ""

    @property
    def broken(self) -> bool:
        """True when at least one row breaks it."""
        return bool(self.offences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What was found outside the record; None where it could not be read, with the reason."""

    journal: Mapping[str, str] | None = None
    running: frozenset[str] | None = None
    missing: Mapping[Evidence, str] = field(default_factory=dict)


async def check_invariants(
    database: Database,
    at: datetime,
    *,
    client: Client | None = None,
    journal: Path | None = None,
) -> tuple[Verdict, ...]:
    """A verdict for each invariant, over all tenants; `at` is the instant deadlines are held to.

    Without a client the workflows, and without a journal the carrier's books, stay unchecked.
    """
    outside = await gather_outside(client, journal)
    verdicts = await asyncio.to_thread(check_all, database, at, outside, INVARIANTS)
    doubtful = tuple(
        one for one, found in zip(INVARIANTS, verdicts, strict=True) if found.broken and beyond(one)
    )
    if not doubtful:
        return verdicts
    await asyncio.sleep(SECOND_LOOK)
    outside = await gather_outside(client, journal)
    suspects = next(found for found in verdicts if found.name == WORKFLOWS.name).offences
    if client is not None and outside.running is not None:
        outside = replace(outside, running=await asked_one_by_one(client, outside, suspects))
    again = await asyncio.to_thread(check_all, database, at, outside, doubtful)
    return confirmed(verdicts, again)


def beyond(invariant: Invariant) -> bool:
    """True when it compares the record with something that changes on its own."""
    return invariant.evidence is not Evidence.RECORD


def confirmed(first: tuple[Verdict, ...], again: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The first verdicts, with those that were looked at twice reduced to what was seen twice."""
    second = {found.name: found for found in again}
    return tuple(
        replace(found, offences=seen_twice(found, second[found.name]))
        if found.name in second
        else found
        for found in first
    )


def seen_twice(first: Verdict, second: Verdict) -> tuple[Offence, ...]:
    """The offences of both looks."""
    return tuple(offence for offence in second.offences if offence in first.offences)


async def gather_outside(client: Client | None, journal: Path | None) -> Outside:
    """The carrier's books and the running workflows, as far as they can be read."""
    missing: dict[Evidence, str] = {}
    labels, running = None, None
    if journal is not None and await asyncio.to_thread(journal.exists):
        labels = live_labels(await asyncio.to_thread(read_journal, journal))
    else:
        missing[Evidence.JOURNAL] = "the practice carrier's journal is not on this machine"
    if client is not None:
        running = await running_cases(client)
    if running is None:
        missing[Evidence.WORKFLOWS] = "the workflow server does not answer"
    return Outside(journal=labels, running=running, missing=missing)


async def running_cases(client: Client) -> frozenset[str] | None:
    """The ids of the cases' workflows that run, as Temporal lists them; None: no answer."""
    listed = client.list_workflows(RUNNING_CASES, rpc_timeout=PATIENCE)
    try:
        return frozenset([flow.id async for flow in listed])
    except (RPCError, RuntimeError):  # a client that connects late says so by RuntimeError
        return None


async def asked_one_by_one(
    client: Client, outside: Outside, suspects: Iterable[Offence]
) -> frozenset[str]:
    """The running workflows, with the suspects asked themselves: the list lags a little behind."""
    running = set(outside.running or ())
    for suspect in suspects:
        flow = workflow_of(suspect.tenant, suspect.facts["case"])
        if await runs(client, flow):
            running.add(flow)
        else:
            running.discard(flow)
    return frozenset(running)


def workflow_of(tenant: str, number: str) -> str:
    """The business key that the case's workflow runs under."""
    return CaseRef(tenant_id="", tenant=tenant, case_id="", number=number).workflow_id


async def runs(client: Client, workflow_id: str) -> bool:
    """True when the workflow runs, from its own mouth; no answer speaks against it."""
    try:
        told = await client.get_workflow_handle(workflow_id).describe(rpc_timeout=PATIENCE)
    except RPCError:
        return False
    return told.status is WorkflowExecutionStatus.RUNNING


def check_all(
    database: Database, at: datetime, outside: Outside, invariants: Iterable[Invariant]
) -> tuple[Verdict, ...]:
    """A verdict for each of these invariants."""
    invariants = tuple(invariants)
    found: dict[str, list[Offence]] = {one.name: [] for one in invariants}
    for tenant_id, code in tenants_of(database):
        with database.as_tenant(tenant_id) as session:
            for one in invariants:
                if not one.across:
                    found[one.name] += offences(session, one, code, at, outside)
    with database.as_role(Role.RECONCILE) as session:
        for one in invariants:
            if one.across:
                found[one.name] += offences(session, one, ACROSS, at, outside)
    return tuple(
        Verdict(
            name=one.name,
            sentence=one.sentence,
            offences=tuple(found[one.name]),
            unchecked=outside.missing.get(one.evidence, ""),
        )
        for one in invariants
    )


def tenants_of(database: Database) -> list[tuple[uuid.UUID, str]]:
    """Every tenant with its code."""
    with database.as_role(Role.RECONCILE) as session:
        return [
            (known, code)
            for known, code in session.execute(select(Tenant.id, Tenant.code).order_by(Tenant.code))
        ]


def offences(
    session: Session, invariant: Invariant, tenant: str, at: datetime, outside: Outside
) -> list[Offence]:
    """At most a hundred rows that break the invariant; none where it cannot be checked."""
    if invariant.evidence in outside.missing:
        return []
    # A whole history may be read; the usual ten seconds are for people who wait.
    session.execute(text("SET LOCAL statement_timeout = '10min'"))
    rows = session.execute(text(invariant.query), evidence_of(invariant, tenant, at, outside))
    return [
        Offence(tenant=tenant, facts={name: str(value) for name, value in row.items()})
        for row in rows.mappings().fetchmany(SHOWN)
    ]


def evidence_of(
    invariant: Invariant, tenant: str, at: datetime, outside: Outside
) -> dict[str, Any]:
    """What the query is told, cut down to what is the tenant's."""
    own = f"{tenant}/" if tenant else ""
    match invariant.evidence:
        case Evidence.JOURNAL:
            journal = outside.journal or {}
            mine = [label for label in journal.items() if label[1].startswith(own)]
            return {
                "tracking": [tracking for tracking, _ in mine],
                "references": [reference for _, reference in mine],
            }
        case Evidence.WORKFLOWS:
            prefix = workflow_of(tenant, "")
            running = outside.running or frozenset()
            return {"running": [flow[len(prefix) :] for flow in running if flow.startswith(prefix)]}
    return {"at": at} if ":at" in invariant.query else {}

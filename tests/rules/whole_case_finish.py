"""Everybody does what the case waits for: a case that cannot be finished so is stuck."""

from collections.abc import Callable

from rules.battery import BatteryState
from rules.case_facts import Told
from rules.case_return import travelling
from rules.case_values import ChargeState, JobState, ProposalState
from rules.case_words import Bench, Disposition, Inbound, Outbound, Remedy, Stage
from tests.rules.whole_case import Broken, PaperDesk

PATIENCE = 120
HERE = {"bench", "shelf", "dock", "quarantine", "scrap", "harvest"}


def finish(desk: PaperDesk) -> None:
    """Move the case to its end; raises Broken when it does not come to one."""
    for _ in range(PATIENCE):
        desk.check()
        if desk.state.ended:
            return
        before = desk.state.version
        if not any(step(desk) and desk.state.version != before for step in STEPS):
            desk.pass_deadline()
    raise Broken(f"stuck: {describe(desk)}")


def describe(desk: PaperDesk) -> str:
    """Where a case stands that does not end."""
    state = desk.state
    return (
        f"{state.remedy} {state.stage} out={state.outbound} in={state.inbound} bench={state.bench} "
        f"battery={state.battery} debts={state.back.debts} jobs={state.back.jobs} "
        f"items={state.back.items} charges={state.back.charges} pending={state.pending} "
        f"deadlines={sorted(state.deadlines)} places={desk.places} homeward={state.homeward}"
    )


def run_errands(desk: PaperDesk) -> bool:
    if not desk.state.pending:
        return False
    desk.run_errand(desk.state.pending[0])
    return True


def assess(desk: PaperDesk) -> bool:
    if desk.state.stage is not Stage.ASSESSING:
        return False
    answered = desk.decide(Told.ANSWERED, definite_fault="yes")
    return answered or desk.decide(Told.DIAGNOSED, defective="yes")


def send(desk: PaperDesk) -> bool:
    match desk.state.outbound:
        case Outbound.WAITING if not desk.reserved:
            desk.places["refill"] = "shelf"
            desk.shelf.append("refill")
            for fact in desk.serve():
                desk.take(fact)
        case Outbound.RESERVED:
            desk.tell(Told.PACK_SCANNED, serial=desk.reserved, unit_id=desk.reserved)
        case Outbound.LABELLED | Outbound.ON_ITS_WAY:
            desk.carried("outbound", str(desk.state.attempt), "delivered")
        case Outbound.RECALLING | Outbound.COMING_BACK:
            desk.scan(desk.state.replacement_unit)
        case _:
            return desk.decide(Told.SEND_AGAIN)
    return True


def free_the_way(desk: PaperDesk) -> bool:
    state = desk.state
    if state.inbound in {Inbound.OWED, Inbound.BLOCKED} and state.battery is not BatteryState.OK:
        sound = desk.decide(Told.BATTERY_ANSWERED, battery="ok")
        return sound or desk.decide(Told.DANGER_DECIDED, battery="ok", because="it is sound")
    if state.inbound is Inbound.COLLECTING:
        return desk.decide(Told.DANGER_COLLECTED, note="collected")
    return False


def bring_back(desk: PaperDesk) -> bool:
    state = desk.state
    owed = state.owed_unit
    if state.inbound in {Inbound.LABELLED, Inbound.ON_ITS_WAY}:
        leg = ("return", str(travelling(state)))
        if leg in desk.labels:
            desk.carried(*leg, "delivered")
        else:
            desk.scan(owed)  # it was collected, not posted
        return True
    if state.inbound is Inbound.ARRIVED and owed and desk.places[owed] not in HERE:
        desk.scan(owed)
        return True
    if state.inbound in {Inbound.OWED, Inbound.ARRIVED}:
        return desk.decide(Told.RELABELLED, because="the label was lost")
    return False


def settle_items(desk: PaperDesk) -> bool:
    if desk.state.back.locked:
        return desk.decide(Told.LOCK_OFF)
    for item in desk.state.back.items:
        for outcome in ("returned", "accepted"):
            if desk.decide(Told.ITEM_SETTLED, item=item.key, outcome=outcome, because="settled"):
                return True
    return False


def work_the_bench(desk: PaperDesk) -> bool:
    for job in desk.state.back.jobs:
        named = {"serial": job.serial}
        if job.state is JobState.AT_REPAIRER:
            desk.scan(job.unit)
            return True
        if job.state is JobState.IN_REPAIR and desk.decide(
            Told.REPAIR_ENDED, **named, repaired="yes", note="done"
        ):
            return True
        if job.state is JobState.WAITING and desk.decide(
            Told.INSPECTED, **named, finding="defect_confirmed", note="broken"
        ):
            return True
        destroyed = {**WIPE, "method": "destroy"}
        wiped = job.wiped or not any(
            desk.decide(Told.WIPED, **named, **how) for how in (WIPE, destroyed)
        )
        if not wiped:
            return True
        for destination in ("scrap", "restock", "return_to_user", "harvest"):
            if desk.decide(Told.DISPOSED, **named, destination=destination, because="decided"):
                return True
    return False


#: What a technician states of a wipe.
WIPE = {
    "method": "purge",
    "technique": "factory reset with cryptographic erase",
    "tool": "recovery mode 18.2",
    "verification": "set-up screen, no user data",
}


def repair(desk: PaperDesk) -> bool:
    state = desk.state
    if state.remedy is not Remedy.REPAIR:
        return False
    on_bench = state.bench is Bench.NONE and state.inbound is Inbound.RECEIVED
    if on_bench and any(
        desk.decide(Told.BENCH_DONE, outcome=outcome, note="done")
        for outcome in ("repaired", "not_covered")
    ):
        return True
    if state.bench is Bench.NOT_COVERED and state.disposition is Disposition.NONE:
        return desk.decide(Told.DISPOSITION_SET, disposition="scrap", because="not worth it")
    return False


def answer(desk: PaperDesk) -> bool:
    if any(one.state is ProposalState.OPEN for one in desk.state.back.proposals):
        return desk.decide(Told.PROPOSAL_ANSWERED, answer="decline", otherwise="scrap")
    if any(name.startswith("finding") for name in desk.state.deadlines):
        return any(
            desk.decide(Told.FINDING_ANSWERED, serial=job.serial, answer=answer)
            for job in desk.state.back.jobs
            for answer in ("pay", "keep")
        )
    return False


def decide_charges(desk: PaperDesk) -> bool:
    if any(charge.state is ChargeState.PROPOSED for charge in desk.state.back.charges):
        return desk.decide(Told.CHARGE_DECIDED, verdict="drop", because="goodwill")
    return False


def visit(desk: PaperDesk) -> bool:
    if desk.state.stage is not Stage.VISITING:
        return False
    if desk.decide(Told.VISIT_DONE, outcome="fixed", note="works"):
        return True
    begins, ends = "2027-01-04T09:00:00+00:00", "2027-01-04T12:00:00+00:00"
    return desk.decide(Told.VISIT_BOOKED, begins_at=begins, ends_at=ends)


STEPS: tuple[Callable[[PaperDesk], bool], ...] = (
    run_errands,
    assess,
    free_the_way,
    send,
    bring_back,
    settle_items,
    answer,
    repair,
    work_the_bench,
    visit,
    decide_charges,
)

"""What a customer's or reseller's person may decide on its own tickets."""

import anyio.to_thread

from desk.actors import Actor
from desk.decisions import DecisionForm, after_the_end, prepare
from desk.refusals import NotAllowed
from desk.workflow_door import EndedMeanwhile, WorkflowDoor
from rules.case_facts import Told
from rules.case_orders import DecisionAnswer
from runtime.database import Database

#: The rest is the desk's: findings, replies, waivers.
OWN_DECISIONS = (Told.CUSTOMER_ANSWERED, Told.SOFTWARE_ACKNOWLEDGED, Told.CANCEL_ASKED)


async def decide_own(
    database: Database, door: WorkflowDoor, actor: Actor, number: str, form: DecisionForm, key: str
) -> DecisionAnswer:
    """Take one of the requester's own decisions, once per key; the answer is the case after it.

    Raises NotAllowed and what `desk.decisions.decide` does; another's case is UnknownCase.
    """
    actor.require("open cases")
    if form.decision not in OWN_DECISIONS:
        raise NotAllowed(actor.role, "decide")
    prepared = await anyio.to_thread.run_sync(prepare, database, actor, number, form, key)
    if isinstance(prepared, DecisionAnswer):
        return prepared
    try:
        return await door.decide(prepared.story, prepared.ref, prepared.fact, prepared.update_id)
    except EndedMeanwhile:
        return await anyio.to_thread.run_sync(after_the_end, database, actor, prepared)

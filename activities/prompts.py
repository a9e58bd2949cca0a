"""The hands of a refill prompt's workflow: do what is due, and take an answer."""

import uuid

from temporalio import activity

from activities.prompt_answering import take_answer
from activities.prompt_record import asked_prompt
from activities.prompt_turns import turn
from rules.pool_orders import PromptAnswer, PromptOutcome, PromptTurn, Turned
from runtime.database import Database
from runtime.killpoints import killpoint


class PromptRecord:
    """The activities of a refill prompt."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @activity.defn(name="turn_prompt")
    def turn_prompt(self, order: PromptTurn) -> Turned:
        """Follow the stock and do what is due by the instant; a repeat does nothing."""
        with self.database.as_tenant(uuid.UUID(order.prompt.tenant_id)) as session:
            asked = asked_prompt(session, uuid.UUID(order.prompt.prompt_id), lock=True)
            turned = turn(session, asked, order.at)
            killpoint("prompt_turned")
        return turned

    @activity.defn(name="answer_prompt")
    def answer_prompt(self, answer: PromptAnswer) -> PromptOutcome:
        """Take the answer, or say why it is not taken; a repeat gets the same outcome."""
        with self.database.as_tenant(uuid.UUID(answer.prompt.tenant_id)) as session:
            outcome = take_answer(session, answer)
            killpoint("prompt_answered")
        return outcome

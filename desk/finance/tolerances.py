"""Tolerance rules: set, listed, and loaded from a file; a rule is never changed, only succeeded."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.actors import Actor
from desk.finance.events import note
from desk.finance.verdict_refusals import ToleranceKept, ToleranceUnclear
from desk.request_keys import Answer, answer_once
from desk.suppliers import prefixed
from models.finance.verdicts import ToleranceRule
from rules.fields import FieldInvalid, read_fields, sequence, to_plain
from rules.finance.freight_words import ChargeClass, Needs
from rules.shapes import read_shape
from runtime.database import Database

#: Whoever lets more than this pass unseen has slipped.
MOST_PERCENT: Final = Decimal(100)
LONGEST_WORD: Final = 20
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceForm:
    """How far a charge may differ and still be paid, and where the difference is booked.

    An amount is without VAT in the rule's currency, a percentage is of the expected amount. An
    empty carrier or service and no class mean any; `document_cap` is what a bill is let off in all.
    """

    sequence: int
    currency: str
    valid_from: date
    up_amount: Decimal
    up_percent: Decimal
    down_amount: Decimal
    down_percent: Decimal
    reason_over: str
    reason_under: str
    account_over: str
    account_under: str
    needs: Needs = Needs.ALL
    carrier: str = ""
    service: str = ""
    charge_class: ChargeClass | None = None
    document_cap: Decimal | None = None
    valid_until: date | None = None


def set_tolerance(
    database: Database, actor: Actor, form: ToleranceForm, key: str, now: datetime
) -> Answer:
    """Put a rule on record that holds for bills issued from its first day, once per key.

    A rule of the same sequence that begins later takes its place. Raises NotAllowed,
    ToleranceUnclear, ToleranceKept.
    """
    return set_all(database, actor, [form], prefixed("tolerance", key), now)


def load_tolerances(
    database: Database, actor: Actor, written: str, key: str, now: datetime
) -> Answer:
    """Put every rule of a YAML file on record, all or none, once per key; raises as above.

    And FieldInvalid, MissingKey, UnknownKey with the place.
    """
    return set_all(database, actor, forms_in(written), prefixed("tolerances", key), now)


def set_all(
    database: Database, actor: Actor, forms: Sequence[ToleranceForm], key: str, now: datetime
) -> Answer:
    """All of these rules or none."""
    actor.require("keep rates")
    body = [to_plain(form) for form in forms]
    with database.as_tenant(actor.tenant_id) as session:

        def act() -> Answer:
            for form in forms:
                add_rule(session, actor, form, now)
            return {"rules": len(forms)}

        return answer_once(session, actor, key, body, now, act)


def list_tolerances(database: Database, actor: Actor) -> tuple[ToleranceForm, ...]:
    """Every rule in the order in which they are asked, the newest version first (NotAllowed)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.scalars(
            select(ToleranceRule).order_by(ToleranceRule.sequence, ToleranceRule.valid_from.desc())
        )
        return tuple(form_of(row) for row in rows)


def form_of(row: ToleranceRule) -> ToleranceForm:
    """The rule as it was set."""
    return ToleranceForm(**{name: getattr(row, name) for name in ToleranceForm.__slots__})


def add_rule(session: Session, actor: Actor, form: ToleranceForm, now: datetime) -> None:
    """The rule with the line that tells who set it."""
    check(form)
    known = select(ToleranceRule.id).where(
        ToleranceRule.sequence == form.sequence, ToleranceRule.valid_from == form.valid_from
    )
    if session.scalars(known).one_or_none() is not None:
        raise ToleranceKept(form.sequence, form.valid_from.isoformat())
    rule = ToleranceRule(
        tenant_id=actor.tenant_id, id=uuid.uuid4(), set_at=now, set_by=actor.name, **asdict(form)
    )
    session.add(rule)
    note(session, actor, rule.id, "tolerance_set", now, after=to_plain(form))
    session.flush()


def check(form: ToleranceForm) -> None:
    """Raise ToleranceUnclear for what cannot hold."""
    limits = (form.up_amount, form.up_percent, form.down_amount, form.down_percent)
    if form.sequence < 1:
        raise ToleranceUnclear(f"Rule {form.sequence} has no place. Give it a number from 1 up.")
    if not _CURRENCY.fullmatch(form.currency):
        raise ToleranceUnclear(f"'{form.currency}' is no currency. Write three capitals: SEK.")
    if min(limits) < 0 or (form.document_cap or 0) < 0:
        raise ToleranceUnclear("A limit is below nought. Give 0 to let nothing pass.")
    if max(form.up_percent, form.down_percent) > MOST_PERCENT:
        raise ToleranceUnclear(f"More than {MOST_PERCENT} percent is let pass. Give less.")
    if form.valid_until is not None and form.valid_until < form.valid_from:
        raise ToleranceUnclear("The rule ends before it begins. Correct its last day.")
    if not form.account_over.strip() or not form.account_under.strip():
        raise ToleranceUnclear("Name the accounts that a difference up and down is booked on.")
    if not form.reason_over.strip() or not form.reason_under.strip():
        raise ToleranceUnclear("Give the reasons that a difference up and down is kept under.")
    if max(len(form.account_over), len(form.account_under)) > LONGEST_WORD:
        raise ToleranceUnclear(f"An account has at most {LONGEST_WORD} characters.")


def forms_in(written: str) -> list[ToleranceForm]:
    """The rules of a YAML file with the key `tolerances` (FieldInvalid with the place)."""
    try:
        data = yaml.safe_load(written)
    except yaml.YAMLError as wrong:
        raise FieldInvalid(("tolerances",), f"this is no YAML: {wrong}", "Correct it.") from wrong
    rows = read_fields(to_plain(data), (), {"tolerances": sequence})["tolerances"]
    return [read_shape(ToleranceForm, row, ("tolerances", at)) for at, row in enumerate(rows)]

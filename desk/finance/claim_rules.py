"""Claim rules of carriers: set, listed, and loaded from a file; a rule is never changed."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.finance.claim_terms import calendar_named
from desk.actors import Actor
from desk.finance.dispute_refusals import ClaimRuleKnown, ClaimRuleUnclear
from desk.finance.events import note
from desk.request_keys import Answer, answer_once
from desk.suppliers import prefixed
from documents.language import Language
from models.finance.disputes import ClaimRule
from rules.fields import (
    FieldInvalid,
    Path,
    choice,
    count,
    day,
    flag,
    mapping,
    maybe,
    read_fields,
    sequence,
    text,
    to_plain,
)
from rules.finance.claims import exclusions_from
from rules.finance.freight_words import PayMode, Verdict
from runtime.database import Database

#: Nobody may claim longer; more is a slip of the finger.
LONGEST: Final = 730
_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRuleForm:
    """How a carrier takes claims of a verdict, or of any that has no rule of its own.

    `calendar` is PROGRAMME/CALENDAR, whose working days count; without one calendar days do.
    Without an `email` a person hands claims in.
    """

    carrier: str
    days: int
    valid_from: date
    verdict: Verdict | None = None
    calendar: str = ""
    from_delivery: bool = False
    remind_days: int = 5
    pay_mode: PayMode = PayMode.PAY_AND_CLAIM
    email: str = ""
    locale: str = "en"
    exclusions: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRuleLine:
    """A rule as it is listed."""

    carrier: str
    verdict: Verdict | None
    valid_from: date
    days: int
    calendar: str
    from_delivery: bool
    remind_days: int
    pay_mode: PayMode
    email: str
    locale: str
    exclusions: tuple[str, ...]


def set_claim_rule(
    database: Database, actor: Actor, form: ClaimRuleForm, key: str, now: datetime
) -> Answer:
    """Put a rule on record that holds from its first day, once per key.

    Raises NotAllowed, ClaimRuleUnclear, ClaimRuleKnown, FieldInvalid, ExclusionUnclear,
    CalendarUnclear, CalendarUnknown and ProgrammeUnknown.
    """
    actor.require("keep rates")
    with database.as_tenant(actor.tenant_id) as session:

        def act() -> Answer:
            rule = add_rule(session, actor, form, now)
            return {"carrier": rule.carrier, "valid_from": rule.valid_from.isoformat()}

        return answer_once(session, actor, prefixed("claim-rule", key), asdict(form), now, act)


def load_claim_rules(
    database: Database, actor: Actor, written: str, key: str, now: datetime
) -> Answer:
    """Put every rule of a YAML file on record, all or none, once per key; raises as above."""
    actor.require("keep rates")
    forms = forms_in(written)
    body = [asdict(form) for form in forms]
    with database.as_tenant(actor.tenant_id) as session:

        def act() -> Answer:
            for form in forms:
                add_rule(session, actor, form, now)
            return {"rules": len(forms)}

        return answer_once(session, actor, prefixed("claim-rules", key), body, now, act)


def list_claim_rules(database: Database, actor: Actor) -> tuple[ClaimRuleLine, ...]:
    """Every rule by carrier and verdict, the newest first (NotAllowed)."""
    actor.require("see finance")
    with database.as_tenant(actor.tenant_id) as session:
        rows = session.scalars(
            select(ClaimRule).order_by(
                ClaimRule.carrier,
                ClaimRule.verdict.nulls_first(),
                ClaimRule.valid_from.desc(),
            )
        )
        return tuple(line_of(row) for row in rows)


def line_of(row: ClaimRule) -> ClaimRuleLine:
    """A rule as a value."""
    return ClaimRuleLine(
        carrier=row.carrier,
        verdict=row.verdict,
        valid_from=row.valid_from,
        days=row.days,
        calendar=row.calendar,
        from_delivery=row.from_delivery,
        remind_days=row.remind_days,
        pay_mode=row.pay_mode,
        email=row.email,
        locale=row.locale,
        exclusions=tuple(one.why for one in exclusions_from(row.exclusions)),
    )


def add_rule(session: Session, actor: Actor, form: ClaimRuleForm, now: datetime) -> ClaimRule:
    """The rule with the line that tells who set it."""
    check_rule(form)
    known = select(ClaimRule).where(
        ClaimRule.carrier == form.carrier,
        ClaimRule.verdict.is_not_distinct_from(form.verdict),
        ClaimRule.valid_from == form.valid_from,
    )
    if session.scalars(known).one_or_none() is not None:
        raise ClaimRuleKnown(form.carrier, form.verdict or "", form.valid_from)
    told = asdict(form) | {"exclusions": to_plain(form.exclusions)}
    rule = ClaimRule(
        tenant_id=actor.tenant_id, id=uuid.uuid4(), set_at=now, set_by=actor.name, **told
    )
    if form.calendar:
        calendar_named(session, rule)
    session.add(rule)
    note(session, actor, rule.id, "claim_rule_set", now, after=to_plain(form))
    session.flush()
    return rule


def check_rule(form: ClaimRuleForm) -> None:
    """Raise ClaimRuleUnclear, FieldInvalid or ExclusionUnclear for what cannot hold."""
    exclusions_from(form.exclusions)
    if not form.carrier.strip():
        raise ClaimRuleUnclear("Name the carrier, as its events and bills do.")
    if not 1 <= form.days <= LONGEST:
        raise ClaimRuleUnclear(f"{form.days} days are no time to claim in. Give 1 to {LONGEST}.")
    if not 0 <= form.remind_days <= form.days:
        raise ClaimRuleUnclear(
            f"An alert {form.remind_days} days before the end of {form.days} days cannot be. Give "
            f"0 to {form.days}."
        )
    if form.email and not _ADDRESS.fullmatch(form.email):
        raise ClaimRuleUnclear(f"'{form.email}' is no e-mail address. Correct it, or leave it out.")
    if form.locale not in set(Language):
        known = ", ".join(Language)
        raise ClaimRuleUnclear(f"Nobody writes in '{form.locale}' here. Use one of: {known}.")


def forms_in(written: str) -> Sequence[ClaimRuleForm]:
    """The rules of a YAML file with the key `claims` (FieldInvalid with the place)."""
    try:
        data = yaml.safe_load(written)
    except yaml.YAMLError as wrong:
        raise FieldInvalid(("claims",), f"this is no YAML: {wrong}", "Correct it.") from wrong
    rows = read_fields(to_plain(data), (), {"claims": sequence})["claims"]
    return [
        ClaimRuleForm(**read_fields(row, ("claims", at), _FIELDS, optional=_OPTIONAL))
        for at, row in enumerate(rows)
    ]


def exclusions(value: object, path: Path) -> tuple[Any, ...]:
    """Exclusions as they are kept, after they were read once."""
    exclusions_from(value, path)
    return tuple(dict(mapping(one, path)) for one in sequence(value, path))


_FIELDS = {
    "carrier": text,
    "days": count,
    "valid_from": day,
    "verdict": maybe(choice(Verdict)),
    "calendar": text,
    "from_delivery": flag,
    "remind_days": count,
    "pay_mode": choice(PayMode),
    "email": text,
    "locale": choice(Language),
    "exclusions": exclusions,
}
_OPTIONAL = tuple(name for name in _FIELDS if name not in {"carrier", "days", "valid_from"})

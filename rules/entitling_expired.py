"""The run of the contract, and the package that an expired one has to buy."""

from collections.abc import Iterator
from dataclasses import replace

from rules.coverage_terms import Expired
from rules.decision import Cost
from rules.entitling_asked import Asked, Finding, RunState, reading, said
from rules.reasons import Reason, ReasonCode
from rules.service_words import Measure, Requirement

_HOURS = {Requirement.AUDIT_HOURS, Requirement.UPGRADE_HOURS}


def contract_runs(asked: Asked) -> Finding:
    """Whether the contract carries the request; an expired one with its package (A18, A30)."""
    if asked.state is RunState.NOT_STARTED:
        starts = asked.run.starts_on.isoformat()
        refusal = said(ReasonCode.CONTRACT_NOT_STARTED, asked.contract, starts=starts)
        return Finding(refusals=(refusal,))
    found = Finding(reasons=_reading_used(asked), covered_until=asked.last_ticket_day)
    if asked.state is RunState.RUNNING:
        return replace(found, reasons=(_runs(asked), *found.reasons))
    if asked.offer.expired is None:
        return replace(found, refusals=(_over(asked, asked.contract),))
    return _package(asked, asked.offer.expired, found)


def advised_at_once(asked: Asked) -> Reason:
    """What is not covered is said immediately and free of charge (fact 24, A30)."""
    expired, scope = asked.offer.expired, asked.terms.ground.scope
    source = (expired.source if expired else scope.source) or asked.document
    return said(ReasonCode.ADVISED_AT_ONCE, source)


def _package(asked: Asked, expired: Expired, found: Finding) -> Finding:
    over = _over(asked, expired.source)
    found = replace(found, costs=tuple(_costs(asked, expired)))
    if asked.question.order_approved or not expired.purchase_order:
        approved = said(ReasonCode.PURCHASE_ORDER_APPROVED, expired.source)
        reasons = (over, approved) if expired.purchase_order else (over,)
        return replace(found, reasons=reasons + found.reasons)
    return replace(
        found,
        refusals=(over,),
        conditions=tuple(_conditions(expired)),
        measures=(Measure.ADVICE, Measure.QUOTE),
    )


def _conditions(expired: Expired) -> Iterator[Reason]:
    for needed in expired.require:
        yield said(ReasonCode.PURCHASE_NEEDED, expired.source, requirement=needed.value)
    if expired.surcharge:
        yield said(ReasonCode.SURCHARGE_DUE, expired.source)
    yield said(ReasonCode.PURCHASE_ORDER_NEEDED, expired.source)


def _costs(asked: Asked, expired: Expired) -> Iterator[Cost]:
    """The package on one quote: the hours at the contract's rate, and its surcharge (fact 26)."""
    figures = asked.terms.figures
    for needed in expired.require:
        if needed in _HOURS:
            yield replace(asked.cost(needed.value, per="hour"), amount=figures.hourly_rate)
        elif needed is Requirement.RENEWAL:
            yield replace(asked.cost(needed.value), amount=figures.price)
        else:
            yield asked.cost(needed.value)
    if expired.surcharge:
        yield replace(asked.cost("surcharge"), amount=figures.surcharge)


def _runs(asked: Asked) -> Reason:
    starts, ends = asked.run.starts_on.isoformat(), asked.run.ends_on
    if ends is None:
        return said(ReasonCode.CONTRACT_RUNS_ON, asked.contract, starts=starts)
    return said(ReasonCode.CONTRACT_RUNS, asked.contract, starts=starts, ends=ends.isoformat())


def _over(asked: Asked, source: str) -> Reason:
    ends = asked.run.ends_on or asked.on
    return said(
        ReasonCode.CONTRACT_OVER, source, ends=ends.isoformat(), opened=asked.on.isoformat()
    )


def _reading_used(asked: Asked) -> tuple[Reason, ...]:
    return (reading("expiry", asked.terms.readings.expiry),) if asked.run.ends_on else ()

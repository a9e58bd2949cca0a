"""Whether a device is under warranty: by its class, its dates and the cause of the fault."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rules.coverage_days import CoveredUntil, counted_extensions, covered_until, extension_offer
from rules.coverage_terms import BuyWithin, Coverage, Exclusion
from rules.entitling_asked import Asked, Finding, RunState, merge, reading, said, spoken
from rules.fulfilment import SwapMode
from rules.reasons import Reason, ReasonCode
from rules.service_words import Cause, Commitment, Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row of the coverage with what it means for the device."""

    row: Coverage
    measure: Measure
    until: CoveredUntil

    @property
    def source(self) -> str:
        return self.row.source


def under_warranty(asked: Asked) -> Finding:
    """What the rows grant; without any a finding that neither grants nor refuses.

    A row that covers decides; only where none does, the others refuse.
    """
    rows = [row for row in asked.offer.coverage if _measure_sold(asked, row)]
    fitting = [row for row in rows if fits_class(row.product_classes, asked)]
    if rows and not fitting:
        return _class_not_covered(asked, rows)
    judged = [_judge(asked, _known(asked, row)) for row in fitting]
    granted = [found for found in judged if found.granted]
    if granted or not judged:
        return merge(*granted)
    return merge(*judged, _beyond(asked))


def fits_class(classes: tuple[str, ...], asked: Asked) -> bool:
    """True when no classes are named, or the device is of one; an unknown class may be."""
    return not classes or asked.device.product_class in {"", *classes}


def class_needed(classes: tuple[str, ...], asked: Asked, source: str) -> tuple[Reason, ...]:
    """The condition that the class becomes known, where it decides."""
    if not classes or asked.device.product_class:
        return ()
    return (said(ReasonCode.CLASS_NEEDED, source, classes=", ".join(classes)),)


def swap_measure(asked: Asked) -> Measure | None:
    """A swap or a loan, as decided with the customer; None when neither is sold (fact 59)."""
    swap = asked.offer.swap
    if swap is None:
        return None
    return Measure.LOAN if swap.mode is SwapMode.LEND else Measure.SWAP


def _measure_sold(asked: Asked, row: Coverage) -> Measure | None:
    """What the row gives; None when the tier lacks what it takes."""
    if row.measure in {Measure.SWAP, Measure.LOAN}:
        return swap_measure(asked)
    lacking = row.measure is Measure.ADVANCE_REPLACEMENT and not asked.offer.advance_replacement
    return None if lacking else row.measure


def _known(asked: Asked, row: Coverage) -> _Row:
    """The row with its days; a contract that does not run carries nothing on."""
    held = row if asked.state is RunState.RUNNING else replace(row, with_contract=False)
    terms = asked.terms
    until = covered_until(held, asked.device, asked.run, terms.figures, terms.readings)
    return _Row(row=held, measure=_measure_sold(asked, row) or row.measure, until=until)


def _judge(asked: Asked, known: _Row) -> Finding:
    covers, excluded = known.until.covers(asked.on), _exclusion(asked, known.row)
    day = known.until.last_day
    if covers is False:
        reasons = (*_ignored(asked, known), *_readings(asked, known))
        return Finding(refusals=(_out_of_days(asked, known),), reasons=reasons)
    if excluded:
        return Finding(refusals=(_excluded(excluded),))
    costs = (replace(asked.cost(known.measure.value), amount=known.row.cost_to_customer),)
    return Finding(
        reasons=(*_covered(asked, known), *_extension(asked, known), *_readings(asked, known)),
        conditions=tuple(_conditions(asked, known, dated=covers is not None)),
        measures=(known.measure,),
        costs=costs,
        covered_until=day,
    )


def _out_of_days(asked: Asked, known: _Row) -> Reason:
    starts, last = known.until.starts_on, known.until.last_day
    if starts and asked.on < starts:
        return said(ReasonCode.NOT_YET_COVERED, known.source, day=starts.isoformat())
    return said(ReasonCode.OUT_OF_WARRANTY, known.source, day=str(last))


def _covered(asked: Asked, known: _Row) -> Iterator[Reason]:
    until, source = known.until, known.source
    if until.last_day:
        yield said(ReasonCode.COVERED_UNTIL, source, day=until.last_day.isoformat())
    elif until.endless:
        yield said(ReasonCode.COVERED_WITHOUT_END, source)
    if until.capped_by_maximum and until.last_day:
        yield said(ReasonCode.CUT_SHORT, source, day=until.last_day.isoformat())
    if known.row.commitment is Commitment.BEST_EFFORT:
        yield said(ReasonCode.BEST_EFFORT, source)
    for lifted in _matching(asked, known.row):
        yield said(ReasonCode.EXCLUSION_LIFTED, lifted.source, clause=lifted.code)


def _conditions(asked: Asked, known: _Row, *, dated: bool) -> Iterator[Reason]:
    row, source = known.row, known.source
    yield from class_needed(row.product_classes, asked, source)
    if not dated and known.until.starts_on:
        yield said(ReasonCode.TERM_NEEDED, source)
    elif not dated:
        yield said(ReasonCode.PURCHASE_DAY_NEEDED, source)
    if row.needs_confirmed_defect and not asked.question.defect_confirmed:
        yield said(ReasonCode.DEFECT_TO_CONFIRM, source)


def _extension(asked: Asked, known: _Row) -> Iterator[Reason]:
    """What can be bought today, what no longer counts, and what is never sold (facts 21, A23)."""
    row, device, terms = known.row, asked.device, asked.terms
    yield from _ignored(asked, known)
    offer = extension_offer(row, device, asked.run, terms.figures, terms.readings, asked.on)
    if offer:
        within_base = offer.buy_within is BuyWithin.BASE
        day = known.until.base_ends if within_base else known.until.last_day
        facts = {"months": str(offer.months), "day": day.isoformat() if day else ""}
        yield said(ReasonCode.EXTENSION_ON_SALE, offer.source, **facts)
    closed = [one for one in row.extensions if device.product_class in one.excluded_classes]
    if closed and len(closed) == len(row.extensions):
        named = device.product_class
        yield said(ReasonCode.CLASS_NOT_EXTENDABLE, closed[0].source, product=named)


def _ignored(asked: Asked, known: _Row) -> Iterator[Reason]:
    terms = asked.terms
    counted = counted_extensions(known.row, asked.device, terms.figures, terms.readings)
    for bought in asked.device.extensions:
        if bought not in counted:
            facts = {"months": str(bought.months), "day": bought.bought_on.isoformat()}
            yield said(ReasonCode.EXTENSION_NOT_COUNTED, known.source, **facts)


def _matching(asked: Asked, row: Coverage) -> list[Exclusion]:
    return [one for one in row.exclusions if asked.question.cause in one.causes]


def _exclusion(asked: Asked, row: Coverage) -> Exclusion | None:
    """The first exclusion of the cause that no finding lifts (fact 23)."""
    question = asked.question
    also = Cause.MATERIAL_OR_WORKMANSHIP if question.caused_by_material else None
    for one in _matching(asked, row):
        if one.unless is None or one.unless is not also:
            return one
    return None


def _excluded(one: Exclusion) -> Reason:
    return said(ReasonCode.EXCLUDED, one.source, clause=one.code, **spoken("text", one.text))


def _class_not_covered(asked: Asked, rows: list[Coverage]) -> Finding:
    classes = ", ".join(dict.fromkeys(name for row in rows for name in row.product_classes))
    named = {"product": asked.device.product_class, "classes": classes}
    refusal = said(ReasonCode.CLASS_NOT_COVERED, rows[0].source, **named)
    return merge(Finding(refusals=(refusal,)), _beyond(asked))


def _beyond(asked: Asked) -> Finding:
    """What is offered for a device that is not covered (facts 29, 65)."""
    expired, billing = asked.offer.expired, asked.terms.ground.billing
    reasons = []
    if expired and expired.options_for_hardware:
        reasons.append(said(ReasonCode.OPTIONS_OFFERED, expired.source))
    if billing and billing.out_of_warranty_paid_by:
        payer = billing.out_of_warranty_paid_by.value
        reasons.append(said(ReasonCode.BILLED_DIRECTLY, billing.source, payer=payer))
    if not reasons:
        return Finding()
    costs = (asked.cost(Measure.REPAIR.value),)
    return Finding(reasons=tuple(reasons), measures=(Measure.QUOTE,), costs=costs)


def _readings(asked: Asked, known: _Row) -> Iterator[Reason]:
    readings = asked.terms.readings
    if known.until.starts_on:
        yield reading("purchase_day", readings.purchase_day)
        yield reading("day_rule", readings.day_rule)
    if known.until.capped_by_maximum:
        yield reading("late_coverage", readings.late_coverage)

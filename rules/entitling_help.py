"""Help without parts: advice, remote sessions, configuration, software and monitoring."""

from collections.abc import Callable, Mapping

from rules.entitling_asked import Asked, Finding, RunState, merge, said
from rules.entitling_expired import contract_runs
from rules.reasons import Reason, ReasonCode
from rules.service_terms import Prepaid, RemoteHelp
from rules.service_words import Measure, Need


def help_with(asked: Asked) -> Finding:
    """What may be done under a running contract, or under none (facts 8, 17, 28, 50 to 52)."""
    contract = contract_runs(asked)
    if contract.refusals:
        return merge(contract, _block(asked) if asked.need in _REMOTE else Finding())
    prepaid = asked.terms.ground.prepaid
    if prepaid and asked.need in prepaid.covers:
        return merge(contract, _with_prepaid(asked, prepaid))
    return merge(contract, _HELP[asked.need](asked))


def _advice(asked: Asked) -> Finding:
    return _included(asked, Measure.ADVICE, asked.contract)


def _incident(asked: Asked) -> Finding:
    """Advice, a look from afar where the tier has it, and the manufacturer behind (fact 46)."""
    intake = asked.terms.ground.intake
    escalates = said(ReasonCode.MAY_ESCALATE, intake.source or asked.document)
    beside = Finding(reasons=(escalates,) if intake.escalates_to_manufacturer else ())
    return merge(_advice(asked), _look(asked), beside)


def _look(asked: Asked) -> Finding:
    """A remote session where one is allowed; nothing is refused without it."""
    remote = asked.offer.remote
    if remote is None or not remote.view:
        return Finding()
    if _is_blocked(asked, remote):
        return _block(asked).softened()
    return merge(_included(asked, Measure.REMOTE_SESSION, remote.source), _view_only(remote))


def _remote_view(asked: Asked) -> Finding:
    remote = asked.offer.remote
    if remote is None or not remote.view:
        return _not_sold(asked, Measure.REMOTE_SESSION, remote.source if remote else "")
    return _block(asked) if _is_blocked(asked, remote) else _look(asked)


def _remote_change(asked: Asked) -> Finding:
    """Changes from afar: free, on prepaid hours, or never."""
    remote, prepaid = asked.offer.remote, asked.terms.ground.prepaid
    if remote is None:
        return _not_sold(asked, Measure.REMOTE_SESSION, "")
    if _is_blocked(asked, remote):
        return _block(asked)
    if remote.change:
        return _included(asked, Measure.REMOTE_SESSION, remote.source)
    if remote.change_with_prepaid and prepaid:
        return _with_prepaid(asked, prepaid)
    return Finding(refusals=(said(ReasonCode.REMOTE_CHANGE_EXCLUDED, remote.source),))


def _with_prepaid(asked: Asked, prepaid: Prepaid) -> Finding:
    """Only on hours bought ahead, independent of the tier (facts 50, 51)."""
    minutes, step = asked.question.prepaid_minutes, prepaid.step_minutes
    if minutes < step:
        packs = ", ".join(str(hours) for hours in prepaid.packs_hours)
        needed = said(ReasonCode.PREPAID_NEEDED, prepaid.source, packs=packs)
        return Finding(refusals=(needed,), measures=(Measure.QUOTE,))
    drawn = said(ReasonCode.PREPAID_DRAWN, prepaid.source, minutes=str(minutes), step=str(step))
    session = (Measure.REMOTE_SESSION,) if _may_change(asked) else ()
    advice = () if session and asked.need is Need.REMOTE_CHANGE else (Measure.ADVICE,)
    return Finding(reasons=(drawn,), measures=(*advice, *session))


def _may_change(asked: Asked) -> bool:
    remote = asked.offer.remote
    if remote is None or _is_blocked(asked, remote):
        return False
    return remote.change or remote.change_with_prepaid


def _software(asked: Asked) -> Finding:
    """Software sent electronically, with what accompanies it (facts 1, 17, 43)."""
    terms = asked.offer.software
    if terms is None:
        return _not_sold(asked, Measure.SOFTWARE_DELIVERY, "")
    beside = {
        ReasonCode.WITH_INSTRUCTIONS: terms.with_instructions,
        ReasonCode.HELP_AS_APPROPRIATE: terms.help_as_appropriate,
    }
    reasons = tuple(said(code, terms.source) for code, holds in beside.items() if holds)
    included = _included(asked, Measure.SOFTWARE_DELIVERY, terms.source)
    return merge(included, Finding(reasons=reasons))


def _monitoring(asked: Asked) -> Finding:
    """A machine's alert is worked on where monitoring is sold (facts 38, 38a)."""
    if asked.offer.alerts:
        return _incident(asked)
    source = asked.terms.ground.intake.source or asked.document
    tier = asked.terms.tier_label
    return Finding(refusals=(said(ReasonCode.ALERTS_NOT_IN_TIER, source, tier=tier),))


def _is_blocked(asked: Asked, remote: RemoteHelp) -> bool:
    return remote.blocked_when_expired and asked.state is RunState.OVER


def _block(asked: Asked) -> Finding:
    remote = asked.offer.remote
    if remote is None or not _is_blocked(asked, remote):
        return Finding()
    return Finding(refusals=(said(ReasonCode.REMOTE_BLOCKED, remote.source),))


def _view_only(remote: RemoteHelp) -> Finding:
    if remote.change:
        return Finding()
    return Finding(reasons=(said(ReasonCode.REMOTE_VIEW_ONLY, remote.source),))


def _included(asked: Asked, measure: Measure, source: str) -> Finding:
    return Finding(reasons=(_of_tier(asked, measure, source, included=True),), measures=(measure,))


def _not_sold(asked: Asked, measure: Measure, source: str) -> Finding:
    return Finding(refusals=(_of_tier(asked, measure, source, included=False),))


def _of_tier(asked: Asked, measure: Measure, source: str, *, included: bool) -> Reason:
    code = ReasonCode.MEASURE_INCLUDED if included else ReasonCode.MEASURE_NOT_IN_TIER
    named = source or asked.contract
    return said(code, named, measure=measure.value, tier=asked.terms.tier_label)


_REMOTE = {Need.REMOTE_VIEW, Need.REMOTE_CHANGE}
_HELP: Mapping[Need, Callable[[Asked], Finding]] = {
    Need.ADVICE: _advice,
    Need.INCIDENT: _incident,
    Need.CONFIGURATION: _advice,
    Need.REMOTE_VIEW: _remote_view,
    Need.REMOTE_CHANGE: _remote_change,
    Need.SOFTWARE: _software,
    Need.MONITORING: _monitoring,
}

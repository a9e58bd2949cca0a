"""Would this be covered? Answered before a case exists."""

from fastapi import APIRouter, Request

from desk.entitlement_check import Checked, check_entitlement
from rules.channel_hours import ChannelHours
from rules.promises import Promise
from rules.targets import TargetDue
from web.api.cases import JSON_BODY
from web.api.service_answers import EntitlementChecked, HoursTold, TargetTold, WouldBePromised
from web.api.service_bodies import CheckBody
from web.asking import ask
from web.sign_in import Signed

router = APIRouter(prefix="/v1/entitlement-checks", tags=["entitlement"])


@router.post("", operation_id="checkEntitlement", dependencies=JSON_BODY)
async def check_an_entitlement(
    request: Request, actor: Signed, body: CheckBody
) -> EntitlementChecked:
    """What opening a case now would answer; nothing is kept, so it needs no key."""
    form = body.form(request)
    return told(await ask(check_entitlement, request.app.state.database, actor, form))


def told(checked: Checked) -> EntitlementChecked:
    """The answer; what is not covered is a verdict, not a refusal."""
    decision = checked.decision
    return EntitlementChecked(
        contract=checked.contract,
        programme=checked.programme,
        tier=checked.tier,
        language=checked.language,
        verdict=decision.verdict,
        measures=decision.measures,
        covered_until=decision.covered_until,
        sentences=checked.sentences,
        targets=tuple(target_told(one, checked.language) for one in checked.targets),
        promises=tuple(promise_told(one, checked.language) for one in checked.promises),
        hours=hours_told(checked.hours) if checked.hours else None,
        binding=checked.binding,
        decision=decision.to_json(),
    )


def target_told(target: TargetDue, language: str) -> TargetTold:
    """A target with its reason in that language."""
    return TargetTold(
        metric=target.metric,
        commitment=target.commitment,
        started_at=target.started_at,
        due_at=target.due_at,
        warn_at=target.warn_at,
        timezone=target.timezone,
        calendar=target.calendar,
        calendar_hash=target.calendar_hash,
        explanation=target.explain(language),
    )


def promise_told(promise: Promise, language: str) -> WouldBePromised:
    """A promise with its reason in that language."""
    return WouldBePromised(
        kind=promise.kind,
        due_at=promise.due_at,
        due_day=promise.due_day,
        timezone=promise.timezone,
        calendar=promise.calendar,
        calendar_hash=promise.calendar_hash,
        explanation=promise.explain(language),
    )


def hours_told(hours: ChannelHours) -> HoursTold:
    """When the channel is open, as data; the sentences say it in words."""
    return HoursTold(
        channel=hours.kind,
        open_now=hours.open_now,
        opens_at=hours.opens_at,
        closes_at=hours.closes_at,
        timezone=hours.timezone,
        calendar=hours.calendar,
        calendar_hash=hours.calendar_hash,
        source=hours.source,
    )

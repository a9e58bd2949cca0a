"""Who may ask, through which channel, and who may handle it."""

from rules.entitling_asked import Asked, Finding, said
from rules.reasons import Reason, ReasonCode
from rules.service_terms import Access, Channel
from rules.service_words import Asker, ChannelKind, Measure


def at_the_door(asked: Asked) -> tuple[Finding, ...]:
    """What is found before the request itself is looked at."""
    if asked.by_alert:
        return _alert(asked), _handler(asked)
    return _access(asked), _channel(asked), _handler(asked)


def _alert(asked: Asked) -> Finding:
    """A machine asks by an alert, and only where alerts are sold (facts 38, 38a)."""
    question, source = asked.question, asked.terms.ground.intake.source or asked.document
    both = question.who is Asker.MONITORING and question.channel is ChannelKind.ALERT
    if both and asked.offer.alerts:
        return Finding(reasons=(said(ReasonCode.ALERT_ACCEPTED, source),))
    return Finding(refusals=(_no_alerts(asked, source),))


def _no_alerts(asked: Asked, source: str) -> Reason:
    return said(ReasonCode.ALERTS_NOT_IN_TIER, source, tier=asked.terms.tier_label)


def _access(asked: Asked) -> Finding:
    """Who may ask; anybody where the programme does not say (facts 11, 45, 67)."""
    rows, who = asked.offer.access, asked.question.who
    mine = [row for row in rows if row.who is who]
    for row in sorted(mine, key=lambda row: row.needs_reseller_request):
        if not row.needs_reseller_request:
            return Finding(reasons=(said(ReasonCode.ACCESS_ALLOWED, row.source, who=who),))
        if asked.question.reseller_asked:
            reason = said(ReasonCode.ACCESS_AT_RESELLERS_REQUEST, row.source, who=who)
            return Finding(reasons=(reason,))
    if not rows:
        return Finding()
    return Finding(refusals=(_denied(who, mine, rows),), measures=(Measure.REFERRAL,))


def _denied(who: Asker, mine: list[Access], rows: tuple[Access, ...]) -> Reason:
    if mine:
        return said(ReasonCode.RESELLER_REQUEST_NEEDED, mine[0].source, who=who)
    for row in rows:
        if row.who is Asker.RESELLER:
            return said(ReasonCode.ASK_THROUGH_RESELLER, row.source, who=who)
    allowed = ", ".join(dict.fromkeys(row.who.value for row in rows))
    return said(ReasonCode.ACCESS_DENIED, rows[0].source, who=who, allowed=allowed)


def _channel(asked: Asked) -> Finding:
    """The channels of the tier; any where the programme does not say (facts 30 to 33, 46, 47)."""
    rows = [row for row in asked.offer.channels if _serves(row, asked.question.who)]
    kind = asked.question.channel
    for row in rows:
        if row.kind is kind:
            reason = said(ReasonCode.CHANNEL_OPEN, row.source, channel=kind, address=row.address)
            return Finding(reasons=(reason,))
    if not asked.offer.channels:
        return Finding()
    return Finding(refusals=(_closed(asked, rows),), measures=(Measure.REFERRAL,))


def _closed(asked: Asked, rows: list[Channel]) -> Reason:
    shown = rows or asked.offer.channels
    return said(
        ReasonCode.CHANNEL_CLOSED,
        shown[0].source,
        channel=asked.question.channel,
        channels=", ".join(dict.fromkeys(row.kind.value for row in shown)),
        tier=asked.terms.tier_label,
    )


def _serves(row: Channel, who: Asker) -> bool:
    return not row.who or who in row.who


def _handler(asked: Asked) -> Finding:
    """Only by such people, only there; whoever is not known is not allowed (fact 37, A14)."""
    terms, question = asked.offer.handling, asked.question
    if terms is None:
        return Finding()
    facts = {"citizenship": terms.citizenship, "location": terms.location}
    known = {"citizenship": question.handler_citizenship, "location": question.handler_location}
    if facts == known:
        return Finding(reasons=(said(ReasonCode.HANDLER_ALLOWED, terms.source, **facts),))
    return Finding(refusals=(said(ReasonCode.HANDLER_NOT_ALLOWED, terms.source, **facts),))

"""Small terms by hand, and questions about them, for the tests of the entitlement decision."""

from dataclasses import replace
from datetime import date
from typing import Any

from rules.coverage_terms import Coverage, Exclusion, Expired, Extension
from rules.decision import Decision
from rules.entitling import decide
from rules.figures import Figures
from rules.programme import GroundRules, Tier
from rules.question import ContractRun, DeviceOnRecord, Question
from rules.readings import Readings
from rules.reasons import Reason, ReasonCode
from rules.service_words import Asker, Cause, ChannelKind, Measure, Need, Requirement
from rules.terms import Terms
from tests.rules.calendars import STOCKHOLM, local, return_terms

MONDAY = local("2026-03-02 10:00")
RUN = ContractRun(starts_on=date(2025, 1, 1), ends_on=date(2026, 12, 31))
OVER = ContractRun(starts_on=date(2025, 1, 1), ends_on=date(2026, 3, 2))
BOUGHT = date(2025, 5, 1)
SYSTEM = DeviceOnRecord(product_class="system", invoiced_on=BOUGHT)


def a_tier(**changes: Any) -> Tier:
    return replace(Tier(id="gold", label="Gold", returns=return_terms()), **changes)


def some_terms(
    tier: Tier | None = None,
    *,
    ground: GroundRules | None = None,
    readings: Readings | None = None,
    figures: Figures | None = None,
) -> Terms:
    return Terms(
        programme="example",
        version="3",
        tier="gold",
        timezone=STOCKHOLM,
        locale="sv_SE",
        currency="SEK",
        offer=tier or a_tier(),
        ground=ground or GroundRules(document="Charter"),
        readings=readings or Readings(),
        figures=figures or Figures(),
        calendar_hashes={},
    )


def a_question(**changes: Any) -> Question:
    given: dict[str, Any] = {
        "need": Need.ADVICE,
        "asked_at": MONDAY,
        "who": Asker.RESELLER,
        "channel": ChannelKind.EMAIL,
    }
    return Question(**(given | changes))


def decided(
    terms: Terms | Tier,
    *,
    run: ContractRun = RUN,
    device: DeviceOnRecord = SYSTEM,
    **question: Any,
) -> Decision:
    held = terms if isinstance(terms, Terms) else some_terms(terms)
    return decide(terms=held, run=run, device=device, question=a_question(**question))


def warranty(**changes: Any) -> Coverage:
    given: dict[str, Any] = {
        "id": "warranty",
        "measure": Measure.LIKE_FOR_LIKE,
        "source": "one year of warranty",
        "base_months": 12,
        "product_classes": ("system", "telephone"),
        "needs_confirmed_defect": False,
    }
    return Coverage(**(given | changes))


A_YEAR_MORE = Extension(
    months=12, source="an additional year", excluded_classes=("telephone", "client")
)
CONSUMABLES = Exclusion(
    code="a",
    causes=(Cause.CONSUMED,),
    unless=Cause.MATERIAL_OR_WORKMANSHIP,
    text={"en": "Consumable parts", "sv": "Förbrukningsdelar"},
    source="clause a",
)
ACCIDENTS = Exclusion(
    code="c", causes=(Cause.ACCIDENT,), text={"en": "Accidents"}, source="clause c"
)
PACKAGE = Expired(
    tiers=("gold",),
    require=(Requirement.UPGRADE, Requirement.RENEWAL, Requirement.AUDIT_HOURS),
    surcharge=True,
    options_for_hardware=True,
    source="expired services",
)


def codes(reasons: tuple[Reason, ...]) -> list[ReasonCode]:
    return [reason.code for reason in reasons]


def the(decision: Decision, code: ReasonCode) -> Reason:
    """The only reason or condition of that code."""
    [found] = [one for one in decision.reasons + decision.conditions if one.code is code]
    return found


def says(decision: Decision, code: ReasonCode) -> bool:
    return code in codes(decision.reasons)


def asks(decision: Decision, code: ReasonCode) -> bool:
    return code in codes(decision.conditions)

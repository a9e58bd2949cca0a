"""Contracts under a published programme, and what the rules answer when they are asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from programmes.loader import load_programme
from rules.business_time import elapsed, is_open
from rules.decision import Decision
from rules.entitling import decide
from rules.figures import require_figures
from rules.programme import Programme
from rules.promises import Promise, promise_delivery, promise_dispatch
from rules.question import ContractRun, DeviceOnRecord, Question
from rules.reasons import Reason, ReasonCode
from rules.service_words import Asker, ChannelKind, Metric, Need, ScopeFact
from rules.targets import TargetDue, count_target, is_met, target_for
from rules.terms import Terms, calendars_under, terms_under
from rules.working_calendar import Calendar
from tests.rules.calendars import BUCHAREST, STOCKHOLM, local

PARIS, NEW_YORK = "Europe/Paris", "America/New_York"
SMART, METRO, OPSWAT = "smartoptics_smart_care", "emetrotel_assurance", "opswat"
EXER, ATEA = "exer_cst", "atea_smartservice"
ZONES = {SMART: STOCKHOLM, METRO: NEW_YORK, OPSWAT: BUCHAREST, EXER: PARIS, ATEA: STOCKHOLM}
CLASSES = ("galaxy_mini", "ucx250", "ucx450", "ucx1000", "digital_gateway", "infinity_telephone")
SIGNED, ENDS = date(2025, 1, 1), date(2030, 1, 1)
#: A ticket with all that is asked for, written by whoever may write it.
TICKET = {
    "end_customer_name": "Fabrikam",
    "system_type_and_host_id": "UCX450, 00:1E",
    "software_release": "6.0",
    "call_scenario": "No calls come in",
}
#: What a contract sets because its programme names the figure and not its number.
OPEN: Mapping[tuple[str, str], dict[str, Any]] = {
    (SMART, ""): {"products": {"switch": {"standard_term_months": 24}}},
    (METRO, ""): {
        "surcharge": "500",
        "hourly_rate": "180",
        "products": {name: {"max_total_months": 36} for name in CLASSES},
    },
    (OPSWAT, ""): {"zone": BUCHAREST, "holidays": "RO-public"},
    (OPSWAT, "hardware"): {},
    (ATEA, "prof"): {"repair_return_to": "stock"},
}
#: Who usually asks, through what, with a ticket and a device that lack nothing.
USUALLY: Mapping[str, dict[str, Any]] = {
    SMART: {},
    METRO: {"who": Asker.RESELLER, "ticket": TICKET, "registered": True},
    OPSWAT: {},
    EXER: {
        "who": Asker.RESELLER,
        "channel": ChannelKind.EMAIL,
        "scope": dict.fromkeys(ScopeFact, True),
    },
    ATEA: {"who": Asker.ATTACHED_USER, "channel": ChannelKind.PHONE},
}
UNKNOWN = DeviceOnRecord()
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """A tier under a contract, asked without any record."""

    programme: Programme
    terms: Terms
    run: ContractRun

    @property
    def calendars(self) -> dict[str, Calendar]:
        return calendars_under(self.programme, self.terms.figures)

    def until(self, ends_on: date | None) -> "Sold":
        return replace(self, run=replace(self.run, ends_on=ends_on))

    def at(self, written: str) -> datetime:
        """A wall time in the programme's zone."""
        return local(written, self.terms.timezone)

    def ask(
        self, need: Need, written: str, device: DeviceOnRecord = UNKNOWN, **said: Any
    ) -> Decision:
        usual = USUALLY.get(self.programme.id, {})
        question = Question(need=need, asked_at=self.at(written), **(usual | said))
        return decide(terms=self.terms, run=self.run, device=device, question=question)

    def count(
        self,
        metric: Metric,
        written: str,
        *,
        severity: str = "",
        need: Need = Need.INCIDENT,
    ) -> TargetDue:
        target = target_for(self.terms, metric, severity=severity, need=need)
        assert target is not None
        return count_target(
            target,
            readings=self.terms.readings,
            calendars=self.calendars,
            started_at=self.at(written),
        )

    def due(self, metric: Metric, written: str, **asked: Any) -> str:
        """The wall time in the programme's zone, to the minute; nothing where none is promised."""
        return self.wall(self.count(metric, written, **asked).due_at)

    def responds(self, written: str, severity: str = "", **asked: Any) -> str:
        return self.due(Metric.RESPONSE, written, severity=severity, **asked)

    def is_met(self, written: str, stopped: str, severity: str) -> bool:
        """Whether an answer to a ticket of the first moment is in time at the second."""
        target = target_for(self.terms, Metric.RESPONSE, severity=severity, need=Need.INCIDENT)
        assert target is not None
        met, _ = is_met(
            self.count(Metric.RESPONSE, written, severity=severity),
            target,
            readings=self.terms.readings,
            calendars=self.calendars,
            stopped_at=self.at(stopped),
        )
        return met

    def delivery(self, written: str) -> Promise:
        assert self.terms.swap is not None
        return promise_delivery(
            registered_at=self.at(written), swap=self.terms.swap, calendars=self.calendars
        )

    def dispatch(self, written: str) -> Promise:
        assert self.terms.advance_replacement is not None
        return promise_dispatch(
            identified_at=self.at(written),
            advance=self.terms.advance_replacement,
            calendars=self.calendars,
        )

    def opens(self, kind: ChannelKind, written: str) -> bool:
        """Whether somebody is there at that moment, on a channel the tier has."""
        [row] = [row for row in self.terms.offer.channels if row.kind is kind]
        assert row.calendar is not None
        return is_open(self.calendars[row.calendar], self.at(written))

    def hours_a_week(self, kind: ChannelKind) -> float:
        """How long somebody is there in a week without holidays; 0 on a channel not sold."""
        rows = [row for row in self.terms.offer.channels if row.kind is kind and row.calendar]
        monday, next_monday = self.at("2026-11-16 00:00"), self.at("2026-11-23 00:00")
        return sum(
            elapsed(self.calendars[str(row.calendar)], monday, next_monday) / HOUR for row in rows
        )

    def wall(self, instant: datetime | None) -> str:
        if instant is None:
            return ""
        zone = self.at("2026-01-01 00:00").tzinfo
        return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def sold(programme: str | Programme, tier: str, **settings: Any) -> Sold:
    """A contract from 2025 to 2030 that sets all its programme leaves open."""
    found = load_programme(programme) if isinstance(programme, str) else programme
    usual = OPEN.get((found.id, tier), OPEN.get((found.id, ""), {}))
    terms = terms_under(found, tier, {**usual, **settings})
    require_figures(terms.offer, terms.figures, ("settings",))
    return Sold(programme=found, terms=terms, run=ContractRun(starts_on=SIGNED, ends_on=ENDS))


def codes(reasons: Iterable[Reason]) -> list[ReasonCode]:
    return [reason.code for reason in reasons]


def facts_of(reasons: Iterable[Reason], code: ReasonCode, name: str) -> list[str]:
    """That fact of every reason of the code."""
    return [reason.facts.get(name, "") for reason in reasons if reason.code is code]


def costs(decision: Decision) -> dict[str, str]:
    """What is paid for, with its amount; `quoted` where it has none yet."""
    return {
        cost.what: "quoted" if cost.amount is None else f"{cost.amount} {cost.currency}"
        for cost in decision.costs
    }

"""Says when a programme's promises and targets are due, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from textwrap import wrap
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cli import answers
from cli.output import AsJson, show
from cli.programme import programme_named
from rules.entitling import SeverityUnknown
from rules.fields import FieldInvalid, to_plain
from rules.promises import Promise, PromiseKind, promise_delivery, promise_dispatch
from rules.reason_words import VOCABULARIES, language_of
from rules.service_terms import Target
from rules.service_words import Metric, Need
from rules.targets import TargetDue, count_target, target_for
from rules.terms import Terms, calendars_under, terms_under
from rules.working_calendar import Calendar

app = typer.Typer(add_completion=False, rich_markup_mode=None, help=__doc__)

NOTHING = "Nothing is promised for this."
WIDTH = 80


class Promised(StrEnum):
    """What a programme may promise in time."""

    RESPONSE = Metric.RESPONSE.value
    RESOLUTION = Metric.RESOLUTION.value
    DELIVERY = PromiseKind.DELIVERY.value
    DISPATCH = PromiseKind.DISPATCH.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The moment, and what is wanted of the promises: empty and None mean all."""

    at: datetime
    severity: str
    need: Need | None
    metric: Promised | None

    def wants(self, kind: Metric | PromiseKind) -> bool:
        """True when nothing was chosen, or this."""
        return self.metric in {None, Promised(kind.value)}


@app.command()
def promise(  # noqa: PLR0913 - one parameter for each option
    programme: Annotated[str, typer.Argument(metavar="ID|FILE", help="The programme.")],
    tier: Annotated[str, typer.Argument(help="The tier's id.")],
    *,
    at: Annotated[str, typer.Option(metavar="TIME", help="ISO 8601 with offset (now).")] = "",
    severity: Annotated[str, typer.Option(help="One of the programme's (all).")] = "",
    need: Annotated[Need | None, typer.Option(help="What is wanted (anything).")] = None,
    metric: Annotated[Promised | None, typer.Option(help="This promise only.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=JSON",
            help="A contract setting, such as targets.response.hours=elapsed; repeatable.",
        ),
    ] = None,
    language: Annotated[str, typer.Option(help="en, sv, fr or ro (the programme's).")] = "",
    as_json: AsJson = False,
) -> None:
    """Prints every promise and target of a tier: local time, UTC and the reason."""
    sold = programme_named(programme)
    terms = terms_under(sold, tier, nested(answers.settings(settings or [])))
    if severity and severity not in terms.ground.severities:
        raise SeverityUnknown(terms, severity)
    asked = Asked(at=answers.moment_or_now("at", at), severity=severity, need=need, metric=metric)
    calendars = calendars_under(sold, terms.figures)
    promises = list(promises_of(terms, calendars, asked))
    targets = list(targets_of(terms, calendars, asked))
    said = _language(language, terms)
    facts = {
        "programme": terms.programme,
        "version": terms.version,
        "tier": terms.tier,
        "at": asked.at,
        "promises": [{**one.to_json(), "explanation": one.explain(said)} for one in promises],
        "targets": [_target_facts(row, due, said) for row, due in targets],
    }
    lines = [line for one in promises for line in promise_lines(one, said)]
    lines += [line for row, due in targets for line in target_lines(row, due, said)]
    show(facts, as_json=as_json, text=lines or NOTHING)


def promises_of(terms: Terms, calendars: Mapping[str, Calendar], asked: Asked) -> Iterator[Promise]:
    """Delivery as if registered then, dispatch as if the defect was identified then."""
    if asked.need not in {None, Need.HARDWARE}:
        return
    if terms.swap is not None and asked.wants(PromiseKind.DELIVERY):
        yield promise_delivery(registered_at=asked.at, swap=terms.swap, calendars=calendars)
    advance = terms.advance_replacement
    if advance is not None and asked.wants(PromiseKind.DISPATCH):
        yield promise_dispatch(identified_at=asked.at, advance=advance, calendars=calendars)


def targets_of(
    terms: Terms, calendars: Mapping[str, Calendar], asked: Asked
) -> Iterator[tuple[Target, TargetDue]]:
    """Every row that applies to what was asked, once, as if its clock started then."""
    for row in dict.fromkeys(_rows(terms, asked)):
        yield (
            row,
            count_target(
                row,
                readings=terms.readings,
                calendars=calendars,
                started_at=asked.at,
                zone=terms.timezone,
            ),
        )


def _rows(terms: Terms, asked: Asked) -> Iterator[Target]:
    severities = [asked.severity] if asked.severity else list(terms.ground.severities) or [""]
    for metric in filter(asked.wants, Metric):
        for severity in severities:
            for need in [asked.need] if asked.need else Need:
                if row := target_for(terms, metric, severity=severity, need=need):
                    yield row


def promise_lines(promise: Promise, language: str) -> list[str]:
    """What is due when, and why."""
    when = both_times(promise.due_at, promise.timezone)
    return [*_paragraph(f"{promise.kind.value}: due before {when}"), *_why(promise, language)]


def target_lines(row: Target, due: TargetDue, language: str) -> list[str]:
    """What is due when, from when on the board warns, and why."""
    times = [f"due {both_times(due.due_at, due.timezone)}"] if due.due_at else []
    times += [f"warns {both_times(due.warn_at, due.timezone)}"] if due.warn_at else []
    told = "; ".join(times) or f"no instant ({due.commitment.value.replace('_', ' ')})"
    return [*_paragraph(f"{_title(row)}: {told}"), *_why(due, language)]


def both_times(moment: datetime, zone: str) -> str:
    """Such as 2026-06-09 13:40 Europe/Paris (11:40Z)."""
    local, utc = moment.astimezone(ZoneInfo(zone)), moment.astimezone(UTC)
    shown = f"{utc:%H:%MZ}" if utc.date() == local.date() else f"{utc:%Y-%m-%d %H:%MZ}"
    return f"{local:%Y-%m-%d %H:%M} {zone} ({shown})"


def nested(settings: Mapping[str, object]) -> dict[str, object]:
    """Settings whose dotted names are the way to a value inside another; raises FieldInvalid."""
    whole: dict[str, Any] = {}
    for name, value in settings.items():
        *way, last = name.split(".")
        place = whole
        for step in way:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                remedy = f"Leave out {step}=…, or write it as JSON with everything in it."
                raise FieldInvalid(("set", name), f"{step} has a value already.", remedy)
        place[last] = value
    return whole


def _title(row: Target) -> str:
    severities = f", severity {', '.join(row.severities)}" if row.severities else ""
    needs = f" ({', '.join(need.value for need in row.needs)})" if row.needs else ""
    return f"{row.metric.value}{severities}{needs}"


def _why(one: Promise | TargetDue, language: str) -> list[str]:
    return _paragraph(one.explain(language), "  ")


def _paragraph(text: str, margin: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=margin, subsequent_indent=f"{margin}  ")


def _target_facts(row: Target, due: TargetDue, language: str) -> dict[str, Any]:
    return {**due.to_json(), "row": to_plain(row), "explanation": due.explain(language)}


def _language(given: str, terms: Terms) -> str:
    if given and given not in VOCABULARIES:
        raise typer.BadParameter(f"'{given}' is none of {', '.join(VOCABULARIES)}.")
    return given or language_of(terms.locale)

"""A refill prompt in words: figures, days and reasons as the reader's language writes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from desk.prompt_view import LinkedPrompt, PromptView, Standing
from documents.amounts import money_in
from documents.language import language_of
from rules.cost_lines import CENT
from rules.dates_in_words import weekday_date
from rules.forecast_words import basis_sentence, forecast_sentence
from rules.pools import PoolLevel
from rules.prompt_answers import seen_as
from rules.refill import AskedFor
from web.portal.times import due, moment
from web.portal.words import Phrases, phrases_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPrompt:
    """Everything a page says of a prompt; `status` first, then what came of it."""

    title: str
    status: str
    outcome: tuple[str, ...]
    price: str
    total: str
    limit: str
    forecast: tuple[str, ...]
    reasons: tuple[str, ...]
    levels: tuple[tuple[str, str], ...]
    models: tuple[tuple[str, str], ...]
    first_pause_day: str
    seen: str


def told(found: LinkedPrompt) -> ToldPrompt:
    """The prompt in its reader's language."""
    prompt, phrases = found.prompt, phrases_in(found.language)
    return ToldPrompt(
        title=phrases.say(f"refill.kind.{prompt.kind}", pool=prompt.pool_name),
        status=status_of(phrases, found),
        outcome=tuple(outcome_of(phrases, found)),
        price=priced(found, prompt.unit_price),
        total=priced(found, prompt.amount),
        limit=limit_told(found),
        forecast=forecast_told(prompt.because.get("forecast", {}), found.language),
        reasons=tuple(reasons_told(phrases, prompt)),
        levels=tuple(levels_told(phrases, prompt.level)),
        models=tuple(models_told(found)),
        first_pause_day=(found.today + timedelta(days=1)).isoformat(),
        seen=seen_as(prompt.quantity, prompt.unit_price),
    )


def status_of(phrases: Phrases, found: LinkedPrompt) -> str:
    """Where it stands, in one sentence, for this reader."""
    prompt = found.prompt
    until = day_limit(found, found.until) if found.until else ""
    if found.standing is Standing.OPEN and prompt.asked_again_at is not None:
        day = day_of(found, prompt.asked_again_at)
        return phrases.say("refill.paused", day=day, until=until)
    if found.standing is Standing.EXPIRED and not until:
        return phrases.say("refill.expired_plain")
    return phrases.say(
        f"refill.{found.standing}",
        until=until,
        who=prompt.ended_by or phrases.say("refill.somebody"),
        when=moment(prompt.ended_at, found.zone, found.language) if prompt.ended_at else "",
    )


def outcome_of(phrases: Phrases, found: LinkedPrompt) -> Iterator[str]:
    """What was frozen by the answer, and what was ordered for it."""
    prompt, order = found.prompt, found.prompt.order
    if found.standing is Standing.APPROVED and "unit_price" in prompt.answer:
        yield phrases.say("refill.frozen", **frozen(found))
    if order is not None:
        yield phrases.say(
            "refill.ordered",
            order=order.number,
            day=weekday_date(order.expected_on, found.language),
        )
    if found.standing is Standing.DECLINED and prompt.answer.get("reason"):
        yield phrases.say("refill.declined_because", reason=prompt.answer["reason"])


def frozen(found: LinkedPrompt) -> dict[str, str]:
    """Quantity and price as they were approved."""
    answer, prompt = found.prompt.answer, found.prompt
    names = {one.model.code: one.model.name for one in prompt.orderable}
    return {
        "quantity": str(answer["quantity"]),
        "model": names.get(answer["model"], answer["model"]),
        "price": money(found, Decimal(answer["unit_price"]), answer["currency"]),
        "amount": money(found, Decimal(answer["amount"]), answer["currency"]),
    }


def reasons_told(phrases: Phrases, prompt: PromptView) -> Iterator[str]:
    """Why it is asked, and why that many, as the watch found it."""
    for reason in prompt.because.get("reasons", ()):
        if reason["code"] in set(AskedFor):
            yield phrases.say(f"refill.{reason['code']}", **reason["facts"])


def forecast_told(facts: Mapping[str, str], language: str) -> tuple[str, ...]:
    """How long the stock lasts, and what that was reckoned from."""
    if not facts:
        return ()
    return forecast_sentence(facts, language), basis_sentence(facts, language)


def levels_told(phrases: Phrases, level: PoolLevel) -> Iterator[tuple[str, str]]:
    """The level against its target; what stands nowhere is left out, but for what matters most."""
    always = {"available", "target", "base"}
    figures = {
        "target": level.target,
        "available": level.available,
        "reserved": level.reserved,
        "waiting": level.waiting,
        "coming_home": level.coming - level.on_hold,
        "on_hold": level.on_hold,
        "ordered_now": level.ordered,
        "base": level.base,
    }
    for name, figure in figures.items():
        if figure or name in always:
            yield phrases.say(f"refill.{name}"), figure_of(phrases, name, figure, level)


def figure_of(phrases: Phrases, name: str, figure: int, level: PoolLevel) -> str:
    """The figure, and for what is ordered the day it is expected."""
    if name != "ordered_now" or level.expected_on is None:
        return str(figure)
    day = weekday_date(level.expected_on, phrases.language)
    return f"{figure}, {phrases.say('refill.expected', day=day)}"


def models_told(found: LinkedPrompt) -> Iterator[tuple[str, str]]:
    """What may be ordered, with its price."""
    for one in found.prompt.orderable:
        price = money_in(language_of(found.language), one.unit_price, one.currency)
        yield one.model.code, f"{one.model.name}, {price}"


def priced(found: LinkedPrompt, amount: Decimal | None) -> str:
    """The amount in the prompt's currency; nothing while there is no price."""
    return "" if amount is None else money(found, amount, found.prompt.currency)


def limit_told(found: LinkedPrompt) -> str:
    """What this reader may approve, where the sum is more than that."""
    if not found.above_limit or found.limit is None:
        return ""
    return money(found, found.limit, found.limit_currency)


def money(found: LinkedPrompt, amount: Decimal, currency: str) -> str:
    """The amount as the reader writes it."""
    return money_in(language_of(found.language), amount.quantize(CENT), currency)


def day_limit(found: LinkedPrompt, until: datetime) -> str:
    """The end of the time to answer: midnight is the end of the day before."""
    return due(until, found.zone, found.language)


def day_of(found: LinkedPrompt, at: datetime) -> str:
    """The local day of an instant."""
    return weekday_date(at.astimezone(ZoneInfo(found.zone)).date(), found.language)

"""A forecast as sentences the customer can check: when the stock runs out, and from what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.dates_in_words import full_date, month_day
from rules.target_wordings import Forms
from rules.target_words import with_number

_TWO = 2


def forecast_sentence(facts: Mapping[str, str], language: str = "en") -> str:
    """Such as: At 9 swaps a month and 12 days' lead time you will run out on 14 May.

    `facts` are those of `Forecast.facts`; the year of a day is left out when it is today's.
    """
    words = FORECAST_WORDS[language]
    if facts["swaps"] == "0":
        return words.unused
    swaps = _amount(facts["swaps"], words.swaps, language)
    lead = with_number(int(facts["lead_days"]), words.lead_days, language)
    return words.whole.format(swaps=swaps, lead=lead, ending=_ending(facts, language))


def basis_sentence(facts: Mapping[str, str], language: str = "en") -> str:
    """What the rate was reckoned from: swaps seen, swaps expected, or both."""
    words = FORECAST_WORDS[language]
    seen, expected = facts["seen_days"] != "0", facts["prior_days"] != "0"
    template = words.only_expected if expected and not seen else words.only_seen
    return (words.both if seen and expected else template).format(
        seen=with_number(int(facts["seen"]), words.swaps, language),
        seen_days=with_number(int(facts["seen_days"]), words.days, language),
        percent=_figure(facts["percent"], language),
        fleet=with_number(int(facts["fleet"]), words.devices, language),
        prior_days=with_number(int(facts["prior_days"]), words.days, language),
    )


def _ending(facts: Mapping[str, str], language: str) -> str:
    words, today = FORECAST_WORDS[language], date.fromisoformat(facts["today"])
    if "run_out_on" not in facts:
        return words.lasts.format(day=_day(facts["until"], today, language))
    if facts["run_out_on"] == facts["today"]:
        return words.out_today
    return words.runs_out.format(day=_day(facts["run_out_on"], today, language))


def _day(written: str, today: date, language: str) -> str:
    day = date.fromisoformat(written)
    return month_day(day, language) if day.year == today.year else full_date(day, language)


def _amount(written: str, forms: Forms, language: str) -> str:
    """The number with its noun; a broken number takes the plural, in French from 2 up."""
    number = Decimal(written)
    if number == int(number):
        return with_number(int(number), forms, language)
    one, few, _ = forms
    singular = language == "fr" and number < _TWO
    return (one if singular else few).format(n=_figure(written, language))


def _figure(written: str, language: str) -> str:
    return written if language == "en" else written.replace(".", ",")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastWords:
    """One language's sentences, each naming in braces what is put in.

    `whole` ends with one of `runs_out`, `out_today` and `lasts`.
    """

    swaps: Forms
    devices: Forms
    days: Forms
    lead_days: Forms
    whole: str
    runs_out: str
    out_today: str
    lasts: str
    unused: str
    both: str
    only_seen: str
    only_expected: str


FORECAST_WORDS: Mapping[str, ForecastWords] = {
    "en": ForecastWords(
        swaps=("{n} swap", "{n} swaps", "{n} swaps"),
        devices=("{n} device", "{n} devices", "{n} devices"),
        days=("{n} day", "{n} days", "{n} days"),
        lead_days=("{n} day's", "{n} days'", "{n} days'"),
        whole="At {swaps} a month and {lead} lead time {ending}.",
        runs_out="you will run out on {day}",
        out_today="you run out today",
        lasts="the stock lasts beyond {day}",
        unused="No swaps are expected, so the stock does not run out.",
        both=(
            "Reckoned from {seen} in {seen_days}, and from the {percent}% of {fleet} expected in "
            "a year, weighed as {prior_days}."
        ),
        only_seen="Reckoned from {seen} in {seen_days}.",
        only_expected=(
            "Reckoned from the {percent}% of {fleet} expected in a year; nothing is counted yet."
        ),
    ),
    "sv": ForecastWords(
        swaps=("{n} utbyte", "{n} utbyten", "{n} utbyten"),
        devices=("{n} enhet", "{n} enheter", "{n} enheter"),
        days=("{n} dag", "{n} dagar", "{n} dagar"),
        lead_days=("{n} dags", "{n} dagars", "{n} dagars"),
        whole="Med {swaps} i månaden och {lead} leveranstid {ending}.",
        runs_out="tar lagret slut den {day}",
        out_today="tar lagret slut i dag",
        lasts="räcker lagret längre än till den {day}",
        unused="Inga utbyten väntas, så lagret tar inte slut.",
        both=(
            "Beräknat på {seen} under {seen_days} och på de {percent} % av {fleet} som väntas på "
            "ett år, inräknade som {prior_days}."
        ),
        only_seen="Beräknat på {seen} under {seen_days}.",
        only_expected=(
            "Beräknat på de {percent} % av {fleet} som väntas på ett år; inget är räknat ännu."
        ),
    ),
    "fr": ForecastWords(
        swaps=("{n} échange", "{n} échanges", "{n} échanges"),
        devices=("{n} appareil", "{n} appareils", "{n} appareils"),
        days=("{n} jour", "{n} jours", "{n} jours"),
        lead_days=("{n} jour", "{n} jours", "{n} jours"),
        whole="Avec {swaps} par mois et un délai de livraison de {lead}, {ending}.",
        runs_out="le stock sera épuisé le {day}",
        out_today="le stock s'épuise aujourd'hui",
        lasts="le stock suffira au-delà du {day}",
        unused="Aucun échange n'est attendu : le stock ne s'épuise pas.",
        both=(
            "Calculé d'après {seen} en {seen_days}, et d'après les {percent} % de {fleet} "
            "attendus en un an, comptés comme {prior_days}."
        ),
        only_seen="Calculé d'après {seen} en {seen_days}.",
        only_expected=(
            "Calculé d'après les {percent} % de {fleet} attendus en un an ; rien n'est encore "
            "compté."
        ),
    ),
    "ro": ForecastWords(
        swaps=("{n} înlocuire", "{n} înlocuiri", "{n} de înlocuiri"),
        devices=("{n} dispozitiv", "{n} dispozitive", "{n} de dispozitive"),
        days=("{n} zi", "{n} zile", "{n} de zile"),
        lead_days=("{n} zi", "{n} zile", "{n} de zile"),
        whole="La un ritm de {swaps} pe lună și cu un termen de livrare de {lead}, {ending}.",
        runs_out="stocul se va epuiza pe {day}",
        out_today="stocul se epuizează astăzi",
        lasts="stocul ajunge și după {day}",
        unused="Nu se așteaptă nicio înlocuire, deci stocul nu se epuizează.",
        both=(
            "Calculat din {seen} în {seen_days} și din cele {percent}% din {fleet} așteptate "
            "într-un an, socotite ca {prior_days}."
        ),
        only_seen="Calculat din {seen} în {seen_days}.",
        only_expected=(
            "Calculat din cele {percent}% din {fleet} așteptate într-un an; încă nu s-a numărat "
            "nimic."
        ),
    ),
}

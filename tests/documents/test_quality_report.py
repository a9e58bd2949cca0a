import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.language import Language, phrases_written
from documents.quality_report import QualityPaper, draw_quality_report
from documents.quality_words import MOST_TOLD, Saying, saying_in, sections_of
from rules.case_values import Finding, Why
from rules.quality import MissedBecause, PromiseEnd, QualityReport, Span, TimeTaken
from tests.documents.quality import a_missed_promise, a_quality_report
from tests.documents.reading import all_words_of, pages_in

COUNTS = ("by_programme", "by_severity", "by_model", "by_finding", "promises", "missed_because")
EMPTY: dict[str, Any] = {
    **{name: {} for name in (*COUNTS, "open_debts", "freight")},
    "cases": 0,
    "missed": (),
    "oldest_debt": None,
    "pools": (),
    "times": tuple(TimeTaken(span=span, count=0) for span in Span),
}


def paper(locale: str = "en", **said: Any) -> bytes:
    report = a_quality_report(**said)
    return draw_quality_report(
        QualityPaper(report=report, issuer="Acme Support Center", locale=locale)
    )


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en",
            (
                "Quality report",
                "October 2026",
                "1 November 2026 07:00",
                "Registered in the month: 48.",
                "Inspected in the month: 27. No fault found: 22.2%.",
                "Kept of those kept or missed: 84.6%.",
                "No unit was available in time",
                "SE-2026-000004 5 October 2026 No unit was available in time",
                "From registration to delivery 38 24 h 71.5 h (3 days)",
                "21 of 32, 8 to come",
                "In all: 10. The oldest has been awaited since 3 September 2026.",
            ),
        ),
        (
            "sv-SE",
            (
                "Kvalitetsrapport",
                "oktober 2026",
                "Inget fel hittat: 22,2 %.",
                "Ingen enhet fanns tillgänglig i tid",
                "Från registrering till leverans 38 24 h 71,5 h (3 dygn)",
                "21 av 32, 8 på väg",
            ),
        ),
        ("fr", ("Rapport de qualité", "octobre 2026", "Aucun défaut trouvé : 22,2 %.")),
        ("ro", ("Raport de calitate", "octombrie 2026", "21 din 32, 8 pe drum")),
    ],
)
def test_the_report_says_every_figure_in_the_readers_language(
    locale: str, said: tuple[str, ...]
) -> None:
    words = all_words_of(paper(locale))
    for phrase in (*said, "Contoso Åkeri & Logistik AB", "Acme Support Center", "Phone X2 Pro"):
        assert phrase in words


def test_every_page_has_its_number() -> None:
    pdf = paper()
    words = all_words_of(pdf)
    assert pages_in(pdf) == 3
    assert [f"Page {n} of 3" in words for n in (1, 2, 3)] == [True] * 3


def test_a_month_in_which_nothing_happened_says_so() -> None:
    words = all_words_of(paper(**EMPTY))
    assert words.count("None.") == 7
    assert "No fault found: not known." in words
    assert "From registration to dispatch 0 – –" in words
    assert "Why promises were missed" not in words
    assert "Swap stock" not in words


def test_a_long_list_of_missed_promises_is_cut_and_says_by_how_many() -> None:
    missed = tuple(a_missed_promise(n, MissedBecause.CARRIER_LATE) for n in range(60))
    words = all_words_of(paper(missed=missed, missed_because={"carrier_late": 61}))
    assert words.count("SE-2026-0000") == MOST_TOLD
    assert "and 21 more" in words


def test_a_promise_due_at_midnight_is_said_to_be_due_the_day_before() -> None:
    saying = saying_in(Language.ENGLISH)
    midnight, evening = (datetime(2026, 10, 25, hour, tzinfo=UTC) for hour in (23, 19))
    assert saying.due(midnight, "Europe/Stockholm") == "25 October 2026"
    assert saying.due(evening, "Europe/Stockholm") == "25 October 2026 20:00"


@settings(max_examples=15, deadline=None)
@given(models=st.integers(min_value=1, max_value=90))
def test_any_number_of_models_takes_as_many_pages_as_it_needs(models: int) -> None:
    counts = {f"Model {n:02}": n + 1 for n in range(models)}
    words = all_words_of(paper(by_model=counts))
    assert all(f"{name} {count}" in words for name, count in counts.items())


@pytest.mark.parametrize("name", ["W" * 200, "Ж" * 61, "Phone 手机 X2", "Tab\tlet"])
@pytest.mark.parametrize("language", list(Language))
def test_a_name_that_is_too_long_or_strange_does_not_stop_the_report(
    language: Language, name: str
) -> None:
    pdf = paper(language, by_model={name: 1}, customer_name=name)
    assert pages_in(pdf) == 2
    assert re.sub(r"[^\x20-\x7eЖ]", "?", name)[:20] in all_words_of(pdf)


def test_equal_reports_are_equal_bytes() -> None:
    assert paper() == paper()
    assert paper() != paper(cases=49)


@pytest.mark.parametrize("language", list(Language))
def test_there_is_a_word_for_everything_that_is_counted(language: Language) -> None:
    words = phrases_written(language, "reports_paper")
    for group, names in (
        ("finding", Finding),
        ("end", PromiseEnd),
        ("because", MissedBecause),
        ("span", Span),
        ("why", Why),
        ("kind", ("freight_outbound", "freight_return", "packaging")),
    ):
        assert set(words[group]) == {str(name) for name in names}


def test_bars_of_a_count_come_with_the_largest_first() -> None:
    report: QualityReport = a_quality_report()
    sections = {one.key: one for one in sections_of(report, Language.ENGLISH)}
    assert [bar.name for bar in sections["by_severity"].bars] == ["Not stated", "4", "1"]
    assert [bar.mark for bar in sections["pools"].bars] == [32]
    assert isinstance(saying_in(Language.ENGLISH), Saying)

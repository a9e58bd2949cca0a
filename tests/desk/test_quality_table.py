import csv
from dataclasses import replace
from datetime import UTC, datetime

from desk.quality_table import COLUMNS, report_table
from rules.quality import MissedBecause, MissedPromise
from tests.documents.quality import a_quality_report


def table(**said: object) -> list[list[str]]:
    content = report_table(replace(a_quality_report(), **said))  # type: ignore[arg-type]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


def test_every_figure_is_a_row_that_says_whose_and_of_what() -> None:
    head, *rows = table()
    assert tuple(head) == COLUMNS
    assert {(row[0], row[1]) for row in rows} == {("contoso", "2026-10")}
    told = {(figure, of): (value, unit) for _, _, figure, of, value, unit in rows}
    assert told["cases", ""] == ("48", "cases")
    assert told["cases_by_model", "Kiosk K1"] == ("7", "cases")
    assert told["findings", "no_fault_found"] == ("6", "inspections")
    assert told["no_fault_found", "inspections"] == ("22.2", "percent")
    assert told["time_median", "delivery"] == ("24.0", "hours")
    assert told["time_median", "return"] == ("", "hours")
    assert told["pool_available", "contoso-phones/PHONE-X2"] == ("21", "units")
    assert told["pool_target", "contoso-phones/PHONE-X2"] == ("32", "units")
    assert told["pool_coming", "contoso-phones/PHONE-X2"] == ("8", "units")


def test_a_model_s_name_that_looks_like_a_formula_stays_text() -> None:
    rows = table(by_model={"=HYPERLINK(0)": 1, "@SUM(A1)": 2, "+1": 3})
    assert [row[3] for row in rows if row[2] == "cases_by_model"] == [
        "'=HYPERLINK(0)",
        "'@SUM(A1)",
        "'+1",
    ]


def test_a_missed_promise_has_a_row_with_its_reason() -> None:
    due = datetime(2026, 10, 6, 22, tzinfo=UTC)
    missed = MissedPromise(
        case="SE-2026-000001", kind="delivery", due_at=due, because=MissedBecause.NO_UNIT
    )
    row = next(one for one in table(missed=(missed,)) if one[2] == "missed_promise")
    assert row[3:] == ["SE-2026-000001", "no_unit", "2026-10-06T22:00:00+00:00"]

"""A quality report as a table for spreadsheets and programs: one figure a row."""

from collections.abc import Iterator

from rules.quality import QualityReport
from rules.table_writing import Cell, write_table

COLUMNS = ("customer", "month", "figure", "of", "value", "unit")


def report_table(report: QualityReport) -> bytes:
    """The figures as CSV in UTF-8 with its mark, commas between, and no cell a formula."""
    begin = (report.customer, f"{report.month:%Y-%m}")
    return write_table(COLUMNS, ((*begin, *row) for row in figures(report)))


def figures(report: QualityReport) -> Iterator[tuple[Cell, ...]]:
    """Figure, of what, value and unit, in the order of the report."""
    yield "cases", "", report.cases, "cases"
    for figure, counts, unit in (
        ("cases_by_programme", report.by_programme, "cases"),
        ("cases_by_severity", report.by_severity, "cases"),
        ("cases_by_model", report.by_model, "cases"),
        ("findings", report.by_finding, "inspections"),
        ("promises", report.promises, "promises"),
        ("missed_because", report.missed_because, "promises"),
        ("open_debts", report.open_debts, "units"),
        ("freight", report.freight, "units"),
    ):
        for of, count in counts.items():
            yield figure, of, count, unit
    yield "no_fault_found", "inspections", report.no_fault_percent, "percent"
    yield "kept", "promises", report.kept_percent, "percent"
    yield from times(report)
    yield from levels(report)
    for missed in report.missed:
        yield "missed_promise", missed.case, missed.because, missed.due_at.isoformat()


def times(report: QualityReport) -> Iterator[tuple[Cell, ...]]:
    """Count, median and 90th percentile of each span."""
    for taken in report.times:
        yield "time_count", taken.span, taken.count, "cases"
        yield "time_median", taken.span, taken.median_hours, "hours"
        yield "time_90th_percentile", taken.span, taken.ninetieth_hours, "hours"


def levels(report: QualityReport) -> Iterator[tuple[Cell, ...]]:
    """Each pool's units by where they stand, and its target."""
    for level in report.pools:
        of = f"{level.pool}/{level.model}"
        yield "pool_available", of, level.available, "units"
        yield "pool_reserved", of, level.reserved, "units"
        yield "pool_coming", of, level.coming, "units"
        yield "pool_ordered", of, level.ordered, "units"
        yield "pool_target", of, level.target, "units"

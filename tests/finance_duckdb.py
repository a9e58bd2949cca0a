"""The same month judged by another database and another query, in the order of the trade.

Tests run it as a process of its own: the library complains about how they end.
"""

import json
import sys
from pathlib import Path
from typing import Final

import duckdb

from tests.finance_faults import RULE_UP

LOAD: Final = """
CREATE TABLE expected (
    id BIGINT, tracking VARCHAR, amount DECIMAL(14, 2), currency VARCHAR, grams INTEGER
);
CREATE TABLE lines (
    id BIGINT, bill INTEGER, line INTEGER, tracking VARCHAR, net DECIMAL(14, 2), currency VARCHAR,
    grams INTEGER
);
"""
#: Both sides joined in full, duplicates numbered, one CASE.
VERDICTS: Final = f"""
WITH numbered AS (
    SELECT lines.*, row_number() OVER (PARTITION BY tracking, net ORDER BY bill, line) AS place
    FROM lines
)
SELECT numbered.id AS charge_id, numbered.bill, expected.id AS expected_id, expected.amount,
    numbered.net,
    CASE
        WHEN numbered.id IS NULL THEN 'unbilled'
        WHEN expected.id IS NULL THEN 'unknown'
        WHEN place > 1 THEN 'duplicate'
        WHEN numbered.currency <> expected.currency THEN 'currency'
        WHEN numbered.grams > expected.grams AND net > amount THEN 'rerated'
        WHEN net = amount THEN 'exact'
        WHEN abs(net - amount) <= {RULE_UP} THEN 'tolerance'
        WHEN net > amount THEN 'over'
        ELSE 'under'
    END AS verdict
FROM numbered FULL JOIN expected ON numbered.tracking = expected.tracking
"""
#: As our own table is: a key of its own, one verdict a charge, and found by its bill.
KEPT: Final = """
CREATE OR REPLACE TABLE kept (
    tenant_id UUID, id BIGINT, bill INTEGER, charge_id BIGINT UNIQUE, expected_id BIGINT,
    verdict VARCHAR, matched_by VARCHAR, expected DECIMAL(14, 2), billed DECIMAL(14, 2),
    agreed DECIMAL(14, 2), decided_at TIMESTAMPTZ, PRIMARY KEY (tenant_id, id)
);
CREATE INDEX kept_bill ON kept (bill);
"""


def loaded(expected: Path, lines: Path) -> duckdb.DuckDBPyConnection:
    """The month's files in a database in memory."""
    judge = duckdb.connect()
    judge.execute(LOAD)
    for table, path in (("expected", expected), ("lines", lines)):
        judge.execute(f"COPY {table} FROM '{path}' (FORMAT csv, HEADER false)")
    return judge


def match(judge: duckdb.DuckDBPyConnection) -> None:
    """Match, classify and store every row, without any key."""
    judge.execute(f"CREATE OR REPLACE TABLE verdicts AS {VERDICTS}")


def match_with_keys(judge: duckdb.DuckDBPyConnection) -> None:
    """The same into a table with three keys; ours has a fourth."""
    judge.execute(KEPT)
    judge.execute(
        "INSERT INTO kept SELECT uuid(), row_number() OVER (), bill, charge_id, expected_id, "
        f"verdict, 'tracking', amount, net, net, now() FROM ({VERDICTS})"
    )


def judged(judge: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, str]]:
    """How many it found of each verdict, and their money; of what is unbilled the expected."""
    rows = judge.execute(
        "SELECT verdict, count(*), sum(coalesce(net, amount)) FROM verdicts GROUP BY verdict"
    ).fetchall()
    return {verdict: (charges, str(money)) for verdict, charges, money in rows}


def main() -> None:
    """Judge the files named and print what was found."""
    judge = loaded(Path(sys.argv[1]), Path(sys.argv[2]))
    match(judge)
    json.dump(judged(judge), sys.stdout)


if __name__ == "__main__":
    main()

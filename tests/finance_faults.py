"""A month of shipments and the bills for them, with faults of nine kinds whose number is known.

The same seed makes the same month. Shipments are booked one after the other; a bill has those of
some days, in no order, as carriers send them. Everything is written to two files, which PostgreSQL
and an independent judge both read.
"""

import csv
import json
import random
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import psycopg

from rules.finance.freight_words import Verdict

ISSUED: Final = date(2026, 10, 31)
RULE_UP: Final = Decimal("2.00")  # the tolerance of the month, either way
BOOKED_G: Final = 1000
#: Faults in ten thousand shipments; an unknown line is one more, and so is a duplicate.
SHARES: Final = {
    Verdict.TOLERANCE: 100,
    Verdict.UNBILLED: 100,
    Verdict.OVER: 100,
    Verdict.UNKNOWN: 50,
    Verdict.RERATED: 50,
    Verdict.DUPLICATE: 30,
    Verdict.CURRENCY: 20,
    Verdict.UNDER: 20,
}
WHOLE: Final = 10_000


@dataclass(slots=True, kw_only=True)
class Injected:
    """How many charges have a verdict, and their money; of what is unbilled the expected."""

    charges: int = 0
    money: Decimal = Decimal(0)

    def add(self, amount: Decimal) -> None:
        """One more."""
        self.charges += 1
        self.money += amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a bill."""

    tracking: str
    net: Decimal
    currency: str = "SEK"
    billed_g: int = BOOKED_G


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyMonth:
    """The month as files, how many lines they have, and what was put into them."""

    expected: Path
    lines: Path
    shipments: int
    billed: int
    injected: dict[Verdict, Injected] = field(repr=False)


def make_month(
    folder: Path, shipments: int, *, seed: int = 6, bill_lines: int = 25_000
) -> FaultyMonth:
    """Write the month; a shipment costs between 50 and 150 kronor."""
    chance = random.Random(seed)
    injected: dict[Verdict, Injected] = {
        verdict: Injected() for verdict in (*SHARES, Verdict.EXACT)
    }
    expected, lines = folder / "expected.csv", folder / "lines.csv"
    billed = 0
    with expected.open("w", newline="") as costs, lines.open("w", newline="") as bills:
        cost_rows, bill_rows = csv.writer(costs), csv.writer(bills)
        waiting: list[Line] = []
        foreign: list[Line] = []
        bill = 0
        for number in range(1, shipments + 1):
            tracking, amount = f"PX{number:010d}SE", Decimal(chance.randrange(5000, 15000)) / 100
            cost_rows.writerow((number, tracking, amount, "SEK", BOOKED_G))
            for line in billed_for(chance, tracking, amount, injected):
                (waiting if line.currency == "SEK" else foreign).append(line)
            if len(waiting) >= bill_lines:
                bill, billed = bill + 1, billed + len(waiting)
                bill_rows.writerows(written(chance, bill, billed - len(waiting), waiting))
                waiting = []
        for rest in (waiting, foreign):
            bill, billed = bill + 1, billed + len(rest)
            bill_rows.writerows(written(chance, bill, billed - len(rest), rest))
    return FaultyMonth(
        expected=expected, lines=lines, shipments=shipments, billed=billed, injected=injected
    )


def billed_for(
    chance: random.Random, tracking: str, amount: Decimal, injected: dict[Verdict, Injected]
) -> Iterator[Line]:
    """What the carrier writes for one shipment, put down under the verdict it deserves."""
    fault = fault_of(chance)
    if fault is Verdict.UNBILLED:
        injected[fault].add(amount)
        return
    right = Line(tracking=tracking, net=amount)
    line = {
        Verdict.TOLERANCE: Line(
            tracking=tracking, net=amount + Decimal(chance.choice((-200, -7, 1, 55, 200))) / 100
        ),
        Verdict.OVER: Line(
            tracking=tracking, net=amount + Decimal(chance.randrange(201, 4000)) / 100
        ),
        Verdict.UNDER: Line(
            tracking=tracking, net=amount - Decimal(chance.randrange(201, 4000)) / 100
        ),
        Verdict.RERATED: Line(tracking=tracking, net=amount + 25, billed_g=2 * BOOKED_G),
        Verdict.CURRENCY: Line(tracking=tracking, net=amount, currency="EUR"),
        Verdict.UNKNOWN: Line(tracking=f"ZZ{tracking[2:]}", net=amount),
        Verdict.DUPLICATE: right,
    }.get(fault, right)
    injected[fault].add(line.net)
    yield line
    if fault in {Verdict.UNKNOWN, Verdict.DUPLICATE}:
        injected[Verdict.EXACT].add(right.net)
        yield right


def fault_of(chance: random.Random) -> Verdict:
    """The verdict of the next shipment."""
    drawn = chance.randrange(WHOLE)
    for verdict, share in SHARES.items():
        drawn -= share
        if drawn < 0:
            return verdict
    return Verdict.EXACT


def written(
    chance: random.Random, bill: int, before: int, lines: list[Line]
) -> Iterator[tuple[object, ...]]:
    """The bill's lines in no order, numbered."""
    shuffled = chance.sample(lines, len(lines))
    for place, line in enumerate(shuffled, start=1):
        yield (
            before + place,
            bill,
            place,
            line.tracking,
            line.net,
            line.currency,
            line.billed_g,
        )


def load_month(
    owner_url: str, tenant_id: uuid.UUID, month: FaultyMonth, at: datetime, *, bills: bool = True
) -> None:
    """The month as if it had been booked, scanned, rated and its bills taken in; nothing matched.

    Without `bills` they are still to be taken.

    Needs the owner's URL and a record without shipments: the numbers in the files are the rows'.
    """
    with (
        psycopg.connect(owner_url.replace("+psycopg", "")) as connection,
        connection.cursor() as way,
    ):
        way.execute("SET LOCAL session_replication_role = replica")  # a file of its own is not kept
        for make in STAGES:
            way.execute(make.encode())
        for stage, path in (("costs", month.expected), ("billed", month.lines)):
            wanted = f"COPY {stage} FROM STDIN (FORMAT csv)".encode()
            with way.copy(wanted) as copy, path.open("rb") as file:
                while piece := file.read(1 << 20):
                    copy.write(piece)
        told = {"tenant": tenant_id, "at": at, "issued": ISSUED, "limit": RULE_UP}
        for step in (*BOOKED, *(BILLED if bills else ()), *READY):
            way.execute(step.encode(), told)


STAGES: Final = (
    """CREATE TEMPORARY TABLE costs (
        id bigint, tracking text, amount numeric, currency text, grams integer
    ) ON COMMIT DROP""",
    """CREATE TEMPORARY TABLE billed (
        id bigint, bill integer, line integer, tracking text, net numeric, currency text,
        grams integer
    ) ON COMMIT DROP""",
)
BILL_ID: Final = "('b0000000-0000-0000-0000-' || lpad(bill::text, 12, '0'))::uuid"
BOOKED: Final = (
    """INSERT INTO freight_shipments (
        tenant_id, id, key, carrier, account, service, way, tracking, tracking_key, reference,
        country, postcode, weight_g, length_mm, width_mm, height_mm, battery, payer, booked_at,
        booked_on, scanned_at, scanned_on, card_id, zone, chargeable_g
    )
    SELECT %(tenant)s, id, 'shipment/' || id, 'practice', '100200', 'express', 'outbound', tracking,
        tracking, 'order/' || id, 'SE', '11151', 900, 200, 100, 100, false, 'customer', %(at)s,
        %(issued)s::date - 10, %(at)s, %(issued)s::date - 10, %(tenant)s, 'city', grams
    FROM costs ORDER BY id""",
    """INSERT INTO expected_charges (
        tenant_id, id, shipment_id, carrier, account, tracking_key, way, charge_class, code, amount,
        currency, chargeable_g, card_id, state, shipped_on, accrued_on
    )
    SELECT %(tenant)s, id, id, 'practice', '100200', tracking, 'outbound', 'freight', '', amount,
        currency, grams, %(tenant)s, 'accrued', %(issued)s::date - 10, %(issued)s::date - 10
    FROM costs ORDER BY id""",
)
BILLED: Final = (
    f"""INSERT INTO carrier_bills (
        tenant_id, id, file_id, carrier, account, number, kind, issued_on, currency, net, vat,
        gross, charges, state, fingerprint, taken_at, taken_by
    )
    SELECT %(tenant)s, {BILL_ID}, %(tenant)s, 'practice', '100200', 'F-' || bill, 'invoice',
        %(issued)s, min(currency), sum(net), 0, sum(net), count(*), 'loaded', bill, %(at)s,
        'importer@acme.example'
    FROM billed GROUP BY bill""",
    f"""INSERT INTO carrier_charges (
        tenant_id, id, bill_id, line, tracking, tracking_key, charge_class, billed_g, net, currency,
        shipped_on
    )
    SELECT %(tenant)s, id, {BILL_ID}, line, tracking, tracking, 'freight', grams, net, currency,
        %(issued)s::date - 10
    FROM billed ORDER BY id""",
)
READY: Final = (
    """INSERT INTO tolerance_rules (
        tenant_id, id, sequence, currency, up_amount, up_percent, down_amount, down_percent, needs,
        reason_over, reason_under, account_over, account_under, valid_from, set_at, set_by
    )
    VALUES (
        %(tenant)s, gen_random_uuid(), 10, 'SEK', %(limit)s, 100, %(limit)s, 100, 'all', 'small',
        'small', '5711', '5711', '2026-01-01', %(at)s, 'rates@acme.example'
    )""",
    """SELECT setval(pg_get_serial_sequence(name, 'id'), 100000000)
    FROM unnest(ARRAY['freight_shipments', 'expected_charges', 'carrier_charges']) AS name""",
    "ANALYZE freight_shipments, expected_charges",
)


def judged_elsewhere(month: FaultyMonth) -> dict[Verdict, Injected]:
    """What `tests.finance_duckdb` finds in the month."""
    asked = [sys.executable, "-m", "tests.finance_duckdb", str(month.expected), str(month.lines)]
    told = subprocess.run(asked, check=True, capture_output=True, text=True)
    return {
        Verdict(verdict): Injected(charges=charges, money=Decimal(money))
        for verdict, (charges, money) in json.loads(told.stdout).items()
    }

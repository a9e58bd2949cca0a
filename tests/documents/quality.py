"""A quality report to draw: a month with everything in it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from rules.pools import PoolLevel
from rules.quality import MissedBecause, MissedPromise, QualityReport, Span, TimeTaken


def a_missed_promise(number: int, because: MissedBecause) -> MissedPromise:
    return MissedPromise(
        case=f"SE-2026-{number:06}",
        kind="delivery",
        due_at=datetime(2026, 10, 1 + number % 28, 22, tzinfo=UTC),
        because=because,
    )


def a_quality_report(**said: Any) -> QualityReport:
    usual: dict[str, Any] = {
        "customer": "contoso",
        "customer_name": "Contoso Åkeri & Logistik AB",
        "month": date(2026, 10, 1),
        "timezone": "Europe/Stockholm",
        "counted_at": datetime(2026, 11, 1, 6, 0, tzinfo=UTC),
        "cases": 48,
        "by_programme": {"Smartservice PROF": 41, "Support Premium": 7},
        "by_severity": {"": 41, "1": 2, "4": 5},
        "by_model": {"Phone X2": 30, "Phone X2 Pro": 11, "Kiosk K1": 7},
        "by_finding": {
            "defect_confirmed": 17,
            "no_fault_found": 6,
            "customer_damage": 3,
            "unsafe_battery": 1,
        },
        "promises": {"kept": 33, "missed": 6, "open": 1, "remade": 2, "withdrawn": 1},
        "missed_because": {"no_unit": 2, "carrier_late": 3, "packed_late": 1},
        "missed": (
            a_missed_promise(4, MissedBecause.NO_UNIT),
            a_missed_promise(9, MissedBecause.CARRIER_LATE),
        ),
        "times": (
            TimeTaken(
                span=Span.DISPATCH,
                count=40,
                median_hours=Decimal("3.2"),
                ninetieth_hours=Decimal("18.8"),
            ),
            TimeTaken(
                span=Span.DELIVERY,
                count=38,
                median_hours=Decimal("24.0"),
                ninetieth_hours=Decimal("71.5"),
            ),
            TimeTaken(span=Span.RETURN, count=0),
        ),
        "open_debts": {"broken": 9, "loan": 1},
        "oldest_debt": datetime(2026, 9, 3, 8, tzinfo=UTC),
        "freight": {"freight_outbound": 42, "freight_return": 33, "packaging": 42},
        "pools": (
            PoolLevel(
                pool="contoso-phones",
                model="PHONE-X2",
                available=21,
                reserved=2,
                in_transit=6,
                on_bench=2,
                base=400,
                target=32,
            ),
        ),
    }
    return QualityReport(**{**usual, **said})

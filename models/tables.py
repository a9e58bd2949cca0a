"""All tables of the record, imported in one place for migrations and tests."""

from models import (
    bench,
    cases,
    charges,
    contracts,
    coverage,
    custody,
    debts,
    devices,
    exchange,
    legs,
    locations,
    money,
    papers,
    parties,
    prepaid,
    programmes,
    proposals,
    searches,
    service,
    visits,
    warranties,
)
from models.base import Record

ROOMS = (
    parties,
    contracts,
    devices,
    locations,
    cases,
    legs,
    exchange,
    papers,
    money,
    programmes,
    service,
    coverage,
    prepaid,
    debts,
    custody,
    charges,
    bench,
    proposals,
    searches,
    visits,
    warranties,
)
METADATA = Record.metadata

__all__ = ["METADATA", "ROOMS"]

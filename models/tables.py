"""All tables of the record, imported in one place for migrations and tests."""

from models import (
    cases,
    contracts,
    coverage,
    devices,
    exchange,
    legs,
    locations,
    money,
    papers,
    parties,
    prepaid,
    programmes,
    service,
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
)
METADATA = Record.metadata

__all__ = ["METADATA", "ROOMS"]

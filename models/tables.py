"""All tables of the record, imported in one place for migrations and tests."""

from models import cases, contracts, devices, exchange, legs, locations, money, papers, parties
from models.base import Record

ROOMS = (parties, contracts, devices, locations, cases, legs, exchange, papers, money)
METADATA = Record.metadata

__all__ = ["METADATA", "ROOMS"]

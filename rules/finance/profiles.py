"""Profiles: how one layout of carriers' files is read, as plain values made from a data file.

A profile that the house does not have yet is one more file; no code knows a carrier.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from rules.finance.freight_words import BillKind, ChargeClass

#: Where a value stands: a column from 1, or the heading of a column that the file names.
Column: TypeAlias = int | str
#: What a class rule may say beside the classes: the row is VAT of the bill, not a charge of it.
VAT_ROW: Final = "vat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a value of a row stands: columns written one behind the other; empty, the value."""

    columns: tuple[Column, ...] = ()
    value: str = ""

    @property
    def said(self) -> bool:
        """True when the layout has the value at all."""
        return bool(self.columns or self.value)


NOWHERE: Final = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRule:
    """What a charge is by the code in one place; codes are compared in capitals."""

    place: Place
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classing:
    """The rules in their order: the first that knows a code decides, else `otherwise` holds.

    `default` is the class of a layout with no codes at all.
    """

    rules: tuple[ClassRule, ...] = ()
    otherwise: str = ChargeClass.SURCHARGE.value


@dataclass(frozen=True, slots=True, kw_only=True)
class BillPlaces:
    """Where a row says which bill it belongs to, and the totals of that bill."""

    account: Place
    number: Place
    issued_on: Place
    currency: Place
    due_on: Place = NOWHERE
    credits_number: Place = NOWHERE
    net: Place = NOWHERE
    vat: Place = NOWHERE
    gross: Place = NOWHERE
    kind: Place = NOWHERE
    kinds: Mapping[str, BillKind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargePlaces:
    """Where one charge of a row stands; a row may have several (one with no amount is none)."""

    net: Place
    tracking: Place = NOWHERE
    reference: Place = NOWHERE
    customer_reference: Place = NOWHERE
    code: Place = NOWHERE
    text: Place = NOWHERE
    weight: Place = NOWHERE
    weight_unit: Place = NOWHERE
    vat: Place = NOWHERE
    vat_percent: Place = NOWHERE
    shipped_on: Place = NOWHERE
    classing: Classing = field(default_factory=Classing)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKinds:
    """Layouts with rows of several kinds: which say a bill's totals, and which its charges."""

    place: Place
    bill: frozenset[str]
    charge: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvProfile:
    """A table: how it is written, where bills and charges stand, and what has to hold.

    `columns` is the exact number of cells of a row; 0: as many as the header has. With
    `heading_hash` the header's SHA-256 has to be it. `row_total`: the charges of a row sum to it.
    """

    id: str
    version: str
    title: str
    delimiter: str
    quote: str
    encoding: str
    header: bool
    columns: int
    heading_hash: str
    mark: str
    days: tuple[str, ...]
    bill: BillPlaces
    charges: tuple[ChargePlaces, ...]
    rows: RowKinds | None = None
    row_total: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlProfile:
    """Elements of bills with items in them; a place is the path of a child from its element.

    Where the bill says no total, somebody types what the paper says, or it is quarantined.
    """

    id: str
    version: str
    title: str
    root: str
    bill_element: str
    item_element: str
    mark: str
    days: tuple[str, ...]
    bill: BillPlaces
    charge: ChargePlaces


@dataclass(frozen=True, slots=True, kw_only=True)
class UblProfile:
    """A UBL invoice or credit note; each place is a list of paths, of which the first that is said.

    `properties` are names of an item's additional properties that hold a value, in capitals.
    """

    id: str
    version: str
    title: str
    account: tuple[str, ...]
    tracking: tuple[str, ...]
    reference: tuple[str, ...]
    customer_reference: tuple[str, ...]
    code: tuple[str, ...]
    shipped_on: tuple[str, ...]
    properties: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, str]
    otherwise: str
    allowance_class: str


Profile: TypeAlias = CsvProfile | XmlProfile | UblProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileName:
    """A profile in a list: its id, its version, and what it reads."""

    id: str
    version: str
    title: str

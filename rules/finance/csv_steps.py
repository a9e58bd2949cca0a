"""A profile's places made into steps: what to take from a row's cells, and how to read it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from rules.finance.bill_cells import (
    CellWrong,
    amount_of,
    day_of,
    grams_of,
    label_of,
    number_of,
    percent_of,
    tracking_of,
)
from rules.finance.bill_refusals import ColumnsUnknown, HeaderUnknown
from rules.finance.charge_lines import LONGEST_CODE, LONGEST_REFERENCE, LONGEST_TEXT, NOTHING
from rules.finance.profiles import ChargePlaces, Classing, Column, CsvProfile, Place

Cells: TypeAlias = Sequence[str]
Take: TypeAlias = Callable[[Cells], Any]
#: Taken from the cells, then read into the line's text.
Step: TypeAlias = tuple[Take, Callable[[Any], str]]
_REMEMBERED = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeSteps:
    """How one charge of a row is read: its steps by name, and the line that they fill."""

    net: Take
    names: tuple[str, ...]
    steps: tuple[Step, ...]
    template: str

    def line(self, cells: Cells) -> str:
        """The charge's fields with tabs between them (CellWrong)."""
        return self.template % tuple([read(take(cells)) for take, read in self.steps])

    def wrong_in(self, cells: Cells) -> str:
        """Which value of the row cannot be read, slowly; empty when all can."""
        for name, (take, read) in zip(self.names, self.steps, strict=True):
            try:
                read(take(cells))
            except CellWrong:
                return name
        return ""


class Headings:
    """Where the columns of a file are: by number, or by the names in its header."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.places: dict[str, int] = {}
        self.twice: set[str] = set()
        self.width = len(names)
        self.most = 0  # cells of a row up to the last that is asked for
        for at, name in enumerate(_plain(one) for one in names):
            if name in self.places:
                self.twice.add(name)
            self.places.setdefault(name, at)

    def index(self, column: Column) -> int:
        """The column from nought, noted as asked for (HeaderUnknown)."""
        at = column - 1 if isinstance(column, int) else self._named(column)
        self.most = max(self.most, at + 1)
        return at

    def _named(self, column: str) -> int:
        name = _plain(column)
        if name in self.twice:
            raise HeaderUnknown(f"Two columns are called '{column}', and it is not known which.")
        if name not in self.places:
            raise HeaderUnknown(f"There is no column '{column}' in the header.")
        return self.places[name]

    def take(self, place: Place) -> Take:
        """What stands in the place, as one text."""
        at = [self.index(column) for column in place.columns]
        if len(at) == 1 and not place.value:
            return itemgetter(at[0])
        return lambda cells: "".join([cells[one] for one in at]) or place.value

    def take_cells(self, places: Sequence[Place]) -> Take:
        """The cells of all these places as they are written: what a row is compared by."""
        at = sorted({self.index(column) for place in places for column in place.columns})
        return itemgetter(*at) if at else lambda _cells: ""

    def take_all(self, places: Sequence[Place]) -> Take:
        """What stands in each of the places, in their order; of one place, its text alone."""
        if len(places) == 1:
            return self.take(places[0])
        if places and all(len(place.columns) == 1 and not place.value for place in places):
            return itemgetter(*(self.index(place.columns[0]) for place in places))
        takes = [self.take(place) for place in places]
        return lambda cells: tuple([take(cells) for take in takes])


def headings_of(profile: CsvProfile, names: Sequence[str]) -> Headings:
    """The header as the profile knows it (ColumnsUnknown, HeaderUnknown)."""
    if profile.columns and len(names) != profile.columns:
        raise ColumnsUnknown(1, len(names), profile.columns)
    if profile.heading_hash and heading_hash(names) != profile.heading_hash:
        raise HeaderUnknown("The names of the columns, or their order, are others.")
    return Headings(names)


def heading_hash(names: Sequence[str]) -> str:
    """The SHA-256 that a profile knows a header by: the names without blanks, in lower case."""
    return hashlib.sha256("\x1f".join(_plain(name) for name in names).encode()).hexdigest()


def charge_steps(profile: CsvProfile, headings: Headings, places: ChargePlaces) -> ChargeSteps:
    """How one charge of a row is read; a value the layout does not have is no step."""
    said = _steps(profile, headings, places)
    usual = dict.fromkeys(("tracking", "reference", "customer_reference"), "")
    usual |= {"tracking": "\t", "charge_class": "", "code": "", "text": ""}
    usual |= dict.fromkeys(("billed_g", "net", "vat", "vat_percent", "shipped_on"), NOTHING)
    return ChargeSteps(
        net=headings.take(places.net),
        names=tuple(name for name in usual if name in said),
        steps=tuple(said[name] for name in usual if name in said),
        template="\t".join("%s" if name in said else usual[name] for name in usual),
    )


def _steps(profile: CsvProfile, headings: Headings, places: ChargePlaces) -> dict[str, Step]:
    """The values that the layout has, by name."""
    mark, days, classing = profile.mark, profile.days, places.classing
    codes = headings.take_all([rule.place for rule in classing.rules])
    known: dict[str, Step] = {
        "charge_class": (codes, _classed(classing)),
        "net": (headings.take(places.net), _remembered(lambda text: str(amount_of(text, mark)))),
    }
    maybe: dict[str, tuple[Place, Callable[[str], str]]] = {
        "tracking": (places.tracking, tracking_of),
        "reference": (places.reference, _number(LONGEST_REFERENCE)),
        "customer_reference": (places.customer_reference, _number(LONGEST_REFERENCE)),
        "code": (places.code, _remembered(_number(LONGEST_CODE))),
        "text": (places.text, _remembered(lambda text: label_of(text, LONGEST_TEXT))),
        "vat": (places.vat, _if_said(lambda text: str(amount_of(text, mark)))),
        "vat_percent": (places.vat_percent, _if_said(lambda text: str(percent_of(text, mark)))),
        "shipped_on": (places.shipped_on, _if_said(lambda text: day_of(text, days))),
    }
    known |= {
        name: (headings.take(place), read) for name, (place, read) in maybe.items() if place.said
    }
    if places.weight.said:
        weight = headings.take_all([places.weight, places.weight_unit])
        known["billed_g"] = (weight, _weighed(mark))
    return known


def _remembered(read: Callable[[Any], str]) -> Callable[[Any], str]:
    return lru_cache(maxsize=_REMEMBERED)(read)


def _number(most: int) -> Callable[[str], str]:
    return lambda text: number_of(text, most)


def _if_said(read: Callable[[str], str]) -> Callable[[str], str]:
    return _remembered(lambda text: read(text) if text.strip() else NOTHING)


def _weighed(mark: str) -> Callable[[Any], str]:
    return _remembered(lambda said: grams_of(said[0], said[1], mark) or NOTHING)


def _classed(classing: Classing) -> Callable[[Any], str]:
    """The class by the codes in a row, the first rule that knows one."""

    def judge(codes: str | tuple[str, ...]) -> str:
        several = (codes,) if isinstance(codes, str) else codes
        for rule, code in zip(classing.rules, several, strict=False):
            if word := rule.words.get(code.strip().upper()):
                return word
        return classing.otherwise

    return _remembered(judge)


def _plain(heading: str) -> str:
    return " ".join(heading.replace("\ufeff", "").split()).lower()

"""Bills in elements of XML: each item is read as a row whose columns are the paths of a profile."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, BinaryIO

from activities.finance.xml_elements import elements, forget, local, said
from rules.finance.bill_refusals import MOST_ROWS, FileOfAnotherKind, TooManyInFile
from rules.finance.charge_lines import Found
from rules.finance.csv_bills import TableReading
from rules.finance.csv_steps import Headings
from rules.finance.profiles import ChargePlaces, CsvProfile, Place, XmlProfile


def read_xml_bills(file: BinaryIO, profile: XmlProfile) -> Iterator[Found]:
    """Each bill, its items as charges, and each item that cannot be read.

    A charge's line is the how-manieth item of the file it is. Raises what `elements` raises, and
    TooManyInFile.
    """
    table = as_table(profile)
    columns = columns_of(table)
    reading = TableReading(table, Headings(columns))
    row = 0
    header: tuple[str, ...] = ()
    names = frozenset({profile.root, profile.bill_element, profile.item_element})
    for event, element in _of_root(elements(file, names), profile):
        name = local(element)
        if name == profile.item_element and event == "end":
            header = header or _header(element, profile, columns)
            row += 1
            if row > MOST_ROWS:
                raise TooManyInFile("items", MOST_ROWS)
            items = tuple(said(element, one[5:]) for one in columns if one.startswith("item/"))
            yield from reading.found(row, (*header, *items))
            forget(element)
        elif name == profile.bill_element:
            header = ()
            if event == "end":
                forget(element)


def _of_root(found: Iterator[tuple[str, Any]], profile: XmlProfile) -> Iterator[tuple[str, Any]]:
    """The same, once the first element is the profile's root (FileOfAnotherKind)."""
    rooted = False
    for event, element in found:
        if not rooted and element.getparent() is not None:
            break
        rooted = True
        yield event, element
    if not rooted:
        raise FileOfAnotherKind("XML of another layout", f"<{profile.root}>")


def _header(item: Any, profile: XmlProfile, columns: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ANN401
    """What the bill around an item says, in the order of the columns."""
    around = next(item.iterancestors(f"{{*}}{profile.bill_element}"), None)
    return tuple(
        "" if around is None else said(around, one[5:])
        for one in columns
        if one.startswith("bill/")
    )


def as_table(profile: XmlProfile) -> CsvProfile:
    """The profile as if each item were a row: columns are `bill/path` and `item/path`."""
    named: dict[str, Any] = {
        one.name: _named("bill/", place)
        for one in fields(profile.bill)
        if isinstance(place := getattr(profile.bill, one.name), Place)
    }
    return CsvProfile(
        id=profile.id,
        version=profile.version,
        title=profile.title,
        delimiter=";",
        quote='"',
        encoding="utf-8",
        header=True,
        columns=0,
        heading_hash="",
        mark=profile.mark,
        days=profile.days,
        bill=replace(profile.bill, **named),
        charges=(_charge(profile.charge),),
    )


def _charge(places: ChargePlaces) -> ChargePlaces:
    rules = tuple(
        replace(rule, place=_named("item/", rule.place)) for rule in places.classing.rules
    )
    named: dict[str, Any] = {
        one.name: _named("item/", place)
        for one in fields(places)
        if isinstance(place := getattr(places, one.name), Place)
    }
    return replace(places, classing=replace(places.classing, rules=rules), **named)


def _named(kind: str, place: Place) -> Place:
    return replace(place, columns=tuple(f"{kind}{one}" for one in place.columns))


def columns_of(table: CsvProfile) -> tuple[str, ...]:
    """Every path the table asks for, the bill's first."""
    bill, charge = table.bill, table.charges[0]
    places = [getattr(bill, one.name) for one in fields(bill)]
    places += [getattr(charge, one.name) for one in fields(charge)]
    places += [rule.place for rule in charge.classing.rules]
    columns = (str(one) for place in places if isinstance(place, Place) for one in place.columns)
    return tuple(dict.fromkeys(columns))

"""The parts of a profile file: each read strictly into the values of rules.finance.profiles."""

import codecs
from collections.abc import Mapping
from typing import Any

from rules.fields import (
    FieldInvalid,
    Path,
    choice,
    count,
    flag,
    mapping,
    read_fields,
    sequence,
    text,
    text_map,
    texts,
)
from rules.finance.freight_words import BillKind, ChargeClass
from rules.finance.profiles import (
    VAT_ROW,
    BillPlaces,
    ChargePlaces,
    Classing,
    ClassRule,
    CsvProfile,
    Place,
    RowKinds,
    UblProfile,
    XmlProfile,
)

_CLASSES = {*(one.value for one in ChargeClass), VAT_ROW}
_NAMED = {"profile": text, "version": text, "title": text, "layout": text}
_ENCODINGS = ("utf-8", "utf-16", "cp1252", "iso8859-1")
MOST_CHARGES = 60


def csv_profile(data: Mapping[str, object]) -> CsvProfile:
    """A table's profile (FieldInvalid)."""
    found = read_fields(
        data,
        (),
        {
            **_NAMED,
            "delimiter": _one_letter,
            "quote": _one_letter,
            "encoding": _encoding,
            "header": flag,
            "columns": count,
            "heading_hash": text,
            "decimal_mark": _mark,
            "days": texts,
            "bill": _bill,
            "charges": _charges,
            "rows": _rows,
            "row_total": place_of,
        },
        optional=("quote", "columns", "heading_hash", "rows", "row_total"),
    )
    if not found["header"] and "columns" not in found:
        problem = "a table without a header is known by the number of its columns."
        raise FieldInvalid(("columns",), problem, "Add columns.")
    return CsvProfile(
        id=found["profile"],
        version=found["version"],
        title=found["title"],
        delimiter=found["delimiter"],
        quote=found.get("quote", ""),
        encoding=found["encoding"],
        header=found["header"],
        columns=found.get("columns", 0),
        heading_hash=found.get("heading_hash", ""),
        mark=found["decimal_mark"],
        days=found["days"],
        bill=found["bill"],
        charges=found["charges"],
        rows=found.get("rows"),
        row_total=found.get("row_total", Place()),
    )


def xml_profile(data: Mapping[str, object]) -> XmlProfile:
    """A profile of elements with items in them (FieldInvalid)."""
    found = read_fields(
        data,
        (),
        {
            **_NAMED,
            "root": text,
            "bill_element": text,
            "item_element": text,
            "decimal_mark": _mark,
            "days": texts,
            "bill": _bill,
            "charge": lambda value, path: _charge(value, path, 0),
        },
    )
    return XmlProfile(
        id=found["profile"],
        version=found["version"],
        title=found["title"],
        root=found["root"],
        bill_element=found["bill_element"],
        item_element=found["item_element"],
        mark=found["decimal_mark"],
        days=found["days"],
        bill=found["bill"],
        charge=found["charge"],
    )


def ubl_profile(data: Mapping[str, object]) -> UblProfile:
    """A profile of UBL documents (FieldInvalid)."""
    places = ("account", "tracking", "reference", "customer_reference", "code", "shipped_on")
    found = read_fields(
        data,
        (),
        {
            **_NAMED,
            **dict.fromkeys(places, texts),
            "properties": _properties,
            "classes": _words,
            "otherwise": _class,
            "allowance_class": _class,
        },
    )
    named = {"id": found.pop("profile")}
    del found["layout"]
    return UblProfile(**named, **found)


def place_of(value: object, path: Path) -> Place:
    """A column, a list of columns written one behind the other, `{value: …}` or `{path, or}`.

    The last is a path, and what holds where it is empty.
    """
    if isinstance(value, Mapping):
        given = read_fields(
            value, path, {"value": text, "path": text, "or": text}, optional=("value", "path", "or")
        )
        columns = (given["path"],) if "path" in given else ()
        return Place(columns=columns, value=given.get("value") or given.get("or", ""))
    items = sequence(value, path) if isinstance(value, list) else [value]
    return Place(columns=tuple(_column(item, path) for item in items))


def _column(value: object, path: Path) -> int | str:
    return count(value, path) if isinstance(value, int) else text(value, path)


def _bill(value: object, path: Path) -> BillPlaces:
    needed = ("account", "number", "issued_on", "currency")
    more = ("due_on", "credits_number", "net", "vat", "gross", "kind")
    found = read_fields(
        value,
        path,
        {**dict.fromkeys((*needed, *more), place_of), "kinds": _kinds},
        optional=(*more, "kinds"),
    )
    return BillPlaces(**found)


def _charges(value: object, path: Path) -> tuple[ChargePlaces, ...]:
    """The charges of a row; `again: {step, times}` repeats one to the right."""
    places: list[ChargePlaces] = []
    for at, item in enumerate(sequence(value, path)):
        given = dict(mapping(item, (*path, at)))
        again = read_fields(
            given.pop("again", {"step": 1, "times": 1}),
            (*path, at, "again"),
            {"step": count, "times": count},
        )
        places += [
            _charge(given, (*path, at), again["step"] * turn)
            for turn in range(min(again["times"], MOST_CHARGES))
        ]
    if not 1 <= len(places) <= MOST_CHARGES:
        raise FieldInvalid(path, f"a row has 1 to {MOST_CHARGES} charges.", "Name its net amount.")
    return tuple(places)


#: What belongs to one repetition and moves right with it; the rest is the row's.
_REPEATED = ("net", "code", "text", "vat", "vat_percent")


def _charge(value: object, path: Path, moved: int) -> ChargePlaces:
    more = (
        *("tracking", "reference", "customer_reference", "code", "text"),
        *("weight", "weight_unit", "vat", "vat_percent", "shipped_on"),
    )
    found = read_fields(
        value,
        path,
        {
            **dict.fromkeys(("net", *more), place_of),
            "classes": lambda item, where: _classes(item, where, moved),
            "otherwise": _class,
        },
        optional=(*more, "classes", "otherwise"),
    )
    classing = Classing(rules=found.pop("classes", ()), otherwise=found.pop("otherwise", "freight"))
    places = {name: _moved(at, moved, name, path) for name, at in found.items()}
    return ChargePlaces(**places, classing=classing)


def _moved(place: Place, by: int, name: str, path: Path) -> Place:
    if not by or name not in _REPEATED or not place.columns:
        return place
    moved: list[int] = []
    for column in place.columns:
        if not isinstance(column, int):
            problem = "what is repeated is counted, not named."
            raise FieldInvalid((*path, name), problem, "Write the number of the column.")
        moved.append(column + by)
    return Place(columns=tuple(moved), value=place.value)


def _classes(value: object, path: Path, moved: int) -> tuple[ClassRule, ...]:
    rules = []
    for at, item in enumerate(sequence(value, path)):
        where = (*path, at)
        optional = ("column", "path", "repeated")
        found = read_fields(
            item,
            where,
            {"column": place_of, "path": place_of, "words": _words, "repeated": flag},
            optional=optional,
        )
        place = found.get("column") or found.get("path")
        if place is None:
            raise FieldInvalid(where, "the rule looks nowhere.", "Add column or path.")
        by = moved if found.get("repeated") else 0
        rules.append(ClassRule(place=_moved(place, by, "code", where), words=found["words"]))
    return tuple(rules)


def _rows(value: object, path: Path) -> RowKinds:
    found = read_fields(value, path, {"column": place_of, "bill": texts, "charge": texts})
    return RowKinds(
        place=found["column"],
        bill=frozenset(word.upper() for word in found["bill"]),
        charge=frozenset(word.upper() for word in found["charge"]),
    )


def _words(value: object, path: Path) -> dict[str, str]:
    return {
        code.upper(): _class(word, (*path, code)) for code, word in mapping(value, path).items()
    }


def _class(value: object, path: Path) -> str:
    if isinstance(value, str) and value in _CLASSES:
        return value
    raise FieldInvalid(path, f"{value!r} is no class.", f"Use {', '.join(sorted(_CLASSES))}.")


def _kinds(value: object, path: Path) -> dict[str, Any]:
    parse = choice(BillKind)
    return {
        word.upper(): parse(kind, (*path, word)) for word, kind in text_map(value, path).items()
    }


def _properties(value: object, path: Path) -> dict[str, tuple[str, ...]]:
    known = dict.fromkeys(("tracking", "reference", "weight"), texts)
    found = read_fields(value, path, known, optional=tuple(known))
    return {name: tuple(word.upper() for word in words) for name, words in found.items()}


def _one_letter(value: object, path: Path) -> str:
    letter = {"tab": "\t"}.get(str(value), value)
    if isinstance(letter, str) and len(letter) == 1:
        return letter
    raise FieldInvalid(path, f"{value!r} is not one letter.", 'Write "," or ";" or tab.')


def _mark(value: object, path: Path) -> str:
    if value in {".", ","}:
        return str(value)
    raise FieldInvalid(path, f"{value!r} is no decimal mark.", 'Write "." or ",".')


def _encoding(value: object, path: Path) -> str:
    try:
        name = codecs.lookup(text(value, path)).name
    except LookupError:
        name = ""
    if name in _ENCODINGS:
        return name
    raise FieldInvalid(path, f"{value!r} is not known.", f"Write {', '.join(_ENCODINGS)}.")

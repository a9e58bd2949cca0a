"""Which units of a delivery are taken, which are known already, and what is wrong with the rest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rules.dates_in_words import listed
from rules.delivery_numbers import UnitNumbers, read_numbers
from rules.delivery_rows import DeliveryRow
from rules.table_reading import RowProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingLine:
    """A line of an order: its model by code and name, and how many units of it are to come."""

    line: int
    model: str
    name: str
    ordered: int
    missing: int

    def is_of(self, model: str) -> bool:
        """Whether the word is the model's code or name, whatever its capitals."""
        return model.casefold() in {self.model.casefold(), self.name.casefold()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingOrder:
    """An order that units may come for; of a cancelled one nothing is taken."""

    number: str
    customer: str
    cancelled: bool
    lines: tuple[ComingLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnit:
    """A unit on record; order and note are empty unless it came with a delivery."""

    serial: str
    imei: str
    imei2: str
    model: str
    name: str
    order: str = ""
    note: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """What the desk knows: orders by number, units by serial, and the serials of known IMEIs.

    `only_order` is the order that was named for the delivery; no other is taken then.
    """

    orders: Mapping[str, ComingOrder]
    units: Mapping[str, KnownUnit]
    imeis: Mapping[str, str]
    only_order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUnit:
    """A unit that may be booked in, for this line of its order."""

    row: int
    order: str
    line: int
    note: str
    numbers: UnitNumbers


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDelivery:
    """What becomes of each row: taken, received before, or not taken for these problems."""

    taken: tuple[TakenUnit, ...]
    already: tuple[TakenUnit, ...]
    problems: tuple[RowProblem, ...]

    @property
    def wrong_rows(self) -> int:
        """How many rows have a problem."""
        return len({problem.line for problem in self.problems})


@dataclass(slots=True, kw_only=True)
class Count:
    """What the rows so far used up: units to come by line, numbers by the row they stand in."""

    left: dict[tuple[str, int], int]
    rows: dict[str, int] = field(default_factory=dict)


def judge_delivery(rows: Iterable[DeliveryRow | RowProblem], known: OnRecord) -> JudgedDelivery:
    """Every row in its order; a row counts for its order only when nothing is wrong with it."""
    left = {
        (order.number, line.line): line.missing
        for order in known.orders.values()
        for line in order.lines
    }
    count = Count(left=left)
    taken: list[TakenUnit] = []
    already: list[TakenUnit] = []
    problems: list[RowProblem] = []
    for row in rows:
        found = [row] if isinstance(row, RowProblem) else judge_row(row, known, count)
        if isinstance(found, TakenUnit):
            (already if found.numbers.serial in known.units else taken).append(found)
        else:
            problems += found
    return JudgedDelivery(taken=tuple(taken), already=tuple(already), problems=tuple(problems))


def judge_row(row: DeliveryRow, known: OnRecord, count: Count) -> TakenUnit | list[RowProblem]:
    """The unit, taken off what is still to come unless it came before; or what is wrong."""
    numbers, problems = read_numbers(row)
    problems += order_problems(row, known)
    if numbers is None:
        return problems
    problems += twice_problems(row, numbers, count)
    unit = known.units.get(numbers.serial)
    if unit is None:
        problems += imei_problems(row, numbers, known)
    else:
        problems += known_problems(row, numbers, unit)
    line: int | RowProblem = 0
    if unit is None and not problems:
        line = line_for(row, known.orders[row.order], count)
    if isinstance(line, RowProblem):
        problems.append(line)
    if problems or isinstance(line, RowProblem):
        return problems
    if unit is None:
        count.left[row.order, line] -= 1
    return TakenUnit(row=row.line, order=row.order, line=line, note=row.note, numbers=numbers)


def order_problems(row: DeliveryRow, known: OnRecord) -> Iterator[RowProblem]:
    """An order that is not named, unknown, not the one that is received, or cancelled."""
    order = known.orders.get(row.order)
    if not row.order:
        yield row.problem("order", "", "Fill in the order number, or name it beside the file.")
    elif known.only_order and row.order != known.only_order:
        whose = f", which customer {order.customer} ordered" if order else ""
        yield row.problem(
            "order",
            row.order,
            f"You are receiving order {known.only_order}. Receive {row.order}{whose}, apart.",
        )
    elif order is None:
        yield row.problem("order", row.order, "There is no such order. Correct the number.")
    elif order.cancelled:
        yield row.problem(
            "order", row.order, "The order was cancelled. Send the unit back to the supplier."
        )


def twice_problems(row: DeliveryRow, numbers: UnitNumbers, count: Count) -> Iterator[RowProblem]:
    """A serial or an IMEI that stands in an earlier row too."""
    for column, number in numbers.named():
        first = count.rows.setdefault(number, row.line)
        if first != row.line:
            what = f"It stands on line {first} too. Delete one of them, or correct the number."
            yield row.problem(column, number, what)


def known_problems(row: DeliveryRow, numbers: UnitNumbers, unit: KnownUnit) -> Iterator[RowProblem]:
    """A unit on record that did not come in just this way before, or says other numbers now."""
    if not unit.order:
        what = "This unit is on record and did not come with an order. Check the serial."
        yield row.problem("serial", numbers.serial, what)
    elif (unit.order, unit.note) != (row.order, row.note):
        what = (
            f"It came with delivery note {unit.note} for order {unit.order} of customer "
            f"{unit.customer}. Check the serial."
        )
        yield row.problem("serial", numbers.serial, what)
    elif numbers.contradict(unit.imei, unit.imei2):
        what = f"The unit came with IMEI {unit.imei or 'unread'}. Read its box again."
        yield row.problem("imei", numbers.imei or numbers.imei2, what)
    elif row.model and row.model.casefold() not in {unit.model.casefold(), unit.name.casefold()}:
        yield row.problem("model", row.model, f"The unit came as {unit.model}. Look at it again.")


def imei_problems(row: DeliveryRow, numbers: UnitNumbers, known: OnRecord) -> Iterator[RowProblem]:
    """An IMEI that another unit on record has."""
    for column, number in numbers.named():
        if column != "serial" and number in known.imeis:
            what = f"Unit {known.imeis[number]} on record has this IMEI. Read both boxes again."
            yield row.problem(column, number, what)


def line_for(row: DeliveryRow, order: ComingOrder, count: Count) -> int | RowProblem:
    """The line the unit counts for: the first that is meant and still misses one."""
    meant = lines_meant(row, order)
    if isinstance(meant, RowProblem):
        return meant
    for line in meant:
        if count.left[order.number, line.line] > 0:
            return line.line
    ordered = sum(line.ordered for line in meant)
    what = (
        f"Order {order.number} expects no more of {meant[0].model} than the {ordered} ordered. "
        "Send what is too much back, or order it."
    )
    return row.problem("serial", row.serial, what)


def lines_meant(row: DeliveryRow, order: ComingOrder) -> tuple[ComingLine, ...] | RowProblem:
    """The lines that the row may stand for: one model's, and the one it names if it names one."""
    named = [line for line in order.lines if row.order_line in {None, line.line}]
    if not named:
        numbers = listed([str(line.line) for line in order.lines])
        return row.problem("line", str(row.order_line), f"The order has the lines {numbers}.")
    models = sorted({line.model for line in named})
    if not row.model and len(models) > 1:
        return row.problem("model", "", f"Name the model: the order is for {listed(models)}.")
    meant = tuple(line for line in named if not row.model or line.is_of(row.model))
    if not meant:
        what = (
            f"Order {order.number} is for {listed(models)}. Send the unit back, or change the "
            "order's model first."
        )
        return row.problem("model", row.model, what)
    return meant

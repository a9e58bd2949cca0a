"""The numbers on a unit's box: read, normalised, and refused by name where they cannot be right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rules.delivery_rows import DeliveryRow
from rules.errors import DeskError
from rules.imei import read_imei
from rules.scan_text import normal_serial
from rules.table_reading import RowProblem

#: As many characters as the record holds of each.
LONGEST = {"serial": 64, "note": 80, "batch": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNumbers:
    """A unit's serial in capitals, its IMEIs as 15 digits or empty, and its production batch."""

    serial: str
    imei: str
    imei2: str
    batch: str

    def named(self) -> Iterator[tuple[str, str]]:
        """Each number that only one unit may have, with the column it stands in."""
        for column, number in (("serial", self.serial), ("imei", self.imei), ("imei2", self.imei2)):
            if number:
                yield column, number

    def contradict(self, imei: str, imei2: str) -> bool:
        """Whether an IMEI is named that is not one of these."""
        return not {self.imei, self.imei2} - {""} <= {imei, imei2}


def read_numbers(row: DeliveryRow) -> tuple[UnitNumbers | None, list[RowProblem]]:
    """The row's numbers, or None and every reason why they cannot be read."""
    problems = list(text_problems(row))
    serial = _read(row, "serial", row.serial, normal_serial, problems)
    imei = _read(row, "imei", row.imei, read_imei, problems)
    imei2 = _read(row, "imei2", row.imei2, read_imei, problems)
    if imei and imei == imei2:
        what = "Both IMEIs are the same. Dial *#06# on the phone, which shows both."
        problems.append(row.problem("imei2", imei2, what))
    if problems:
        return None, problems
    return UnitNumbers(serial=serial, imei=imei, imei2=imei2, batch=row.batch.strip()), problems


def text_problems(row: DeliveryRow) -> Iterator[RowProblem]:
    """Cells that are empty and must not be, too long, or hold what cannot be printed."""
    if not row.note:
        yield row.problem("note", "", "Fill in the delivery note's number, or name it beside.")
    for column, said in (("serial", row.serial), ("note", row.note), ("batch", row.batch)):
        if len(said) > LONGEST[column]:
            yield row.problem(column, said, f"Shorten it to {LONGEST[column]} characters.")
        elif not said.isprintable():
            yield row.problem(column, said, "Take out line ends and control characters.")


def _read(
    row: DeliveryRow,
    column: str,
    said: str,
    read: Callable[[str], str],
    problems: list[RowProblem],
) -> str:
    """The number as it is stored; empty where there is none, or with a problem noted."""
    if not said and column != "serial":
        return ""
    try:
        return read(said)
    except DeskError as wrong:
        problems.append(row.problem(column, said, wrong.detail))
        return ""

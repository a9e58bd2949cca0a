"""A carrier's table read row by row: bills as they first appear, and each charge as a line.

The rows' way is short on purpose: a bill may have a million. What is wrong with a row is its own
RowRefused; a file that is not what its profile says is a FileUnreadable.
"""

import csv
from collections.abc import Iterator, Sequence

from rules.finance.bill_cells import CellWrong, amount_of
from rules.finance.bill_heads import BillHeads, HeadUnfit
from rules.finance.bill_refusals import MOST_ROWS, ColumnsUnknown, FileEmpty, TooManyInFile
from rules.finance.charge_lines import ChargeLine, Found, refused
from rules.finance.csv_rows import read_rows
from rules.finance.csv_steps import ChargeSteps, Headings, Take, charge_steps, headings_of
from rules.finance.profiles import CsvProfile

_TORN = (
    "Its quotes do not pair, or a cell is far too long, so nothing below it can be read. Fetch the "
    "file again."
)


def read_csv_bills(lines: Iterator[str], profile: CsvProfile) -> Iterator[Found]:
    """Each bill where it appears first, each charge, each row that cannot be read.

    A charge's line is its row; of a layout with several charges a row, `row_of` gives the row.
    Raises FileEmpty, HeaderUnknown, ColumnsUnknown and TooManyInFile.
    """
    reading = TableReading(profile, _header(lines, profile))
    row = 1 if profile.header else 0
    try:
        for width, cells in read_rows(
            lines, profile.delimiter, profile.quote, reading.width, reading.most
        ):
            row += 1
            if width == reading.width:
                line = reading.like_the_last(row, cells)
                if line is None:
                    yield from reading.found(row, cells)
                else:
                    yield line
            elif any(cells):
                yield reading.of_other_width(row, width, cells)
            if row > MOST_ROWS:
                raise TooManyInFile("rows", MOST_ROWS)
    except csv.Error:
        yield refused(row + 1, "row torn", _TORN, "")


def row_of(line: int, charges_in_row: int) -> int:
    """The row of the file in which a charge's line stands."""
    return (line - 1) // charges_in_row + 1


def _header(lines: Iterator[str], profile: CsvProfile) -> Headings | None:
    """The header as the profile knows it; None in a layout without (FileEmpty)."""
    if not profile.header:
        return None
    try:
        rows = csv.reader(
            lines, delimiter=profile.delimiter, quotechar=profile.quote or None, strict=True
        )
        return headings_of(profile, next(rows))
    except (StopIteration, csv.Error):
        raise FileEmpty from None


class TableReading:
    """One file while it is read: its bills, and how a row becomes a line of each of its charges."""

    def __init__(self, profile: CsvProfile, named: Headings | None) -> None:
        headings = named or Headings()
        self.profile = profile
        self.width = profile.columns or headings.width
        self.slots = tuple(charge_steps(profile, headings, one) for one in profile.charges)
        self.heads = BillHeads(profile, headings)
        self.kind: Take | None = headings.take(profile.rows.place) if profile.rows else None
        self.total = headings.take(profile.row_total) if profile.row_total.said else None
        if headings.most > self.width:
            raise ColumnsUnknown(1, self.width, headings.most)
        self.most = headings.most
        #: The only charge of a row, in layouts that have no more to say in a row.
        self.only = self.slots[0] if len(self.slots) == 1 and self.kind is None else None
        self.right_rows = 0

    def like_the_last(self, row: int, cells: Sequence[str]) -> ChargeLine | None:
        """The charge of a row that is read as the one above it was; None when more is to see."""
        heads = self.heads
        if self.only is None or self.heads.head(cells) != heads.last:
            return None
        try:
            return (heads.last_bill, row, self.only.line(cells))
        except CellWrong:
            return None

    def found(self, row: int, cells: Sequence[str]) -> Iterator[Found]:
        """The row's bill if it is new, then its charges; or why it is refused."""
        try:
            if self.kind is not None and not self._is_charge(cells):
                yield self.heads.opened_by(cells)
                return
            bill, new = self.heads.bill_of(cells)
            lines = self._lines(row, bill, cells)
        except (CellWrong, HeadUnfit) as wrong:
            yield self._refused(row, cells, wrong)
            return
        if new is not None:
            yield new
        yield from lines
        self.right_rows += 1

    def _lines(self, row: int, bill: int, cells: Sequence[str]) -> list[tuple[int, int, str]]:
        if len(self.slots) == 1:
            return [(bill, row, self.slots[0].line(cells))]
        self._require_total(cells)
        first = (row - 1) * len(self.slots) + 1
        return [
            (bill, first + at, slot.line(cells))
            for at, slot in enumerate(self.slots)
            if slot.net(cells).strip()
        ]

    def _require_total(self, cells: Sequence[str]) -> None:
        """The charges of a row sum to what the row says (CellWrong)."""
        if self.total is None:
            return
        mark = self.profile.mark
        amounts = [amount_of(text, mark) for slot in self.slots if (text := slot.net(cells))]
        said = amount_of(self.total(cells), mark)
        if sum(amounts) != said:
            raise CellWrong(
                str(said), f"The row's charges sum to {sum(amounts)}. Ask the carrier for it."
            )

    def _is_charge(self, cells: Sequence[str]) -> bool:
        """True for a row with a charge, False for one with a bill's totals (CellWrong)."""
        kinds = self.profile.rows
        if kinds is None or self.kind is None:
            return True
        word = self.kind(cells).strip().upper()
        if word not in kinds.charge | kinds.bill:
            known = ", ".join(sorted(kinds.charge | kinds.bill))
            raise CellWrong(word, f"This kind of row is not known; the profile knows {known}.")
        return word in kinds.charge

    def of_other_width(self, row: int, width: int, cells: Sequence[str]) -> Found:
        """A row with too few or too many cells; if none was right yet, the file is another."""
        if not self.right_rows:
            raise ColumnsUnknown(row, width, self.width)
        detail = (
            f"It has {width} columns instead of {self.width}. The file was cut off here, or a "
            "cell holds the delimiter: fetch it again."
        )
        return refused(row, "wrong number of columns", detail, self.profile.delimiter.join(cells))

    def _refused(self, row: int, cells: Sequence[str], wrong: CellWrong | HeadUnfit) -> Found:
        raw = self.profile.delimiter.join(cells)
        if isinstance(wrong, HeadUnfit):
            return refused(row, "bill unfit", wrong.what_to_do, raw)
        name = next((name for slot in self.slots if (name := _wrong_in(slot, cells))), "cell")
        detail = f"{name} '{wrong.said}': {wrong.what_to_do}"
        return refused(row, "cell unreadable", detail, raw)


def _wrong_in(slot: ChargeSteps, cells: Sequence[str]) -> str:
    return slot.wrong_in(cells) if slot.net(cells).strip() else ""

"""Rows of a carrier's table: split at the delimiter, and by the csv module where quotes are."""

import csv
from collections.abc import Iterator


def read_rows(
    lines: Iterator[str], delimiter: str, quote: str, width: int, most: int
) -> Iterator[tuple[int, list[str]]]:
    """How many cells each row has, and its cells: equal to what csv.reader finds.

    A row of the right width is cut behind its first `most` cells (the rest is one cell more): of
    250 columns a bill needs a few. Raises csv.Error for quotes that do not pair; nothing below
    them is read.
    """
    waiting: list[str] = []

    def feed() -> Iterator[str]:
        while True:
            line = waiting.pop() if waiting else next(lines, None)
            if line is None:
                return
            yield line

    quoted = csv.reader(feed(), delimiter=delimiter, quotechar=quote or None, strict=True)
    for line in lines:
        if quote and quote in line:
            waiting.append(line)
            cells = next(quoted)
            yield len(cells), cells
        elif line.count(delimiter) + 1 == width:
            yield width, line.rstrip("\r\n").split(delimiter, most)
        else:
            cells = line.rstrip("\r\n").split(delimiter)
            yield len(cells), cells

"""Blocks that flow over A4 pages: none is torn, and a table says its captions again on the next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from documents.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What stays together: its millimetres, how it is drawn from a top, what goes above it.

    `above` is drawn first where the block begins a page; a block that is `fresh` always does.
    """

    height: float
    draw: Callable[[Sheet, float], None]
    above: "Block | None" = None
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where blocks may stand, in millimetres from the top: on the first page, and on any other."""

    first: float
    later: float
    end: float


def on_pages(blocks: Iterable[Block], room: Room) -> list[list[Block]]:
    """The blocks page by page, each where it first fits; one taller than a page has its own."""
    pages: list[list[Block]] = [[]]
    left = room.end - room.first
    for block in blocks:
        if pages[-1] and (block.fresh or block.height > left):
            pages.append([])
            left = room.end - room.later
        added = [block.above, block] if block.above and not pages[-1] else [block]
        pages[-1].extend(added)
        left -= sum(one.height for one in added)
    return pages


def draw_blocks(sheet: Sheet, top: float, blocks: Iterable[Block]) -> None:
    """Draw the blocks of one page below one another."""
    for block in blocks:
        block.draw(sheet, top)
        top += block.height

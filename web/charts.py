"""Bars as SVG inside a page: an image with a name and a description, coloured by the page."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from rules.bars import Bar, scale_of

WIDTH, STEP, THICK = 320, 40, 18
#: What is left free behind the longest bar, so that no mark is cut off.
EDGE = 2


def bar_svg(bars: Sequence[Bar], name: str, id_of: str) -> Markup:
    """The bars below one another; the figures themselves stand in the table beside them.

    `id_of` is the page's own name for the chart. Length, an outline and a mark say everything:
    nothing is told by colour.
    """
    scale = scale_of(bars)
    height = STEP * len(bars)
    described = "; ".join(f"{bar.name}: {bar.figure}" for bar in bars)
    drawn = "".join(row(bar, number, scale) for number, bar in enumerate(bars))
    return Markup(
        '<svg class="bars" role="img" viewBox="0 0 {width} {height}" width="{width}" '
        'height="{height}" preserveAspectRatio="none" aria-labelledby="{id}-title {id}-desc">'
        '<title id="{id}-title">{name}</title><desc id="{id}-desc">{described}</desc>{drawn}</svg>'
    ).format(
        width=WIDTH,
        height=height,
        id=id_of,
        name=escape(name),
        described=escape(described),
        drawn=Markup(drawn),  # noqa: S704 - made of numbers only
    )


def row(bar: Bar, number: int, scale: int) -> str:
    """One bar, and the mark it is held against."""
    top = number * STEP + (STEP - THICK) // 2
    room = WIDTH - 2 * EDGE
    drawn = rect("bar", EDGE, top, room * bar.value / scale, THICK) if bar.value else ""
    if bar.mark is not None:
        left = EDGE + room * bar.mark / scale - EDGE / 2
        drawn += rect("mark", left, number * STEP + 2, EDGE, STEP - 4)
    return rect("base", 0, number * STEP, 1, STEP) + drawn


def rect(kind: str, left: float, top: float, width: float, height: float) -> str:
    """A rectangle that the page's stylesheet colours by its kind."""
    return f'<rect class="{kind}" x="{left:.1f}" y="{top}" width="{width:.1f}" height="{height}"/>'

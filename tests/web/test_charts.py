from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from rules.bars import Bar
from web.charts import EDGE, STEP, WIDTH, bar_svg

SVG = "{http://www.w3.org/2000/svg}"
BARS = (
    Bar(name="Kept", value=3, figure="3"),
    Bar(name="Missed <late>", value=1, figure="1 of 4", mark=4),
    Bar(name="Open", value=0, figure="0"),
)


def drawn(bars: tuple[Bar, ...]) -> ET.Element:
    svg = bar_svg(bars, "What became of promises", "promises")
    named = str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ET.fromstring(named)  # noqa: S314 - our own picture


def widths(svg: ET.Element, kind: str) -> list[float]:
    return [
        float(one.attrib["width"]) for one in svg.iter(f"{SVG}rect") if one.get("class") == kind
    ]


def test_a_chart_is_one_image_with_a_name_and_every_figure_in_its_description() -> None:
    svg = drawn(BARS)
    assert svg.attrib["role"] == "img"
    title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert svg.attrib["aria-labelledby"].split() == [title.attrib["id"], desc.attrib["id"]]
    assert title.text == "What became of promises"
    assert desc.text == "Kept: 3; Missed <late>: 1 of 4; Open: 0"


def test_the_farthest_mark_takes_the_whole_scale_and_nought_has_no_bar() -> None:
    svg = drawn(BARS)
    room = WIDTH - 2 * EDGE
    assert widths(svg, "bar") == [round(room * 3 / 4, 1), round(room / 4, 1)]
    assert len(widths(svg, "mark")) == 1
    assert len(widths(svg, "base")) == 3


@given(st.lists(st.tuples(st.integers(0, 10**9), st.none() | st.integers(0, 10**9)), max_size=9))
def test_nothing_is_drawn_outside_the_picture(given_bars: list[tuple[int, int | None]]) -> None:
    bars = tuple(Bar(name="", value=n, figure="", mark=mark) for n, mark in given_bars)
    for one in drawn(bars).iter(f"{SVG}rect"):
        left, top = float(one.attrib["x"]), float(one.attrib["y"])
        assert left >= 0
        assert left + float(one.attrib["width"]) <= WIDTH + 0.1
        assert top + float(one.attrib["height"]) <= STEP * len(bars)

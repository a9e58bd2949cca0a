import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.fitting import Box, Line, fit, fit_on_one_line, wrap
from documents.printable import TextTooLong
from documents.typeface import REGULAR, width_of

NARROW = Box(left=0, top=0, width=40, height=10)


def test_short_text_keeps_the_largest_size() -> None:
    fitted = fit([Line("Anna")], NARROW, largest=12, smallest=6)
    assert fitted.size == 12
    assert fitted.lines == (Line("Anna"),)


def test_long_text_wraps_at_spaces_before_it_shrinks() -> None:
    fitted = fit([Line("Warehouse of the north")], NARROW, largest=11, smallest=6)
    assert fitted.size == 11
    assert [line.text for line in fitted.lines] == ["Warehouse of the", "north"]


def test_longer_text_shrinks() -> None:
    fitted = fit([Line("Warehouse of the northern region")] * 2, NARROW, largest=12, smallest=5)
    assert 5 <= fitted.size < 12
    assert fitted.height <= 10


def test_text_that_does_not_fit_at_the_smallest_size_is_refused() -> None:
    with pytest.raises(TextTooLong) as refusal:
        fit([Line("W")] * 9, NARROW, largest=12, smallest=6, what="recipient")
    assert refusal.value.detail == "The recipient is longer than 4 printed lines; shorten it."


def test_a_word_wider_than_the_box_is_broken_without_loss() -> None:
    pieces = [line.text for line in wrap(Line("W" * 50), 100, 10)]
    assert len(pieces) > 1
    assert "".join(pieces) == "W" * 50


def test_one_line_tells_when_no_size_fits() -> None:
    assert fit_on_one_line("Anna", 40, largest=12, smallest=6) == 12
    assert fit_on_one_line("W" * 200, 40, largest=12, smallest=6) is None


@given(st.text(alphabet="ab W.-", max_size=200), st.floats(min_value=20, max_value=300))
def test_wrapped_lines_never_pass_the_edge_and_lose_only_spaces(text: str, width: float) -> None:
    pieces = [line.text for line in wrap(Line(text), width, 10)]
    assert all(width_of(piece.strip(), REGULAR, 10) <= width for piece in pieces)
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")

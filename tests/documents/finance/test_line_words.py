import pytest

from documents.finance.line_words import item_names, line_text
from documents.language import Language
from rules.finance.items import Item
from rules.finance.statement_lines import lane_of


@pytest.mark.parametrize("language", Language)
def test_every_item_has_a_name_in_every_language(language: Language) -> None:
    assert set(item_names(language)) == {*Item, "freight_return"}
    assert all(item_names(language).values())


@pytest.mark.parametrize(
    ("locale", "said"),
    [("sv-SE", "Frakt, express sweden"), ("xx", "Freight, express sweden")],
)
def test_a_line_names_its_item_and_what_it_is_about(locale: str, said: str) -> None:
    assert line_text(Item.FREIGHT, "express sweden", locale) == said


@pytest.mark.parametrize(
    ("parcel", "out", "home"),
    [
        (
            "PC1SE express sweden 2.5 kg",
            "Freight, express sweden",
            "Return freight, express sweden",
        ),
        ("PC1SE express", "Freight, express", "Return freight, express"),
        ("PC1SE", "Freight", "Return freight"),
    ],
)
def test_parcels_of_a_lane_share_a_line_and_those_that_came_back_another(
    parcel: str, out: str, home: str
) -> None:
    lanes = [lane_of(parcel, back=back) for back in (False, True)]
    assert [line_text(Item.FREIGHT, lane, "en") for lane in lanes] == [out, home]


def test_a_long_subject_is_cut_to_what_a_line_holds() -> None:
    assert len(line_text(Item.CHARGE, "x" * 300, "en")) == 200

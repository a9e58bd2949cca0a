import pytest

from tests.web.api.house import House
from web.api.headers import entity_tag, shown_inline, unchanged


def test_a_document_is_shown_in_place_under_a_name_of_its_own(house: House) -> None:
    number = house.a_case()
    document = house.a_document(number, b"%PDF-1.4 the very bytes")
    answer = house.ask("customer", "GET", f"/v1/cases/{number}/documents/{document}")
    assert answer.content == b"%PDF-1.4 the very bytes"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{number}-service-slip.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_document_of_another_case_is_unknown(house: House) -> None:
    document = house.a_document(house.a_case())
    answer = house.ask("desk", "GET", f"/v1/cases/{house.a_case()}/documents/{document}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-document")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("slip.pdf", 'inline; filename="slip.pdf"'),
        (
            'ș"x\r\n.pdf',
            "inline; filename=\"__x__.pdf\"; filename*=UTF-8''%C8%99%22x%0D%0A.pdf",
        ),
        ("a/b.pdf", 'inline; filename="a/b.pdf"'),
    ],
)
def test_a_file_name_of_any_script_fits_a_header(name: str, header: str) -> None:
    assert shown_inline(name) == header


def test_a_tag_is_compared_as_the_standard_says() -> None:
    tag = entity_tag(b"x")
    assert entity_tag(b"y") != tag
    assert unchanged(f'W/{tag} , "z"', tag)
    assert not unchanged(None, tag)
    assert not unchanged('"z"', tag)

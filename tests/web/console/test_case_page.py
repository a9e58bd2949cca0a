import uuid
from datetime import UTC, datetime, timedelta

from desk.board import view_case
from tests.builders import a_swap
from tests.web.console.front_desk import FrontDesk, hidden

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def a_case(front: FrontDesk, **changes: object) -> str:
    return front.walk.open(a_swap(f"PAGE-{uuid.uuid4().hex[:8]}", at=NOW, **changes))


def test_a_decision_while_workflows_are_away_says_unknown_and_keeps_its_key(
    front: FrontDesk,
) -> None:
    number = a_case(front, definite_fault=None)
    fields = {"decision": "answered", "key": "the-key", "definite_fault": "yes"}
    page = front.post(f"/cases/{number}/decisions", fields)
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert "The workflow server did not answer" in page.text
    assert hidden(page.text, "key") == "the-key"
    assert '<option value="yes" selected>' in page.text


def test_a_decision_the_case_cannot_take_is_refused_by_name_on_its_page(front: FrontDesk) -> None:
    number = a_case(front)
    fields = {"decision": "return_waived", "key": "k", "because": "lost"}
    page = front.post(f"/cases/{number}/decisions", fields)
    assert page.status_code == 409
    assert "The case is not at the stage this decision belongs to" in page.text


def test_a_decision_without_its_answer_is_malformed(front: FrontDesk) -> None:
    number = a_case(front, definite_fault=None)
    page = front.post(f"/cases/{number}/decisions", {"decision": "answered", "key": "k"})
    assert page.status_code == 422
    assert "definite_fault" in page.text


def test_a_made_up_decision_leads_back_to_the_case(front: FrontDesk) -> None:
    number = a_case(front)
    sent = front.post(f"/cases/{number}/decisions", {"decision": "closed", "key": "k"})
    assert sent.headers["location"] == f"/cases/{number}"


def test_the_page_offers_only_what_the_case_can_take_and_only_to_those_who_may(
    front: FrontDesk,
) -> None:
    number = a_case(front)
    page = front.get(f"/cases/{number}").text
    assert 'id="decide-battery_answered"' in page
    assert 'id="decide-cancel_asked"' in page
    assert 'id="decide-answered"' not in page
    assert 'id="decide-' not in front.get(f"/cases/{number}", who="customer").text


def test_documents_open_in_place_and_may_be_framed_by_our_pages_only(front: FrontDesk) -> None:
    number = a_case(front)
    front.walk.pack(number, front.walk.reserved(number), NOW + timedelta(hours=1))
    view = view_case(front.walk.database, front.walk.desk.clerk, number)
    path = f"/cases/{number}/documents/{view.documents[0].id}"
    answer = front.get(path)
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline; filename=")
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert front.get(f"/cases/{number}").headers["x-frame-options"] == "DENY"
    assert front.get(f"/cases/{number}/documents/{uuid.uuid4()}").status_code == 404


def test_hostile_text_in_a_case_is_printed_and_never_run(front: FrontDesk) -> None:
    hostile = "<img src=x onerror=alert(1)> ȘțăŁ {{ 7*7 }}"
    page = front.get(f"/cases/{a_case(front, fault=hostile)}").text
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; ȘțăŁ {{ 7*7 }}" in page


def test_the_link_into_temporal_carries_the_whole_business_key(front: FrontDesk) -> None:
    number = a_case(front)
    assert (
        f"http://127.0.0.1:8233/namespaces/default/workflows/acme%2Fcase%2F{number}"
        in front.get(f"/cases/{number}").text
    )


def test_a_screen_that_shows_the_newest_version_gets_nothing_new(front: FrontDesk) -> None:
    number = a_case(front)
    for path in ("/", f"/cases/{number}"):
        version = front.get(path).headers["x-version"]
        again = front.get(path, **{"X-Fragment": "1", "X-Version": version})
        assert (again.status_code, again.content) == (204, b"")
        older = front.get(path, **{"X-Fragment": "1", "X-Version": "0"})
        assert older.status_code == 200
        assert "<html" not in older.text


def test_a_case_nobody_may_know_of_is_no_case(front: FrontDesk) -> None:
    page = front.get("/cases/SE-2026-999999")
    assert page.status_code == 404
    assert "No case with this number" in page.text

from email.message import EmailMessage

import pytest

from documents.language import Language
from documents.letters import (
    Letter,
    LetterKind,
    LetterLacksFacts,
    Mention,
    SubjectOfSeveralLines,
    compose_letter,
    facts_needed,
)
from documents.printable import TextTooLong

FACTS = {
    "case_number": "SE-2026-000123",
    "contact_name": "Ștefan Țăranu",
    "desk_name": "Swapdesk Nord",
    "device": "Phone X2",
    "serial": "F2LX90ABCD12",
    "promise": "delivered Mon 9 June 2025",
    "reason": "registered before 14:00; 6 June is a holiday",
    "next_news": "Tue 10 June 2025",
    "carrier": "Practice Carrier",
    "tracking_no": "PRAC0000012345SE",
    "return_due": "20 June 2025",
    "reminder_no": "2",
    "received_on": "12 June 2025",
    "closed_on": "13 June 2025",
    "advice": "Hold the side key.\nWait ten seconds.",
    "text": "Which release runs?\nSince when?",
    "answer_by": "Received Mon 9 June 2025 09:00; due Tue 10 June 2025 14:30",
}


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (LetterKind.REGISTERED, {"device", "promise", "reason"}),
        (LetterKind.WAITING_FOR_UNIT, {"device", "next_news"}),
        (LetterKind.DISPATCHED, {"device", "carrier", "tracking_no", "promise"}),
        (LetterKind.DELIVERED_RETURN_DUE, {"device", "serial", "return_due"}),
        (LetterKind.RETURN_REMINDER, {"device", "serial", "return_due", "reminder_no"}),
        (LetterKind.RETURN_RECEIVED, {"device", "serial", "received_on"}),
        (LetterKind.CASE_CLOSED, {"device", "closed_on"}),
        (LetterKind.CASE_CANCELLED, {"device", "reason"}),
        (LetterKind.UNSAFE_BATTERY, {"device", "next_news"}),
        (LetterKind.ADVICE_GIVEN, {"device", "advice"}),
        (LetterKind.HELP_REGISTERED, {"device", "answer_by"}),
        (LetterKind.REPLY, {"device", "text"}),
        (LetterKind.QUESTION_ASKED, {"device", "text"}),
        (LetterKind.SOFTWARE_SENT, {"device", "text"}),
        (LetterKind.REFERRED, {"device", "text"}),
        (LetterKind.REFERRED_WITH_BAG, {"device", "text"}),
        (LetterKind.RESOLVED, {"device", "text"}),
        (LetterKind.REPAIR_REGISTERED, {"device", "serial"}),
        (LetterKind.SEND_IT_IN, {"device", "serial", "return_due"}),
        (LetterKind.REPAIRED_DISPATCHED, {"device", "serial", "carrier", "tracking_no"}),
        (LetterKind.REPLACED_DISPATCHED, {"device", "serial", "carrier", "tracking_no"}),
        (LetterKind.UNREPAIRED_DISPATCHED, {"device", "serial", "carrier", "tracking_no"}),
        (LetterKind.REPAIR_NOT_COVERED, {"device", "serial", "text"}),
    ],
)
@pytest.mark.parametrize("locale", list(Language))
def test_every_letter_tells_its_facts(kind: LetterKind, facts: set[str], locale: Language) -> None:
    letter = compose_letter(kind, locale, FACTS)
    assert facts_needed(kind) == facts | {"case_number", "contact_name", "desk_name"}
    for name in facts_needed(kind):
        assert FACTS[name] in letter.subject + letter.body
    assert letter.subject.startswith("SE-2026-000123")
    assert letter.language is locale
    assert "$" not in letter.subject + letter.body


def test_a_whole_letter_reads_well() -> None:
    letter = compose_letter(LetterKind.REGISTERED, "en", FACTS)
    assert letter.subject == "SE-2026-000123: your case is registered"
    assert letter.body == (
        "Hello Ștefan Țăranu,\n\n"
        "Your report about Phone X2 is registered as case SE-2026-000123.\n\n"
        "Our promise: delivered Mon 9 June 2025\n\n"
        "Why: registered before 14:00; 6 June is a holiday\n\n"
        "You do not have to do anything now. We write again as soon as there is news.\n\n"
        "Case SE-2026-000123\nSwapdesk Nord\n"
    )


def test_the_dispatch_letter_reminds_of_the_sim_card_and_the_attached_slip() -> None:
    letter = compose_letter(LetterKind.DISPATCHED, "en", FACTS)
    assert "Take out the SIM card and the memory card" in letter.body
    assert "The service slip is attached" in letter.body
    assert "The return label is in the box" in letter.body


def test_reminders_that_do_not_apply_are_left_out() -> None:
    letter = compose_letter(
        LetterKind.DISPATCHED, "en", FACTS, mentions={Mention.LABEL_ENCLOSED, Mention.BATTERY}
    )
    assert "The return label is in the box" in letter.body
    assert "SIM" not in letter.body
    assert "slip" not in letter.body


def test_missing_and_empty_facts_are_named() -> None:
    facts = {**FACTS, "promise": " \n ", "carrier": ""}
    del facts["device"]
    with pytest.raises(LetterLacksFacts) as refusal:
        compose_letter(LetterKind.DISPATCHED, "sv", facts)
    assert refusal.value.facts == {
        "letter": "dispatched",
        "missing": ["carrier", "device", "promise"],
    }


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x00"])
def test_a_fact_cannot_start_another_header(break_: str) -> None:
    facts = {**FACTS, "device": f"Phone{break_}Bcc: everyone@example.org"}
    letter = compose_letter(LetterKind.DELIVERED_RETURN_DUE, "en", facts)
    assert letter.subject == ("SE-2026-000123: please send back Phone Bcc: everyone@example.org")
    mail = EmailMessage()
    mail["Subject"] = letter.subject
    mail.set_content(letter.body)
    assert mail["Bcc"] is None
    assert mail.keys().count("Subject") == 1


def test_a_letter_with_a_subject_of_two_lines_cannot_exist() -> None:
    with pytest.raises(SubjectOfSeveralLines):
        Letter(subject="One\nBcc: two@example.org", body="", language=Language.ENGLISH)


def test_facts_are_plain_text_and_never_filled_in_again() -> None:
    hostile = '$desk_name ${serial} {0} %s <img src="/x"> 🙂 東'
    letter = compose_letter(
        LetterKind.CASE_CLOSED, "ro", {**FACTS, "contact_name": hostile, "device": hostile}
    )
    assert f"Bună ziua, {hostile}," in letter.body
    assert f"despre {hostile} a fost" in letter.body


def test_only_advice_keeps_its_lines() -> None:
    facts = {**FACTS, "advice": "One.\r\n\r\nTwo.\x07\n", "contact_name": "An\nna"}
    body = compose_letter(LetterKind.ADVICE_GIVEN, "sv", facts).body
    assert "\n\nOne.\n\nTwo.\n\n" in body
    assert body.startswith("Hej An na,\n")


def test_a_fact_of_five_thousand_letters_is_refused() -> None:
    for name in ("contact_name", "advice"):
        with pytest.raises(TextTooLong):
            compose_letter(LetterKind.ADVICE_GIVEN, "en", {**FACTS, name: "a" * 5000})

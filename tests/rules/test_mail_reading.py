from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.mail_reading import (
    LARGEST_MAIL,
    LONGEST_ID,
    MailRead,
    MailTrouble,
    read_mail,
    says_system_down,
    ticket_of,
)
from tests.rules.mails import CUSTOMER, TICKET, a_mail, nested, with_files

FIELDS = ("end_customer_name", "system_type_and_host_id", "software_release", "call_scenario")


def read(message: EmailMessage) -> MailRead:
    return read_mail(message.as_bytes())


def test_a_plain_request_is_read_as_it_was_written() -> None:
    mail = read(a_mail())
    assert mail.message_id == "CAJ=7f.1@mail.fabrikam.example"
    assert (mail.sender, mail.subject) == (CUSTOMER, "Phones do not register")
    assert mail.text == TICKET.strip()
    assert (mail.case_number, mail.attachments, mail.automatic, mail.trouble) == (
        "",
        (),
        False,
        None,
    )


def test_the_fields_of_a_ticket_are_found_by_the_programme_s_names() -> None:
    mail = read(a_mail())
    assert ticket_of(mail, FIELDS) == {
        "end_customer_name": "Contoso Clinics",
        "system_type_and_host_id": "UCX450 / 0012-AB34",
        "software_release": "7.1.2",
        "call_scenario": "incoming calls, all extensions: no ring",
    }
    assert ticket_of(mail, ("something_else",)) == {}


def test_a_field_in_the_quoted_message_is_not_the_sender_s_own() -> None:
    text = (
        "Call Scenario: transfer\n> Call Scenario: incoming\n> Old: yes\n"
        "-----Original Message-----\nHost: 7\n"
    )
    assert read(a_mail(text)).fields == {"call_scenario": "transfer"}


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Re: Your replacement SE-2026-000123 is on its way", "SE-2026-000123"),
        ("sv: se-2026-000123", "SE-2026-000123"),
        ("SE-2026-000123 / SE-2026-000123", "SE-2026-000123"),
        ("SE-2026-000123 or RO-2026-000001", ""),
        ("XSE-2026-0001234", ""),
        ("=?utf-8?q?Svar=3A_SE-2026-000123?=", "SE-2026-000123"),
    ],
)
def test_the_case_is_known_by_its_number_in_the_subject(subject: str, number: str) -> None:
    raw = a_mail(Subject="").as_bytes()
    assert read_mail(f"Subject: {subject}\r\n".encode() + raw).case_number == number


@pytest.mark.parametrize(
    "said",
    [
        "Emergency – System Down",
        "EMERGENCY - system down!",
        "emergency system\ndown",
        "[Emergency: System Down] gateway",
    ],
)
def test_the_phrase_for_a_system_that_is_down_is_heard_in_text_and_subject(said: str) -> None:
    phrase = "Emergency – System Down"
    assert says_system_down(read(a_mail(f"Hello,\n{said}\n")), phrase)
    assert says_system_down(read(a_mail(Subject=" ".join(said.split()))), phrase)
    assert not says_system_down(read(a_mail("The system is slow.")), phrase)
    assert not says_system_down(read(a_mail("> Emergency – System Down")), phrase)
    assert not says_system_down(read(a_mail(said)), "")


def test_files_come_with_their_names_and_bytes_and_the_text_stays() -> None:
    message = with_files(
        a_mail("See the files."),
        ("nätverk.png", "image/png", b"\x89PNG\r\n\x1a\n"),
        ("router.cfg", "application/octet-stream", b"hostname r1\n"),
    )
    mail = read(message)
    assert mail.text == "See the files."
    assert [(one.file_name, one.media_type) for one in mail.attachments] == [
        ("nätverk.png", "image/png"),
        ("router.cfg", "application/octet-stream"),
    ]
    assert mail.attachments[1].content == b"hostname r1\n"


def test_an_attached_message_is_one_file_and_its_words_are_not_the_sender_s() -> None:
    message = a_mail("See below.")
    message.add_attachment(a_mail("Call Scenario: secret"))
    mail = read(message)
    assert mail.text == "See below."
    assert [one.file_name for one in mail.attachments] == ["message.eml"]
    assert b"secret" in mail.attachments[0].content


def test_a_message_with_text_and_page_is_read_from_its_text() -> None:
    message = a_mail("Plain words.")
    message.add_alternative("<p>Rich <b>words</b>.</p>", subtype="html")
    assert (read(message).text, read(message).trouble) == ("Plain words.", None)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (alert)"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.org>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@fabrikam.example"},
        {"From": "no-reply@fabrikam.example"},
    ],
)
def test_a_machine_s_message_is_marked(headers: dict[str, str]) -> None:
    assert read(a_mail(**headers)).automatic
    assert not read(a_mail(Auto_Submitted="no")).automatic


def test_only_the_address_says_who_sent_it_not_the_name() -> None:
    mail = read(a_mail(From='"service@fabrikam.example" <other@stranger.example>'))
    assert mail.sender == "other@stranger.example"


HOSTILE = {
    "no sender": (b"Subject: Hi\r\n\r\nText", MailTrouble.NO_SENDER),
    "two senders": (b"From: a@x.example\r\nFrom: b@x.example\r\n\r\nText", MailTrouble.NO_SENDER),
    "two addresses": (b"From: a@x.example, b@x.example\r\n\r\nText", MailTrouble.NO_SENDER),
    "no address": (b"From: somebody\r\n\r\nText", MailTrouble.NO_SENDER),
    "an endless address": (b"From: " + b"a" * 300 + b"@x.example\r\n\r\nT", MailTrouble.NO_SENDER),
    "nothing": (b"", MailTrouble.NO_SENDER),
    "no text": (b"From: a@x.example\r\n\r\n \r\n", MailTrouble.NO_TEXT),
    "an unknown charset": (
        b"From: a@x.example\r\nContent-Type: text/plain; charset=klingon\r\n\r\nHi",
        MailTrouble.BAD_CHARSET,
    ),
    "a wrong charset": (
        b"From: a@x.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xe5\xe4",
        MailTrouble.BAD_CHARSET,
    ),
    "a page alone": (
        b"From: a@x.example\r\nContent-Type: text/html\r\n\r\n<script>x</script><p>Hi</p>",
        MailTrouble.HTML_ONLY,
    ),
    "too deep": (nested(40), MailTrouble.NESTED_TOO_DEEP),
    "endlessly deep": (nested(3000), MailTrouble.UNREADABLE),
    "too large": (b"From: a@x.example\r\n\r\n" + b"x" * LARGEST_MAIL, MailTrouble.TOO_LARGE),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_read_as_a_named_trouble(name: str) -> None:
    raw, trouble = HOSTILE[name]
    mail = read_mail(raw)
    assert mail.trouble is trouble
    assert 0 < len(mail.message_id) <= LONGEST_ID


def test_what_can_be_known_of_a_troubled_message_is_known() -> None:
    large = read_mail(HOSTILE["too large"][0])
    assert (large.sender, large.text) == ("a@x.example", "")
    page = read_mail(HOSTILE["a page alone"][0])
    assert page.text == "Hi"
    assert read_mail(nested(3000)).sender == CUSTOMER


def test_a_message_nested_as_deep_as_mail_programs_do_is_read() -> None:
    assert read_mail(nested(8)).text == "Found me."


def test_a_text_in_an_old_charset_is_read() -> None:
    raw = a_mail("Hej från Åre").as_bytes().replace(b'charset="utf-8"', b'charset="iso-8859-1"')
    message = EmailMessage()
    message["From"] = CUSTOMER
    message.set_content("Hej från Åre", charset="iso-8859-1")
    mail = read(message)
    assert (mail.text, mail.trouble) == ("Hej från Åre", None)
    assert read_mail(raw).trouble is None


def test_what_the_record_cannot_hold_is_replaced() -> None:
    mail = read_mail(b"From: a@x.example\r\nSubject: a\x00b \xed\xa0\x80\r\n\r\nz\x00z")
    assert "\x00" not in mail.subject + mail.text
    mail.subject.encode()
    mail.text.encode()


def holds(mail: MailRead) -> None:
    """What the record needs of every message."""
    said = [mail.message_id, mail.sender, mail.subject, mail.text, *mail.fields.values()]
    for words in said:
        words.encode()
        assert "\x00" not in words
    assert 0 < len(mail.message_id) <= LONGEST_ID
    assert len(mail.sender) <= 254
    assert bool(mail.sender) or mail.trouble is not None


@given(st.binary(max_size=2000))
@example(b"Content-Type: multipart/mixed\r\n\r\n--\r\n")
@example(b"Content-Type: message/rfc822\r\n\r\nFrom: x\r\n")
@example(b"From: =?utf-8?b?////?= <a@b>\r\nSubject: =?x?q?=zz?=\r\n\r\n")
@example(b"Content-Transfer-Encoding: base64\r\n\r\n!!!!")
@example(b"Content-Type: text/html\r\nFrom: a@b\r\n\r\n<![x")
def test_any_bytes_at_all_are_read(raw: bytes) -> None:
    holds(read_mail(raw))


HEADER_NAMES = st.sampled_from(
    ["From", "Subject", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted"]
)
HEADER_VALUES = st.one_of(
    st.sampled_from(
        [
            "a@x.example",
            "multipart/mixed; boundary=b",
            "text/plain; charset=utf-7",
            "text/html; charset=idna",
            "message/rfc822",
            "base64",
            "quoted-printable",
            "x-uuencode",
            "=?utf-8?q?=ff=fe?=",
            "text/plain; charset*=utf-8''%ff; name*0*=x",
        ]
    ),
    st.text(max_size=60),
)


@given(
    st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.text(max_size=400),
)
def test_any_headers_and_body_are_read(headers: list[tuple[str, str]], end: str, body: str) -> None:
    lines = [f"{name}: {value}" for name, value in headers]
    raw = (end.join(lines) + end + end + "--b" + end + body).encode("utf-8", "surrogatepass")
    holds(read_mail(raw))

"""Messages as mail programs write them, and as nobody should."""

from email.message import EmailMessage

CUSTOMER = "service@fabrikam.example"
TICKET = """Hello,

our gateway does not register any phone since this morning.

End Customer Name: Contoso Clinics
System type and Host ID: UCX450 / 0012-AB34
Software Release level: 7.1.2
Call Scenario: incoming calls, all extensions: no ring

Kind regards
"""


def a_mail(text: str = TICKET, **headers: str) -> EmailMessage:
    """A plain message from a contact of the customer; header names with _ for -."""
    message = EmailMessage()
    usual = {
        "From": f"Service Contact <{CUSTOMER}>",
        "To": "support@acme.example",
        "Subject": "Phones do not register",
        "Message_ID": "<CAJ=7f.1@mail.fabrikam.example>",
    }
    for name, value in {**usual, **headers}.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def with_files(message: EmailMessage, *files: tuple[str, str, bytes]) -> EmailMessage:
    """The message with files: name, type and bytes."""
    for name, media_type, content in files:
        kind, _, inner = media_type.partition("/")
        message.add_attachment(content, maintype=kind, subtype=inner, filename=name)
    return message


def nested(depth: int) -> bytes:
    """Multiparts inside multiparts, with one sentence at the bottom."""
    lines = ["From: service@fabrikam.example", "Subject: Deep", "MIME-Version: 1.0"]
    for level in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{level}"', "", f"--b{level}"]
    lines += ["Content-Type: text/plain", "", "Found me."]
    lines += [f"--b{level}--" for level in reversed(range(depth))]
    return "\r\n".join(lines).encode()

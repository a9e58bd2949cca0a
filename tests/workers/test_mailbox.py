import json
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from workers.stack.ports import free_port
from workers.stack.program import smtp_answers


@pytest.fixture
def port() -> int:
    return free_port(0)


@pytest.fixture
def mailbox(port: int, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    words = ["--port", str(port), "--folder", str(tmp_path / "mailbox")]
    with subprocess.Popen([sys.executable, "-m", "workers.mailbox", *words]) as server:
        check = smtp_answers(port)
        end = time.monotonic() + 20
        while not check() and time.monotonic() < end:
            time.sleep(0.05)
        yield server
        server.kill()


def mail(
    identity: str = "<case-1-shipped@swapdesk>", text: str = "Skickad från Łódź"
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "desk@swapdesk.example"
    message["To"] = "someone@example.org"
    message["Subject"] = "Your replacement is on its way"
    message["Message-ID"] = identity
    message.set_content(text)
    return message


def send(port: int, *messages: EmailMessage, to: str = "someone@example.org") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        for message in messages:
            server.send_message(message, to_addrs=[to])


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "mailbox").glob("*.eml"))


def deliveries(folder: Path) -> list[dict[str, object]]:
    text = (folder / "mailbox" / "deliveries.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.usefixtures("mailbox")
def test_a_message_is_kept_as_a_file_with_its_receivers(port: int, tmp_path: Path) -> None:
    send(port, mail(), to="hidden@example.org")
    [file] = kept(tmp_path)
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["X-Envelope-To"] == "hidden@example.org"
    assert message["Subject"] == "Your replacement is on its way"
    assert message.get_content().strip() == "Skickad från Łódź"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("mailbox")
def test_the_same_message_sent_twice_is_kept_once_and_both_deliveries_are_known(
    port: int, tmp_path: Path
) -> None:
    send(port, mail(), mail(), mail("<another@swapdesk>"))
    assert len(kept(tmp_path)) == 2
    assert [(d["message_id"], d["new"]) for d in deliveries(tmp_path)] == [
        ("case-1-shipped@swapdesk", True),
        ("case-1-shipped@swapdesk", False),
        ("another@swapdesk", True),
    ]


def test_a_message_that_was_acknowledged_survives_a_kill(
    port: int, tmp_path: Path, mailbox: subprocess.Popen[bytes]
) -> None:
    send(port, mail())
    os.kill(mailbox.pid, signal.SIGKILL)
    mailbox.wait()
    assert len(kept(tmp_path)) == 1


@pytest.mark.usefixtures("mailbox")
def test_a_message_that_is_too_large_is_refused(port: int, tmp_path: Path) -> None:
    with pytest.raises(smtplib.SMTPException):
        send(port, mail(text="x" * 70 + "\n" + ("y" * 70 + "\n") * 400_000))
    assert kept(tmp_path) == []


def test_the_mailbox_ends_when_asked(mailbox: subprocess.Popen[bytes]) -> None:
    mailbox.terminate()
    assert mailbox.wait(5) == 0

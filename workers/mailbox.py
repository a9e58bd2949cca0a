"""The local mailbox: a real SMTP server that keeps every message as a file and sends none."""

import argparse
import asyncio
import hashlib
import json
import os
import secrets
import signal
from contextlib import suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from runtime.log import configure_logging, get_logger

LARGEST = 20 * 1024 * 1024  # bytes; a mail with a few labels is below one megabyte

log = get_logger(__name__)


class Mailbox:
    """A folder with one `.eml` file for each Message-ID, and a journal of every delivery."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = folder / "deliveries.jsonl"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def keep(self, message: bytes, to: list[str], at: datetime) -> Path:
        """The message's file, on disk before this returns; a repeated Message-ID changes nothing.

        The first line of the file is `X-Envelope-To`; the journal gets a line for a repeat too.
        """
        name = message_id(message)
        path = self.folder / f"{hashlib.sha256(name.encode()).hexdigest()[:40]}.eml"
        new = self._keep_once(path, envelope_line(to) + message)
        entry = {"at": at.isoformat(), "message_id": name, "file": path.name, "new": new}
        with self.journal.open("a") as journal:
            journal.write(json.dumps(entry) + "\n")
        return path

    def _keep_once(self, path: Path, content: bytes) -> bool:
        draft = self.folder / f".{secrets.token_hex(8)}"
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as sink:
            sink.write(content)
            sink.flush()
            os.fsync(sink.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return False
        finally:
            draft.unlink()
        _sync_folder(self.folder)
        return True


def message_id(message: bytes) -> str:
    """The Message-ID without its brackets; the content's hash when a message has none."""
    with suppress(ValueError, IndexError):
        if found := message_from_bytes(message, policy=modern)["Message-ID"]:
            return str(found).strip().strip("<>")
    return f"sha256:{hashlib.sha256(message).hexdigest()}"


def envelope_line(to: list[str]) -> bytes:
    """A header with the addresses the message was handed over for (Bcc included)."""
    return f"X-Envelope-To: {', '.join(to)}\r\n".encode()


def _sync_folder(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


class Delivery:
    """What the SMTP server does with a message: keep it, then answer."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(  # noqa: N802 - the server looks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """250 once the message is on disk; 451 asks the sender to repeat."""
        content = envelope.content
        whole = content if isinstance(content, bytes) else (content or "").encode()
        try:
            path = self.mailbox.keep(whole, list(envelope.rcpt_tos), datetime.now(UTC))
        except OSError:
            log.exception("message not kept")
            return "451 the message could not be stored, try again"
        log.info("message kept", file=path.name, size=len(whole))
        return f"250 kept as {path.name}"


async def serve(folder: Path, host: str, port: int) -> None:
    """Answers until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    delivery = Delivery(Mailbox(folder))
    server = await loop.create_server(
        lambda: SMTP(
            delivery, hostname="swapdesk", data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop
        ),
        host,
        port,
    )
    ended = asyncio.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(asked, ended.set)
    log.info("mailbox open", host=host, port=port, folder=str(folder))
    await ended.wait()
    server.close()


def main() -> None:
    """Runs the mailbox from the command line."""
    words = argparse.ArgumentParser(prog="python -m workers.mailbox", description=__doc__)
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--folder", type=Path, required=True)
    asked = words.parse_args()
    configure_logging("mailbox")
    asyncio.run(serve(asked.folder, asked.host, asked.port))


if __name__ == "__main__":
    main()

"""A small HTTP/1.1 client over kept connections: cheap, so that it does not measure itself."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.bench.report import BenchStuck

#: Servers drop a connection after 5 s of silence; one that is older than this is made anew.
KEPT = 2.0
PATIENCE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back and how many seconds it took."""

    status: int
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(kw_only=True)
class Connection:
    """One connection to one server, opened when it is needed; one request at a time."""

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    used: float = 0.0
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer; the time includes opening a connection where there is none."""
        sent = self.request(method, path, body, headers or {})
        begun = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            reader, writer = await self.opened()
            writer.write(sent)
            status, content = await read_answer(reader)
        self.used = time.monotonic()
        return Answer(status=status, body=content, seconds=time.perf_counter() - begun)

    def request(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> bytes:
        content = b"" if body is None else json.dumps(body).encode()
        told = {"Host": self.address, **self.headers, **headers}
        if body is not None:
            told |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {told[name]}" for name in told), "", ""]
        return "\r\n".join(lines).encode() + content

    async def opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.reader is None or self.writer is None or time.monotonic() - self.used > KEPT:
            self.close()
            host, _, port = self.address.rpartition(":")
            self.reader, self.writer = await asyncio.open_connection(host, int(port))
        return self.reader, self.writer

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of an answer that tells its length."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    _, told, rest = head.partition("\r\ncontent-length:")
    if not told and status not in {204, 304}:
        raise BenchStuck(f"an answer {status} without its length")
    length = int(rest.partition("\r\n")[0]) if told else 0
    return status, await reader.readexactly(length)


@dataclass(kw_only=True)
class Connections:
    """As many connections to one server as are in use at once, each used again."""

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    idle: list[Connection] = field(default_factory=list)

    async def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer to a request that must succeed (BenchStuck)."""
        connection = (
            self.idle.pop() if self.idle else Connection(address=self.address, headers=self.headers)
        )
        answer = await connection.ask(method, path, body, headers)
        self.idle.append(connection)
        if answer.status // 100 != 2:
            raise BenchStuck(f"{method} {path}: {answer.status} {answer.body[:300]!r}")
        return answer

    def close(self) -> None:
        for connection in self.idle:
            connection.close()

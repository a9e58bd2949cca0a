import gzip
import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from carriers.errors import AnswerLost, CarrierUnreachable
from carriers.http import Answer, Call, Limits, ask, redact
from tests.carriers.builders import REPOSITORY
from tests.carriers.hostile import (
    THROWAWAY_TLS,
    Behaviour,
    HostileServer,
    answer,
    drips,
    falls_silent,
    says,
)

QUICK = Limits(total=0.6, connect=0.4)


class Stage:
    """Opens hostile servers and closes them after the test."""

    def __init__(self) -> None:
        self.servers: list[HostileServer] = []

    def play(self, behaviour: Behaviour, *, reads: bool = True, tls: bool = False) -> HostileServer:
        self.servers.append(HostileServer(behaviour, reads=reads, tls=tls))
        return self.servers[-1]

    def ask(self, behaviour: Behaviour, limits: Limits = QUICK) -> Answer:
        return ask(Call(method="GET", url=self.play(behaviour).url), limits)


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    for server in stage.servers:
        server.close()


def late(stage: Stage, behaviour: Behaviour, *, body: bytes | None = None) -> float:
    """The seconds after which the call was given up."""
    call = Call(method="POST", url=stage.play(behaviour, reads=body is None).url, body=body)
    started = time.monotonic()
    with pytest.raises(AnswerLost) as lost:
        ask(call, QUICK)
    assert lost.value.why == "no whole answer came within 0.6 seconds"
    return time.monotonic() - started


def test_an_answer_comes_whole_with_its_headers_in_lower_case(stage: Stage) -> None:
    got = stage.ask(says(answer(b'{"a": 1}', "X-Request-Id: 7", status="201 Created")))
    assert (got.status, got.headers["x-request-id"], got.body) == (201, "7", b'{"a": 1}')


def test_a_dripped_body_ends_at_the_deadline(stage: Stage) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    assert 0.5 < late(stage, drips(head, b"x", 0.1)) < 2.0


def test_a_dripped_body_without_a_length_ends_at_the_deadline(stage: Stage) -> None:
    assert 0.5 < late(stage, drips(b"HTTP/1.1 200 OK\r\n\r\n{}", b" ", 0.1)) < 2.0


def test_a_dripped_chunked_body_ends_at_the_deadline(stage: Stage) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert 0.5 < late(stage, drips(head, b"1\r\nx\r\n", 0.1)) < 2.0


def test_a_dripped_status_line_ends_at_the_deadline(stage: Stage) -> None:
    assert 0.5 < late(stage, drips(b"HTTP/1.1 2", b"0", 0.1)) < 2.0


def test_dripped_headers_end_at_the_deadline(stage: Stage) -> None:
    assert 0.5 < late(stage, drips(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a", 0.1)) < 2.0


def test_endless_interim_answers_end_at_the_deadline(stage: Stage) -> None:
    assert 0.5 < late(stage, drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.1)) < 2.0


def test_a_silent_server_ends_at_the_deadline(stage: Stage) -> None:
    assert 0.5 < late(stage, falls_silent) < 2.0


def test_a_server_that_does_not_read_the_order_ends_at_the_deadline(stage: Stage) -> None:
    def never_reads(peer: socket.socket) -> None:
        while True:
            peer.getpeername()  # raises once the caller is gone
            time.sleep(0.1)
            peer.send(b"")
            if time.monotonic() > ends:
                return

    ends = time.monotonic() + 2.5
    assert 0.5 < late(stage, never_reads, body=b"x" * 50_000_000) < 2.0


def test_a_server_that_drips_during_the_tls_handshake_ends_at_the_deadline(stage: Stage) -> None:
    record = b"\x16\x03\x03\x3f\xff"  # a handshake record of 16 kB that never becomes whole
    url = stage.play(drips(record, b"\x02", 0.1)).url.replace("http://", "https://")
    started = time.monotonic()
    with pytest.raises(CarrierUnreachable):  # nothing of the order can have been sent
        ask(Call(method="POST", url=url, body=b"{}"), QUICK)
    assert 0.5 < time.monotonic() - started < 2.0


def test_an_answer_comes_whole_over_tls(stage: Stage) -> None:
    server = stage.play(says(answer(b"{}")), tls=True)
    trusting = Limits(total=5, authorities=THROWAWAY_TLS)
    assert ask(Call(method="GET", url=server.url), trusting).body == b"{}"


def test_a_dripped_answer_over_tls_ends_at_the_deadline(stage: Stage) -> None:
    server = stage.play(drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x", 0.1), tls=True)
    trusting = Limits(total=0.6, authorities=THROWAWAY_TLS)
    started = time.monotonic()
    with pytest.raises(AnswerLost):
        ask(Call(method="GET", url=server.url), trusting)
    assert 0.5 < time.monotonic() - started < 2.0


def test_a_server_that_nobody_vouches_for_is_told_nothing(stage: Stage) -> None:
    server = stage.play(says(answer(b"{}")), tls=True)
    with pytest.raises(CarrierUnreachable):
        ask(Call(method="POST", url=server.url, body=b"{}"), Limits(total=5))
    assert server.requests == []


def test_a_gzip_bomb_is_refused_without_filling_the_memory() -> None:
    bomb = gzip.compress(b"0" * 100_000_000)
    server = HostileServer(says(answer(bomb, "Content-Encoding: gzip")))
    program = (
        "import resource, sys\n"
        "from carriers.errors import AnswerLost\n"
        "from carriers.http import Call, ask\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: ask(Call(method='GET', url=sys.argv[1]))\n"
        "except AnswerLost as lost: print(lost.why)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, server.url],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
    )
    server.close()
    why, kilobytes = done.stdout.splitlines()
    assert why == "answered with more than 5000000 bytes"
    assert int(kilobytes) < 30_000


def test_a_bomb_in_a_bomb_is_refused(stage: Stage) -> None:
    nested = gzip.compress(gzip.compress(b"0" * 100_000_000))
    with pytest.raises(AnswerLost, match="more than 5000000 bytes"):
        stage.ask(says(answer(nested, "Content-Encoding: gzip, gzip")), Limits(total=20))


def test_a_plain_body_above_the_limit_is_refused_and_one_at_the_limit_is_taken(
    stage: Stage,
) -> None:
    limits = Limits(total=5, body_bytes=1000)
    assert len(stage.ask(says(answer(b"x" * 1000)), limits).body) == 1000
    with pytest.raises(AnswerLost, match="more than 1000 bytes"):
        stage.ask(says(answer(b"x" * 1001)), limits)


def test_an_honest_gzip_answer_is_unpacked(stage: Stage) -> None:
    packed = gzip.compress(b'{"ok": true}')
    assert stage.ask(says(answer(packed, "Content-Encoding: gzip"))).body == b'{"ok": true}'


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-hello\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
    ],
)
def test_a_broken_answer_is_lost_because_the_order_was_sent(stage: Stage, said: bytes) -> None:
    with pytest.raises(AnswerLost):
        stage.ask(says(said))


def test_an_answer_cut_off_in_its_head_has_no_body_to_believe(stage: Stage) -> None:
    assert stage.ask(says(b"HTTP/1.1 200 OK\r\nContent-Le")).body == b""


def test_a_refused_connection_is_unreachable_because_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(CarrierUnreachable):
        ask(Call(method="POST", url=f"http://127.0.0.1:{port}/orders", body=b"{}"), QUICK)


def test_a_name_that_does_not_exist_is_unreachable() -> None:
    with pytest.raises(CarrierUnreachable):
        ask(Call(method="GET", url="http://carrier.invalid/orders"), Limits(total=5))


def test_a_resolver_that_hangs_ends_within_the_connect_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(20) and [])
    started = time.monotonic()
    with pytest.raises(CarrierUnreachable):
        ask(Call(method="GET", url="http://carrier.example/orders"), QUICK)
    released.set()
    assert time.monotonic() - started < 2.0


def test_a_full_queue_of_connections_ends_within_the_connect_limit() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(full.getsockname())
        started = time.monotonic()
        with pytest.raises(CarrierUnreachable):
            ask(Call(method="GET", url=f"http://127.0.0.1:{full.getsockname()[1]}/"), QUICK)
        assert time.monotonic() - started < 2.0
        for sock in waiting:
            sock.close()


def test_a_redirect_is_an_answer_and_is_not_followed(stage: Stage) -> None:
    trap = stage.play(says(answer(b"{}")))
    got = stage.ask(says(answer(b"", f"Location: {trap.url}", status="307 Temporary Redirect")))
    assert got.status == 307
    assert trap.requests == []


def test_the_environments_proxy_and_netrc_are_not_used(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert stage.ask(says(answer(b"{}"))).status == 200


def test_each_call_opens_a_fresh_connection(stage: Stage) -> None:
    server = stage.play(says(answer(b"{}")))
    for _ in range(3):
        ask(Call(method="GET", url=server.url), QUICK)
    assert [b"Connection: close" in request for request in server.requests] == [True] * 3


def test_calls_leave_no_thread_and_no_socket_behind(stage: Stage) -> None:
    server = stage.play(drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x", 0.05))
    for _ in range(3):
        with pytest.raises(AnswerLost):
            ask(Call(method="GET", url=server.url), Limits(total=0.2))
    time.sleep(0.2)
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith("Thread-") and "_expire" in name]


def test_neither_key_nor_address_reaches_a_log_or_an_error(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bad = stage.play(says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nKungsgatan"[:-4]))
    call = Call(
        method="POST",
        url=bad.url.replace("http://", "http://user:hunter2@") + "?apikey=topsecret",
        headers={"Authorization": "Bearer topsecret"},
        body=b"Kungsgatan 5",
    )
    with pytest.raises(AnswerLost) as lost:
        ask(call, QUICK)
    good = stage.play(says(answer(b"Kungsgatan 5")))
    got = ask(Call(method="POST", url=good.url + "?apikey=topsecret", body=b"Kungsgatan"), QUICK)
    everything = f"{caplog.text} {lost.value!r} {lost.value.facts} {call!r} {got!r}"
    for secret in ("topsecret", "hunter2", "Kungsgatan"):
        assert secret not in everything
    assert lost.value.__suppress_context__


def test_redaction_hides_every_word_in_any_case_and_leaves_the_rest() -> None:
    said = "ÅSA țăran, kungsgatan 5 (Kungsgatan) key k-123 in SE"
    assert redact(said, ("Åsa Țăran", "Kungsgatan 5", "k-123", "SE", "", "Kungsgatan")) == (
        "[hidden], [hidden] ([hidden]) key [hidden] in SE"
    )

"""A raw socket server that answers as badly as a test wants."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

# A key that protects nothing: it is public, self-signed, and only test servers use it.
THROWAWAY_TLS = Path(__file__).with_name("throwaway_tls.pem")

Behaviour = Callable[[socket.socket], None]


class HostileServer:
    """Accepts, reads the request's head and leaves the rest to the behaviour."""

    def __init__(self, behaviour: Behaviour, *, reads: bool = True, tls: bool = False) -> None:
        self._behaviour, self._reads = behaviour, reads
        self._secured: ssl.SSLContext | None = None
        if tls:
            self._secured = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._secured.load_cert_chain(THROWAWAY_TLS)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.requests: list[bytes] = []
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}/orders"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                peer, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(peer,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, caller: socket.socket) -> None:
        with suppress(OSError), self._secure(caller) as peer:
            if self._reads:
                self.requests.append(peer.recv(65_536))
            self._behaviour(peer)

    def _secure(self, caller: socket.socket) -> socket.socket:
        if self._secured is None:
            return caller
        return self._secured.wrap_socket(caller, server_side=True)


def says(*parts: bytes) -> Behaviour:
    return lambda peer: peer.sendall(b"".join(parts))


def drips(before: bytes, drop: bytes, every: float) -> Behaviour:
    def behaviour(peer: socket.socket) -> None:
        peer.sendall(before)
        for _ in range(round(30 / every)):
            peer.sendall(drop)
            time.sleep(every)

    return behaviour


def falls_silent(peer: socket.socket) -> None:
    peer.settimeout(30)
    peer.recv(1)


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body

"""A deadline that really ends a call: at its instant the call's socket is shut.

A read time-out counts from the last byte, so a peer that drips one byte a second holds a caller
for ever, in the body and in the headers alike. Shutting the socket wakes the reader wherever it is.
"""

import queue
import socket
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

SLACK_SECONDS = 5.0  # a silent socket gives up by itself only if the watch's thread could not run
SocketAddress = tuple[Any, ...]
Place = tuple[int, int, int, str, SocketAddress]


class Watch:
    """One call's deadline, in seconds from entering it; `connected` once a request can go out."""

    def __init__(self, *, total: float, connect: float) -> None:
        self.total = total
        self.backstop = total + SLACK_SECONDS
        self.connected = False
        self.expired = False
        self._connect = connect
        self._ends = 0.0
        self._handle: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(total, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._ends = time.monotonic() + self.total
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._handle is not None:
                self._handle.close()
                self._handle = None

    def open(self, host: str, port: int) -> socket.socket:
        """A connected socket that will be shut at the deadline; raises `OSError`."""
        trouble: OSError = TimeoutError("no time left to connect")
        for place in self._places(host, port):
            try:
                return self._connected(place)
            except OSError as error:
                trouble = error
        raise trouble

    def _places(self, host: str, port: int) -> Sequence[Place]:
        """Where the host is; asked in a thread because a resolver knows no deadline."""
        found: queue.SimpleQueue[Sequence[Place] | OSError] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                found.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except OSError as error:
                found.put(error)

        threading.Thread(target=look_up, daemon=True).start()
        try:
            places = found.get(timeout=self._patience())
        except queue.Empty:
            raise TimeoutError("the name was not resolved in time") from None
        if isinstance(places, OSError):
            raise places
        return places

    def _connected(self, place: Place) -> socket.socket:
        family, kind, protocol, _, address = place
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(self._patience())
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
            self._hold(sock)
            sock.settimeout(self.backstop)
        except OSError:
            sock.close()
            raise
        return sock

    def _patience(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("no time left to connect")
        return min(left, self._connect)

    def _hold(self, sock: socket.socket) -> None:
        """Keep a second handle: TLS takes the first one away, and a number may be reused."""
        with self._lock:
            if self.expired:
                raise TimeoutError("no time left to ask")
            self._handle = sock.dup()

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
            if self._handle is not None:
                try:
                    self._handle.shutdown(socket.SHUT_RDWR)
                except OSError:
                    return  # the peer was faster: the socket is already down

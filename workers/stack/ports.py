"""Which local ports are free."""

import socket
from collections.abc import Container
from contextlib import suppress


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """True when a server could listen there now."""
    with suppress(OSError), socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return True
    return False


def free_port(wanted: int, host: str = "127.0.0.1", *, taken: Container[int] = ()) -> int:
    """The wanted port when it is free, else any free one; never one of `taken`."""
    if wanted and wanted not in taken and is_free(wanted, host):
        return wanted
    while True:
        with socket.socket() as probe:
            probe.bind((host, 0))
            port = int(probe.getsockname()[1])
        if port not in taken:
            return port

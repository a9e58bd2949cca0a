"""What a person sees while the stack starts and stops: one line for each part."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Progress:
    """Lines on standard error; on a terminal a waiting part is shown at once."""

    def __init__(self, sink: TextIO | None = None) -> None:
        self.sink = sink or sys.stderr
        self.lively = self.sink.isatty() and os.environ.get("TERM") != "dumb"
        self.coloured = self.lively and not os.environ.get("NO_COLOR")

    @contextmanager
    def step(self, title: str, done: str = "") -> Iterator[None]:
        """Shows that `title` is being done, then that it was, with the seconds it took."""
        begun = time.monotonic()
        if self.lively:
            self._write(f"  … {title}")
        try:
            yield
        except BaseException:
            self._end("✗", "31", title, begun)
            raise
        self._end("✓", "32", f"{title}{f'  {done}' if done else ''}", begun)

    def say(self, line: str = "") -> None:
        """One line."""
        self._write(f"{line}\n")

    def _end(self, sign: str, colour: str, title: str, begun: float) -> None:
        shown = f"\033[{colour}m{sign}\033[0m" if self.coloured else sign
        start = "\r\033[K" if self.lively else ""
        self._write(f"{start}  {shown} {title}  ({time.monotonic() - begun:.1f} s)\n")

    def _write(self, text: str) -> None:
        try:
            self.sink.write(text)
            self.sink.flush()
        except UnicodeEncodeError:  # a terminal without UTF-8
            self.sink.write(text.encode("ascii", "replace").decode())
            self.sink.flush()

"""Passwords: argon2id hashes, a rule for new ones, and the same effort for an unknown person."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import ClassVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from rules.errors import DeskError, Kind

#: ASVS 5.0 6.2: at least 12 characters, at least 64 allowed, no rules of composition.
SHORTEST, LONGEST = 12, 256
FEWEST_DIFFERENT = 5
LEAST_BESIDE = 8  # characters beside a worn-out word
#: Each hash takes 64 MiB and a third of a second of one core.
HASHES_AT_ONCE = 2
HASH_PATIENCE = 5.0  # seconds
#: What people choose when twelve characters are asked for.
WORN_OUT = (
    "password",
    "passw0rd",
    "lösenord",
    "qwertyuiop",
    "1234567890",
    "iloveyou",
    "letmein",
    "welcome",
    "changeme",
    "swapdesk",
)

_hasher = PasswordHash((Argon2Hasher(),))
_turns = threading.BoundedSemaphore(HASHES_AT_ONCE)


class WeakPassword(DeskError):
    """This password is too easy to guess."""

    kind: ClassVar[Kind] = Kind.MALFORMED

    def __init__(self, problem: str) -> None:
        super().__init__(f"The password {problem}. Four unrelated words make a good one.")


class SignInBusy(DeskError):
    """Too many people sign in at this moment."""

    kind: ClassVar[Kind] = Kind.UNAVAILABLE

    def __init__(self) -> None:
        super().__init__("Nothing was counted against you; try again in a few seconds.")


@contextmanager
def turn_to_hash() -> Iterator[None]:
    """One of the few places for a hash; raises SignInBusy when none is free within 5 s."""
    if not _turns.acquire(timeout=HASH_PATIENCE):
        raise SignInBusy
    try:
        yield
    finally:
        _turns.release()


def hash_password(password: str, email: str) -> str:
    """The argon2id hash of a new password (WeakPassword)."""
    refuse_weak(password, email)
    return _hasher.hash(password)


def refuse_weak(password: str, email: str) -> None:
    """Raise WeakPassword for one that is short, monotonous, worn out or made of the address."""
    plain = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"needs {SHORTEST} to {LONGEST} characters")
    if len(set(plain)) < FEWEST_DIFFERENT:
        raise WeakPassword(f"needs {FEWEST_DIFFERENT} different characters")
    for word in filter(None, (*WORN_OUT, *email.casefold().split("@"))):
        if word in plain and len(plain.replace(word, "")) < LEAST_BESIDE:
            raise WeakPassword("is mostly a word that is tried first, or the e-mail address")


def fits(password: str, known_hash: str | None) -> bool:
    """True when the password has this hash; nobody's password takes as long as somebody's."""
    typed = password[: LONGEST + 1].encode(errors="replace")
    right = _hasher.verify(typed, known_hash or nobodys_hash())
    return right and known_hash is not None


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """A hash to check in place of the one an unknown person does not have."""
    return _hasher.hash("nobody has this password")

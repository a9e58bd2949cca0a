"""Links that need no sign-in: what they open and until when, signed with a key of the desk."""

import base64
import binascii
import hashlib
import hmac
import math
import struct
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar, Self

from rules.errors import DeskError, Kind
from runtime.settings import Secret, Settings

#: Tenant, subject and expiry in seconds, as they stand in a token before its signature.
LAYOUT = struct.Struct(">16s16sQ")
#: What is signed besides, so that a signature never opens another kind of page.
PROPOSAL = "proposal"
REFILL = "refill"


class LinkUnknown(DeskError):
    """The link is not one of ours."""

    kind: ClassVar[Kind] = Kind.MISSING

    def __init__(self) -> None:
        super().__init__("Open the link from the message itself, or reply to that message.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTarget:
    """What a link opens: a row of a tenant, until an instant (kept in whole seconds)."""

    tenant_id: uuid.UUID
    subject_id: uuid.UUID
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedLinks:
    """Makes links below a public address and knows them again; the same target, the same link."""

    public_url: str
    key: str = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Links of the desk with these settings."""
        return cls(public_url=settings.public_url, key=settings.secret(Secret.LINK_KEY))

    def address(self, page: str, target: LinkTarget) -> str:
        """The whole address: visible ASCII of some 150 characters."""
        return f"{self.public_url.rstrip('/')}/{page}/{self.token(page, target)}"

    def token(self, page: str, target: LinkTarget) -> str:
        """The last part of the address."""
        until = math.ceil(target.until.timestamp())
        said = LAYOUT.pack(target.tenant_id.bytes, target.subject_id.bytes, until)
        signed = said + self._signature(page, said)
        return base64.urlsafe_b64encode(signed).decode()

    def read(self, page: str, token: str) -> LinkTarget:
        """What a token opens, expired or not; raises LinkUnknown for one we did not make."""
        try:
            signed = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError, ValueError) as wrong:
            raise LinkUnknown from wrong
        said, signature = signed[: LAYOUT.size], signed[LAYOUT.size :]
        if not hmac.compare_digest(self._signature(page, said), signature):
            raise LinkUnknown
        tenant, subject, until = LAYOUT.unpack(said)
        return LinkTarget(
            tenant_id=uuid.UUID(bytes=tenant),
            subject_id=uuid.UUID(bytes=subject),
            until=datetime.fromtimestamp(until, tz=UTC),
        )

    def _signature(self, page: str, said: bytes) -> bytes:
        return hmac.digest(self.key.encode(), page.encode() + b"\0" + said, hashlib.sha256)

"""One at a time: rating, drafting, issuing and crediting of a tenant wait for each other."""

import hashlib
import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def hold_billing(session: Session, tenant_id: uuid.UUID) -> None:
    """Hold the tenant's statements until the transaction ends."""
    digest = hashlib.sha256(f"{tenant_id}/statements".encode()).digest()
    lock = int.from_bytes(digest[:8], signed=True)
    session.execute(select(func.pg_advisory_xact_lock(lock)))

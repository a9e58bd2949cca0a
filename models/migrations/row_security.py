"""Forced row security for tables that later revisions add, as the first ones have it."""

from alembic import op

OWN = "tenant_id = nullif(current_setting('swapdesk.tenant', true), '')::uuid"

#: The same, asked once a statement: for tables that are read by the million.
OWN_ASKED_ONCE = "tenant_id = (SELECT nullif(current_setting('swapdesk.tenant', true), '')::uuid)"


def secure(table: str, *, append_only: bool = False, own: str = OWN) -> None:
    """Only the tenant's own rows, even for the owner; append-only rows never change."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    verbs = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE"
    op.execute(f"GRANT {verbs} ON {table} TO swapdesk_app")
    op.execute(
        f"CREATE POLICY own_rows ON {table} TO swapdesk_app USING ({own}) WITH CHECK ({own})"
    )


def open_to(role: str, table: str, verbs: str) -> None:
    """Let a named role see the table's rows of every tenant, for these verbs only."""
    op.execute(f"GRANT {verbs} ON {table} TO {role}")
    op.execute(f"CREATE POLICY {role}_rows ON {table} TO {role} USING (true) WITH CHECK (true)")

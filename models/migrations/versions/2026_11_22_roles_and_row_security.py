"""Roles that own nothing, and row security that even the owner obeys."""

from alembic import op

revision = "0002_security"
down_revision = "0001_record"
branch_labels = None
depends_on = None

ROLES = (
    "swapdesk_app",
    "swapdesk_relay",
    "swapdesk_signin",
    "swapdesk_reconcile",
    "swapdesk_webhook",
    "swapdesk_founder",
)
#: Whoever migrates may also found tenants; the runtime account may not.
RUNTIME_ROLES = tuple(role for role in ROLES if role != "swapdesk_founder")
#: Rows here are never changed or taken away, so the app may only read and add.
APPEND_ONLY = ("stock_moves", "audit_events", "billable_events", "documents", "attachments")
CHANGEABLE = (
    "access_keys",
    "addresses",
    "cases",
    "contacts",
    "contracts",
    "customers",
    "device_models",
    "effects",
    "end_customers",
    "inbox",
    "labels",
    "legs",
    "locations",
    "notifications",
    "number_series",
    "outbox",
    "parcels",
    "parts",
    "promises",
    "request_keys",
    "reseller_relations",
    "reservations",
    "staff_accounts",
    "unit_requests",
    "units",
)
#: Named roles cross tenants, but only on these tables and only for these verbs.
ACROSS = {
    "swapdesk_relay": {
        "tenants": "SELECT",
        "cases": "SELECT",
        "labels": "SELECT",
        "legs": "SELECT",
        "units": "SELECT",
        "inbox": "SELECT, UPDATE",
        "outbox": "SELECT, UPDATE",
    },
    "swapdesk_signin": {
        "tenants": "SELECT",
        "staff_accounts": "SELECT",
        "access_keys": "SELECT, INSERT, UPDATE",
        "sign_in_attempts": "SELECT, INSERT, DELETE",
    },
    "swapdesk_reconcile": {
        "tenants": "SELECT",
        "cases": "SELECT",
        "inbox": "SELECT, UPDATE",
    },
    "swapdesk_webhook": {
        "labels": "SELECT",
        "inbox": "SELECT, INSERT",
    },
    "swapdesk_founder": {
        "tenants": "SELECT, INSERT, UPDATE",
    },
}
OWN = "tenant_id = nullif(current_setting('swapdesk.tenant', true), '')::uuid"
OWN_TENANT = "id = nullif(current_setting('swapdesk.tenant', true), '')::uuid"


def upgrade() -> None:
    make_roles()
    for table in (*APPEND_ONLY, *CHANGEABLE):
        force(table)
        verbs = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE"
        op.execute(f"GRANT {verbs} ON {table} TO swapdesk_app")
        op.execute(
            f"CREATE POLICY own_rows ON {table} TO swapdesk_app USING ({OWN}) WITH CHECK ({OWN})"
        )
    force("tenants")
    force("sign_in_attempts")
    op.execute("GRANT SELECT ON tenants TO swapdesk_app")
    op.execute(f"CREATE POLICY own_rows ON tenants TO swapdesk_app USING ({OWN_TENANT})")
    for role, tables in ACROSS.items():
        for table, verbs in tables.items():
            op.execute(f"GRANT {verbs} ON {table} TO {role}")
            op.execute(
                f"CREATE POLICY {role}_rows ON {table} TO {role} USING (true) WITH CHECK (true)"
            )


def downgrade() -> None:
    for role, tables in ACROSS.items():
        for table in tables:
            op.execute(f"DROP POLICY {role}_rows ON {table}")
            op.execute(f"REVOKE ALL ON {table} FROM {role}")
    for table in (*APPEND_ONLY, *CHANGEABLE, "tenants", "sign_in_attempts"):
        op.execute(f"DROP POLICY IF EXISTS own_rows ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM swapdesk_app")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("REVOKE USAGE ON SCHEMA public FROM " + ", ".join(ROLES))


def make_roles() -> None:
    """Roles belong to the whole cluster: make the missing ones, keep the others."""
    for role in (*ROLES, "swapdesk_runtime"):
        login = "LOGIN NOINHERIT" if role == "swapdesk_runtime" else "NOLOGIN"
        op.execute(
            f"DO $$ BEGIN CREATE ROLE {role} {login} NOBYPASSRLS;"
            " EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
    names = ", ".join(ROLES)
    op.execute(f"GRANT {', '.join(RUNTIME_ROLES)} TO swapdesk_runtime")
    # One account may serve small sites: whoever migrates may also act under the roles.
    op.execute(f"GRANT {names} TO CURRENT_USER")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {names}")


def force(table: str) -> None:
    """Row security for everybody, the owner included."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")

"""What the database itself refuses of the books: unbalanced, changed, late or unnumbered."""

from alembic import op

#: Name, table, events (with transition table or none), level, timing, body.
BALANCED = """
    IF EXISTS (
        SELECT 1 FROM journal_lines AS l
         WHERE (l.tenant_id, l.entry_id) IN (SELECT tenant_id, entry_id FROM new_rows)
         GROUP BY l.tenant_id, l.entry_id
        HAVING sum(l.amount) <> 0 OR count(*) < 2
    ) THEN
        RAISE EXCEPTION 'a journal entry has to balance' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'journal_entry_balances';
    END IF;
    RETURN NULL;
"""
HAS_LINES = """
    IF NOT EXISTS (
        SELECT 1 FROM journal_lines WHERE tenant_id = NEW.tenant_id AND entry_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a journal entry has to have lines' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'journal_entry_has_lines';
    END IF;
    RETURN NULL;
"""
NOTHING_CLOSED = """
    IF EXISTS (
        SELECT 1 FROM new_rows AS n
          JOIN periods AS p ON p.tenant_id = n.tenant_id AND p.month = n.month
         WHERE p.state = 'closed'
    ) THEN
        RAISE EXCEPTION 'nothing is posted in a closed month' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'period_is_open';
    END IF;
    RETURN NULL;
"""
ONLY_ADDED = """
    RAISE EXCEPTION 'the journal is only added to; post a reversal'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'journal_is_only_added_to';
"""
FINAL_STAYS = """
    IF OLD.state IN ('final', 'sent') AND (
        TG_OP = 'DELETE'
        OR to_jsonb(NEW) - 'state' - 'sent_at' <> to_jsonb(OLD) - 'state' - 'sent_at'
        OR NEW.state NOT IN ('final', 'sent')
    ) THEN
        RAISE EXCEPTION 'a final statement never changes; write a credit note'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'final_statement_stays';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
"""
FINAL_LINES_STAY = """
    IF EXISTS (
        SELECT 1 FROM {rows} AS r
          JOIN statements AS s ON s.tenant_id = r.tenant_id AND s.id = r.statement_id
         WHERE s.state IN ('final', 'sent')
    ) THEN
        RAISE EXCEPTION 'a final statement never changes; write a credit note'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'final_statement_stays';
    END IF;
    RETURN NULL;
"""


def make_triggers() -> None:
    """Functions and triggers of the books."""
    after_insert("journal_lines_balance", "journal_lines", BALANCED)
    after_insert("journal_entries_open_month", "journal_entries", NOTHING_CLOSED)
    function("journal_entries_have_lines", HAS_LINES)
    op.execute(
        "CREATE CONSTRAINT TRIGGER journal_entries_have_lines AFTER INSERT ON journal_entries"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        " EXECUTE FUNCTION journal_entries_have_lines()"
    )
    function("journal_only_added", ONLY_ADDED)
    for table in ("journal_entries", "journal_lines"):
        op.execute(
            f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION journal_only_added()"
        )
    function("final_statement_stays", FINAL_STAYS)
    op.execute(
        "CREATE TRIGGER final_statement_stays BEFORE UPDATE OR DELETE ON statements"
        " FOR EACH ROW EXECUTE FUNCTION final_statement_stays()"
    )
    for table in ("statement_lines", "statement_items"):
        keep_final(table)


def keep_final(table: str) -> None:
    """Nothing is added to, changed in or taken from a final statement."""
    for event, rows in (("insert", "new_rows"), ("update", "new_rows"), ("delete", "old_rows")):
        name = f"{table}_final_{event}"
        function(name, FINAL_LINES_STAY.format(rows=rows))
        side = "NEW" if rows == "new_rows" else "OLD"
        op.execute(
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table}"
            f" REFERENCING {side} TABLE AS {rows} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )


def after_insert(name: str, table: str, body: str) -> None:
    """A trigger that looks at all new rows of a statement at once."""
    function(name, body)
    op.execute(
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def function(name: str, body: str) -> None:
    """A trigger function that sees no table but our own."""
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = public, pg_temp AS $$ BEGIN {body} END $$"
    )


def drop_functions() -> None:
    """The functions go when the tables with their triggers have gone."""
    names = [
        "journal_lines_balance",
        "journal_entries_open_month",
        "journal_entries_have_lines",
        "journal_only_added",
        "final_statement_stays",
        *(
            f"{table}_final_{event}"
            for table in ("statement_lines", "statement_items")
            for event in ("insert", "update", "delete")
        ),
    ]
    for name in names:
        op.execute(f"DROP FUNCTION {name}()")

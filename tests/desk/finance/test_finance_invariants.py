"""Each sentence about bills, the books, statements and months notices what breaks it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from desk.finance.invariant_queries import FINANCE
from desk.invariants import check_invariants
from runtime.database import Database
from tests.builders import found_desk
from tests.desk.broken_record import broken, copied, plain, seed, walked_database
from workers.stack.postgres import EmbeddedPostgres

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
#: One shipment, accrued, billed with an extra, disputed, posted; one statement; a closed month.
CLOSED = """
    INSERT INTO rate_cards (tenant_id, id, side, code, version, carrier, currency, divisor, step_g,
        valid_from, sha256, loaded_at, loaded_by)
    SELECT id, gen_random_uuid(), 'buy', 'buy', '1', 'practice', 'SEK', 5000, 500, '2026-01-01',
        'x', now(), 'one' FROM tenants;
    INSERT INTO freight_shipments (tenant_id, key, customer_id, carrier, account, service, way,
        tracking, tracking_key, country, postcode, weight_g, length_mm, width_mm, height_mm,
        battery, payer, booked_at, booked_on, scanned_at, scanned_on)
    SELECT tenant_id, 'label/1', id, 'practice', 'A-1', 'parcel', 'outbound', 'T 1', 'T1', 'SE',
        '11122', 500, 100, 100, 100, false, 'customer', '2026-11-03 09:00+01', '2026-11-03',
        '2026-11-03 15:00+01', '2026-11-03' FROM customers WHERE code = 'fabrikam';
    INSERT INTO expected_charges (tenant_id, shipment_id, carrier, account, tracking_key, way,
        charge_class, code, amount, currency, chargeable_g, card_id, state, accrued_on)
    SELECT s.tenant_id, s.id, s.carrier, s.account, s.tracking_key, s.way, 'freight', '', 100,
        'SEK', 500, c.id, 'matched', '2026-11-03' FROM freight_shipments s, rate_cards c;
    INSERT INTO expected_charges (tenant_id, shipment_id, carrier, account, tracking_key, way,
        charge_class, code, amount, currency, chargeable_g, card_id, state, accrued_on)
    SELECT s.tenant_id, s.id, s.carrier, s.account, s.tracking_key, s.way, 'fuel', '', 10,
        'SEK', 500, c.id, 'accrued', '2026-11-03' FROM freight_shipments s, rate_cards c;
    INSERT INTO bill_files (tenant_id, id, name, sha256, size, content, carrier, profile,
        profile_version, state, taken_at, taken_by)
    SELECT id, gen_random_uuid(), 'b.csv', 'x', 1, 'x', 'practice', 'csv', '1', 'loaded', now(),
        'one' FROM tenants;
    INSERT INTO carrier_bills (tenant_id, id, file_id, carrier, account, number, kind, issued_on,
        currency, net, vat, gross, charges, state, fingerprint, taken_at, taken_by, matched_at,
        approved_at, approved_by, posted_at)
    SELECT tenant_id, gen_random_uuid(), id, carrier, 'A-1', 'B-1', 'invoice', '2026-11-30', 'SEK',
        120, 30, 150, 1, 'posted', 'x', now(), 'one', now(), now(), 'two', now() FROM bill_files;
    INSERT INTO carrier_charges (tenant_id, bill_id, line, tracking, tracking_key, charge_class,
        net, currency)
    SELECT tenant_id, id, 1, 'T1', 'T1', 'freight', 120, 'SEK' FROM carrier_bills;
    INSERT INTO charge_verdicts (tenant_id, bill_id, charge_id, expected_id, verdict, matched_by,
        expected, billed, agreed, decided_at, decided_by, because)
    SELECT c.tenant_id, c.bill_id, c.id, e.id, 'over', 'tracking', 100, 120, 120, now(), 'two',
        'D-2026-00001' FROM carrier_charges c, expected_charges e WHERE e.state = 'matched';
    INSERT INTO disputes (tenant_id, id, number, bill_id, rule_id, carrier, verdict, state,
    pay_mode,
        claimed, currency, deadline, next_at, opened_at, opened_by)
    SELECT tenant_id, gen_random_uuid(), 'D-2026-00001', id, id, carrier, 'over', 'sent',
        'pay_and_claim', 20, 'SEK', '2027-01-15 17:00+01', '2027-01-10 09:00+01', now(), 'two'
    FROM carrier_bills;
    INSERT INTO disputed_charges (tenant_id, id, dispute_id, charge_id, claimed)
    SELECT d.tenant_id, gen_random_uuid(), d.id, c.id, 20 FROM disputes d, carrier_charges c;
    INSERT INTO ledger_accounts (tenant_id, id, number, name, kind)
    SELECT id, gen_random_uuid(), a.number, a.number, a.kind FROM tenants, (VALUES
        ('5710', 'expense'), ('2990', 'liability'), ('2440', 'liability'), ('2641', 'asset'),
        ('1690', 'asset')) AS a (number, kind);
    INSERT INTO account_uses (tenant_id, id, use, account, valid_from)
    SELECT id, gen_random_uuid(), u.use, u.account, '2026-01-01'::date FROM tenants, (VALUES
        ('freight_cost', '5710'), ('accrued_freight', '2990'), ('payables', '2440'),
        ('input_vat', '2641'), ('disputed_freight', '1690')) AS u (use, account);
    INSERT INTO journal_entries (tenant_id, id, key, series, fiscal_year, number, posting,
        source_id, posted_on, month, text, posted_at, posted_by)
    SELECT id, gen_random_uuid(), 'accrual/1', 'A', 2026, 1, 'accrual', NULL, '2026-11-30'::date,
        '2026-11-01'::date, 'accrued', now(), 'three' FROM tenants
    UNION ALL
    SELECT tenant_id, gen_random_uuid(), 'bill/1', 'L', 2026, 1, 'bill', id, '2026-11-30',
        '2026-11-01', 'B-1', now(), 'three' FROM carrier_bills;
    INSERT INTO journal_lines (tenant_id, entry_id, line, account, amount, expected_id)
    SELECT j.tenant_id, j.id, row_number() OVER (), a.account, a.sign * e.amount, e.id
    FROM journal_entries j, expected_charges e,
        (VALUES ('5710', 1), ('2990', -1)) AS a (account, sign) WHERE j.key = 'accrual/1';
    INSERT INTO journal_lines (tenant_id, entry_id, line, account, amount, expected_id)
    SELECT j.tenant_id, j.id, row_number() OVER (), a.account, a.amount,
        CASE a.account WHEN '2990' THEN e.id END
    FROM journal_entries j, expected_charges e, (VALUES ('2990', 100), ('1690', 20), ('2641', 30),
        ('2440', -150)) AS a (account, amount) WHERE j.key = 'bill/1' AND e.state = 'matched';
    INSERT INTO billing_parties (tenant_id, id, customer_id, valid_from, legal_name, registration,
        endpoint_scheme, endpoint, street, postcode, city, country, locale, currency,
        payment_days, grace_days, vat_category, vat_percent, set_at, set_by)
    SELECT tenant_id, gen_random_uuid(), p.customer, '2026-01-01'::date, 'Party', '556000-0000',
        '0007', '5560000000', 'Street 1', '11122', 'Stockholm', 'SE', 'sv', 'SEK', 30, 5, 'S', 25,
        now(), 'one'
    FROM customers c, LATERAL (VALUES (c.id), (NULL)) AS p (customer) WHERE c.code = 'fabrikam';
    INSERT INTO billable_events (tenant_id, id, key, kind, contract_id, customer_id, payer,
        quantity, currency, at)
    SELECT o.tenant_id, gen_random_uuid(), 'freight/1', 'freight_outbound', o.id, o.customer_id,
        'customer', 1, '', '2026-11-03 15:00+01'
    FROM contracts o JOIN customers c ON c.id = o.customer_id WHERE c.code = 'fabrikam' LIMIT 1;
    INSERT INTO rated_events (tenant_id, id, event_id, customer_id, outcome, item, unit, quantity,
        unit_price, net, currency, billable_on, served_on, rated_at)
    SELECT tenant_id, gen_random_uuid(), id, customer_id, 'billable', 'freight', 'EA', 1, 140, 140,
        'SEK', '2026-11-03', '2026-11-03', now() FROM billable_events WHERE key = 'freight/1';
    INSERT INTO statements (tenant_id, id, kind, state, number, customer_id, month, buyer_id,
        seller_id, currency, net, vat, gross, drafted_at, issued_on, due_on, final_at, final_by)
    SELECT r.tenant_id, gen_random_uuid(), 'invoice', 'final', 'F-2026-00001', r.customer_id,
        '2026-11-01', b.id, s.id, 'SEK', 140, 35, 175, now(), '2026-12-01', '2026-12-31', now(),
        'three'
    FROM rated_events r
    JOIN billing_parties b ON b.customer_id = r.customer_id
    JOIN billing_parties s ON s.customer_id IS NULL;
    INSERT INTO statement_lines (tenant_id, id, statement_id, line, item, text, quantity, unit,
        unit_price, net, vat_category, vat_percent, served_from, served_until)
    SELECT tenant_id, gen_random_uuid(), id, 1, 'freight', 'Freight', 1, 'EA', 140, 140, 'S', 25,
        '2026-11-03', '2026-11-03' FROM statements;
    INSERT INTO statement_items (tenant_id, id, statement_id, line_id, rated_id, credit, net)
    SELECT l.tenant_id, gen_random_uuid(), l.statement_id, l.id, r.id, false, 140
    FROM statement_lines l, rated_events r;
    INSERT INTO periods (tenant_id, id, month, state, step, close, asked_at, asked_by, approved_at,
        approved_by, closed_at, closed_by)
    SELECT id, gen_random_uuid(), '2026-11-01', 'closed', 'done', 1, now(), 'three', now(), 'two',
        now(), 'three' FROM tenants;
    INSERT INTO close_snapshots (tenant_id, id, period_id, close, figures, sha256, made_at,
        closed_by, approved_by)
    SELECT tenant_id, gen_random_uuid(), id, 1, '{}', 'x', now(), 'three', 'two' FROM periods;
"""
SEEDS = [
    ("bill-ties-to-its-charges", "UPDATE carrier_bills SET net = 121"),
    ("bill-ties-to-its-charges", "UPDATE carrier_bills SET charges = 2"),
    ("bill-ties-to-its-charges", "UPDATE carrier_charges SET bill_id = gen_random_uuid()"),
    ("charge-has-one-verdict", "UPDATE charge_verdicts SET superseded_at = now()"),
    ("charge-has-one-verdict", "UPDATE charge_verdicts SET billed = 119"),
    ("approved-bill-is-decided", "UPDATE charge_verdicts SET agreed = NULL"),
    ("expected-charge-follows-its-shipment", "UPDATE expected_charges SET tracking_key = 'T2'"),
    ("expected-charge-follows-its-shipment", "UPDATE freight_shipments SET scanned_at = NULL"),
    ("expected-charge-follows-its-shipment", "DELETE FROM freight_shipments"),
    ("accruals-tie-to-the-ledger", "UPDATE expected_charges SET state = 'matched'"),
    ("accruals-tie-to-the-ledger", "UPDATE journal_lines SET expected_id = NULL"),
    ("vouchers-without-gaps", "UPDATE journal_entries SET number = 2 WHERE series = 'L'"),
    ("entries-balance", "UPDATE journal_lines SET amount = amount + 1 WHERE account = '2440'"),
    ("entries-balance", "DELETE FROM journal_lines"),
    ("posted-bill-is-in-the-books", "UPDATE carrier_bills SET state = 'approved'"),
    ("posted-bill-is-in-the-books", "DELETE FROM journal_entries WHERE posting = 'bill'"),
    ("statement-sums-to-its-items", "UPDATE statement_lines SET net = 139"),
    ("statement-sums-to-its-items", "DELETE FROM statement_items"),
    ("billed-as-rated", "UPDATE rated_events SET net = 139"),
    ("billed-as-rated", "UPDATE rated_events SET outcome = 'waits', because = 'x'"),
    ("open-dispute-waits", "UPDATE disputes SET next_at = NULL"),
    ("open-dispute-waits", "UPDATE disputed_charges SET claimed = 19"),
    ("closed-month-has-its-snapshot", "DELETE FROM close_snapshots"),
    ("closed-month-has-its-snapshot", "UPDATE periods SET close = 2"),
]


def walk_month(owner_url: str) -> None:
    """A month that was closed: a shipment, its disputed bill, and a customer's statement."""
    record = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"))
    found_desk(owner_url, record)
    record.close()
    with psycopg.connect(plain(owner_url)) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(CLOSED.encode())


@pytest.fixture(scope="module")
def walked(postgres: EmbeddedPostgres) -> Iterator[str]:
    with walked_database(postgres, walk_month) as name:
        yield name


@pytest.fixture
def owner_url(postgres: EmbeddedPostgres, walked: str) -> Iterator[str]:
    with copied(postgres, walked) as url:
        yield url


@pytest.fixture
def copy(owner_url: str) -> Iterator[Database]:
    database = Database(owner_url.replace("swapdesk_owner", "swapdesk_runtime"), connections=2)
    yield database
    database.close()


async def test_a_month_that_was_closed_breaks_nothing(copy: Database) -> None:
    assert broken(await check_invariants(copy, NOW)) == {}


@pytest.mark.parametrize(
    ("name", "statement"), SEEDS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(SEEDS)]
)
async def test_each_sentence_about_finance_finds_its_own_violation(
    copy: Database, owner_url: str, name: str, statement: str
) -> None:
    seed(owner_url, statement)
    assert name in broken(await check_invariants(copy, NOW))


def test_every_sentence_about_finance_has_a_seeded_violation() -> None:
    assert {name for name, _ in SEEDS} == {one.name for one in FINANCE}

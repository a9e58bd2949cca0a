import statistics
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import create_engine, text

from desk import passwords
from desk.passwords import SignInBusy, WeakPassword
from desk.people import (
    AccountExists,
    KeyLivesTooLong,
    UnknownAccount,
    account_named,
    actor_of,
    add_account,
    disable_account,
    issue_api_key,
    names_of,
    revoke_api_key,
    set_password,
    sign_in,
    sign_out,
)
from desk.refusals import NotSignedIn, SignInRefused, TooManyAttempts, UnknownCustomer
from models.parties import Role
from rules.errors import DeskError
from runtime.database import Database
from tests.builders import TestDesk

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


def an_account(record: Database, desk: TestDesk, role: Role = Role.DESK, customer: str = "") -> str:
    email = f"{uuid.uuid4().hex[:10]}@acme.example"
    with record.as_tenant(desk.tenant_id) as session:
        add_account(session, desk.tenant_id, email, "Kim Clerk", role, customer, PASSWORD)
    return email


def a_key(record: Database, desk: TestDesk, email: str, *, days: int = 30) -> str:
    with record.as_tenant(desk.tenant_id) as session:
        account = account_named(session, email)
        return issue_api_key(session, account, NOON + timedelta(days=days), NOON)


@pytest.fixture(autouse=True)
def _quick_hashes(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The same argon2id with little memory, but where the effort itself is the subject."""
    if "as_long_as" not in request.node.name:
        quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
        monkeypatch.setattr(passwords, "_hasher", quick)
    passwords.nobodys_hash.cache_clear()
    yield
    passwords.nobodys_hash.cache_clear()


@pytest.fixture
def email(shared_record: Database, desk: TestDesk) -> str:
    return an_account(shared_record, desk)


def refused(record: Database, email: str, *, at: datetime = NOON, client: str = HERE) -> DeskError:
    with pytest.raises((SignInRefused, TooManyAttempts)) as refusal:
        sign_in(record, email, "a wrong password", client, at)
    return refusal.value


def test_a_person_signs_in_and_is_known_with_tenant_and_role(
    shared_record: Database, desk: TestDesk, email: str
) -> None:
    token, expires_at = sign_in(shared_record, email, PASSWORD, HERE, NOON)
    actor = actor_of(shared_record, token, NOON)
    assert expires_at == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert (actor.tenant_id, actor.tenant) == (desk.tenant_id, desk.tenant)
    assert (actor.role, actor.customer_id) == (Role.DESK, None)
    assert len(token) >= 43


def test_the_address_is_found_whatever_its_capitals_and_blanks(
    shared_record: Database, email: str
) -> None:
    token, _ = sign_in(shared_record, f"  {email.upper()} ", PASSWORD, HERE, NOON)
    assert actor_of(shared_record, token, NOON).role is Role.DESK


def test_a_name_or_address_never_becomes_the_actors_name(
    shared_record: Database, desk: TestDesk, email: str
) -> None:
    token, _ = sign_in(shared_record, email, PASSWORD, HERE, NOON)
    actor = actor_of(shared_record, token, NOON)
    assert actor.name.startswith("person-")
    assert "Kim" not in actor.name
    assert "@" not in actor.name
    assert names_of(shared_record, desk.tenant_id)[actor.name] == "Kim Clerk"


def test_a_customers_person_sees_its_customer_only(shared_record: Database, desk: TestDesk) -> None:
    email = an_account(shared_record, desk, Role.CUSTOMER, "fabrikam")
    token, _ = sign_in(shared_record, email, PASSWORD, HERE, NOON)
    actor = actor_of(shared_record, token, NOON)
    assert actor.role is Role.CUSTOMER
    assert actor.customer_id is not None


def test_a_customers_person_of_no_known_customer_is_refused(
    shared_record: Database, desk: TestDesk
) -> None:
    with pytest.raises(UnknownCustomer):
        an_account(shared_record, desk, Role.CUSTOMER, "nobody")


def test_one_address_has_one_account_in_all_tenants(
    shared_record: Database, desk: TestDesk, email: str
) -> None:
    with (
        pytest.raises(AccountExists),
        shared_record.as_tenant(desk.tenant_id) as session,
    ):
        add_account(session, desk.tenant_id, email.upper(), "Twin", Role.DESK, "", PASSWORD)


def test_a_session_ends_after_twelve_hours(shared_record: Database, email: str) -> None:
    token, _ = sign_in(shared_record, email, PASSWORD, HERE, NOON)
    last_second = NOON + timedelta(hours=11, minutes=59, seconds=59)
    assert actor_of(shared_record, token, last_second).role is Role.DESK
    with pytest.raises(NotSignedIn):
        actor_of(shared_record, token, NOON + timedelta(hours=12))


def test_a_session_ends_when_its_person_signs_out(shared_record: Database, email: str) -> None:
    token, _ = sign_in(shared_record, email, PASSWORD, HERE, NOON)
    sign_out(shared_record, token, NOON)
    with pytest.raises(NotSignedIn):
        actor_of(shared_record, token, NOON)
    sign_out(shared_record, "nobody's token", NOON)


@pytest.mark.parametrize("token", ["", "x", "swd_00_none", "Å\ud800"])
def test_a_token_nobody_has_is_not_signed_in(shared_record: Database, token: str) -> None:
    with pytest.raises(NotSignedIn):
        actor_of(shared_record, token, NOON)


def test_a_disabled_person_is_out_at_once_and_stays_out(
    shared_record: Database, desk: TestDesk, email: str
) -> None:
    token, _ = sign_in(shared_record, email, PASSWORD, HERE, NOON)
    key = a_key(shared_record, desk, email)
    with shared_record.as_tenant(desk.tenant_id) as session:
        disable_account(session, email, NOON)
    for secret in (token, key):
        with pytest.raises(NotSignedIn):
            actor_of(shared_record, secret, NOON)
    with pytest.raises(SignInRefused):
        sign_in(shared_record, email, PASSWORD, HERE, NOON)


def test_a_new_password_ends_every_session_and_no_api_key(
    shared_record: Database, desk: TestDesk, email: str
) -> None:
    token, _ = sign_in(shared_record, email, PASSWORD, HERE, NOON)
    key = a_key(shared_record, desk, email)
    with shared_record.as_tenant(desk.tenant_id) as session:
        set_password(session, email, "another horse entirely", NOON)
    with pytest.raises(NotSignedIn):
        actor_of(shared_record, token, NOON)
    assert actor_of(shared_record, key, NOON).role is Role.DESK
    assert sign_in(shared_record, email, "another horse entirely", HERE, NOON)


def test_the_sixth_try_within_a_quarter_is_refused_even_with_the_right_password(
    shared_record: Database, email: str
) -> None:
    for _ in range(5):
        assert isinstance(refused(shared_record, email), SignInRefused)
    with pytest.raises(TooManyAttempts):
        sign_in(shared_record, email, PASSWORD, HERE, NOON + timedelta(minutes=14))
    # From elsewhere, and after the quarter, the person comes in: nobody is locked out for good.
    assert sign_in(shared_record, email, PASSWORD, ELSEWHERE, NOON)
    assert sign_in(shared_record, email, PASSWORD, HERE, NOON + timedelta(minutes=16))


def test_an_unknown_address_is_slowed_down_like_a_known_one(shared_record: Database) -> None:
    nobody = f"{uuid.uuid4().hex}@acme.example"
    kinds = [type(refused(shared_record, nobody)) for _ in range(6)]
    assert kinds == [SignInRefused] * 5 + [TooManyAttempts]


def test_a_good_sign_in_forgets_the_failures_before_it(shared_record: Database, email: str) -> None:
    for _ in range(4):
        refused(shared_record, email)
    assert sign_in(shared_record, email, PASSWORD, HERE, NOON)
    for _ in range(4):
        assert isinstance(refused(shared_record, email), SignInRefused)


def test_guesses_made_at_once_are_all_counted(shared_record: Database, email: str) -> None:
    with ThreadPoolExecutor(12) as pool:
        kinds = [type(one) for one in pool.map(lambda _: refused(shared_record, email), range(12))]
    assert kinds.count(SignInRefused) == 5
    assert kinds.count(TooManyAttempts) == 7


def test_an_unknown_person_takes_as_long_as_a_wrong_password(
    shared_record: Database, desk: TestDesk
) -> None:
    passwords.nobodys_hash()
    known = an_account(shared_record, desk)

    def seconds(address: str, at: datetime) -> float:
        started = time.process_time()
        refused(shared_record, address, at=at)
        return time.process_time() - started

    moments = [NOON + n * timedelta(minutes=16) for n in range(3)]
    known_takes = statistics.median(seconds(known, at) for at in moments)
    unknown_takes = statistics.median(seconds("nobody@acme.example", at) for at in moments)
    assert known_takes / 2 < unknown_takes < known_takes * 2


def test_when_all_turns_to_hash_are_taken_the_try_is_not_counted(
    shared_record: Database, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "HASH_PATIENCE", 0.01)
    monkeypatch.setattr(passwords, "_turns", threading.BoundedSemaphore(1))
    with passwords.turn_to_hash():
        for _ in range(6):
            with pytest.raises(SignInBusy):
                sign_in(shared_record, email, PASSWORD, HERE, NOON)
    assert sign_in(shared_record, email, PASSWORD, HERE, NOON)


@pytest.mark.parametrize(
    "weak",
    ["short", "aaaaaaaaaaaaaaaa", "password12345", "Kim.Clerk2026", "x" * 257, "1234567890ab"],
)
def test_a_password_that_is_tried_first_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.hash_password(weak, "kim.clerk@acme.example")


def test_a_long_password_of_many_scripts_is_welcome(
    shared_record: Database, desk: TestDesk, email: str
) -> None:
    secret = "Șase căței 東京 😀 och en räv" * 3
    with shared_record.as_tenant(desk.tenant_id) as session:
        set_password(session, email, secret, NOON)
    assert sign_in(shared_record, email, secret, HERE, NOON)
    for strange in ("", "\0", "\ud800", "y" * 100_000):
        with pytest.raises(SignInRefused):
            sign_in(shared_record, email, strange, ELSEWHERE, NOON)


def test_a_key_for_a_program_opens_until_it_ends_or_is_revoked(
    shared_record: Database, desk: TestDesk, email: str
) -> None:
    key = a_key(shared_record, desk, email)
    word, key_id, secret = key.split("_", 2)
    assert (word, len(key_id)) == ("swd", 32)
    assert len(secret) >= 43
    assert actor_of(shared_record, key, NOON).tenant == desk.tenant
    with pytest.raises(NotSignedIn):
        actor_of(shared_record, key, NOON + timedelta(days=30))
    with shared_record.as_tenant(desk.tenant_id) as session:
        revoke_api_key(session, uuid.UUID(key_id), NOON)
    with pytest.raises(NotSignedIn):
        actor_of(shared_record, key, NOON)


def test_a_key_lives_a_year_at_most(shared_record: Database, desk: TestDesk, email: str) -> None:
    for days in (0, 367):
        with pytest.raises(KeyLivesTooLong):
            a_key(shared_record, desk, email, days=days)


def test_an_account_of_another_tenant_is_unknown_here(shared_record: Database, email: str) -> None:
    with pytest.raises(UnknownAccount), shared_record.as_tenant(uuid.uuid4()) as session:
        account_named(session, email)


def test_the_record_holds_no_usable_secret(
    shared_record: Database, shared_url: str, desk: TestDesk, email: str
) -> None:
    token, _ = sign_in(shared_record, email, PASSWORD, HERE, NOON)
    key = a_key(shared_record, desk, email)
    engine = create_engine(shared_url)
    with engine.connect() as connection:
        rows = [
            str(row)
            for table in ("access_keys", "staff_accounts", "sign_in_attempts")
            for row in connection.execute(text(f"SELECT t::text FROM {table} t")).scalars()
        ]
    engine.dispose()
    everything = "\n".join(rows)
    for secret in (token, key, key.split("_", 2)[2], PASSWORD):
        assert secret not in everything

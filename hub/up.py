"""`hub up`: the whole hub as one process with children, from the first start to Ctrl-C."""

import contextlib
import http.client
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from hub import serving
from hub.embedded.stack import Occupied, running_on, servers
from hub.embedded.state import LastStart, open_state, port_is_free, remember_start, with_free_port
from hub.embedded.supervisor import Child, wait_for
from hub.running import programs
from hub.settings import Settings, SettingsError, read_settings

WHAT = "hub up"
LONGEST_BACK_OFF = 30.0
STEADY = 60.0
SLOWEST_START = 120.0

Say = Callable[[str], None]
# Makes the tables and the first rows; gives back the addresses of the hubs' inboxes.
Prepare = Callable[[Settings, Say], list[str]]


class StartFailed(Exception):
    """The hub cannot run; the message is one sentence, with the end of a log where that helps."""


def up(environ: Mapping[str, str], prepare: Prepare, say: Say) -> None:
    """Run the hub until Ctrl-C or SIGTERM, which end it in good order.

    Raises `SettingsError`, `StartFailed`, `Occupied`, `ServerFailed` and `OSError` when it cannot start.
    """
    say = undisturbed(say)
    settings = read_settings(environ)
    _refuse_second_start(settings)
    with _signals() as ending, contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
        own: tuple[Child, ...] = ()
        if settings.embedded:
            say("Starting the database …")
            own = stack.enter_context(servers(settings.state, what=WHAT, host=True)).children
            remember_start(settings.state, LastStart(settings.demo, settings.port))
            _free_mail_ports(settings)
            settings = read_settings(environ)
        crew = Crew(say, ending, list(own))
        stack.callback(crew.end)
        try:
            _start(settings, prepare, crew)
        except BaseException:
            crew.kill()
            raise
        _tell(settings, environ, say)
        ending.hurry = crew.kill
        crew.watch()
        say("Ending …")


def _start(settings: Settings, prepare: Prepare, crew: "Crew") -> None:
    """The web loads its code while the tables are made, and starts to answer when they are; the others follow."""
    crew.say("Starting the web server …")
    with serving.preparing(settings.database_url):
        web = programs(settings, ())["web"]
        crew.start(web)
        inboxes = prepare(settings, crew.say)
    answered = wait_for(lambda: not web.alive or _answers(settings), SLOWEST_START)
    if not (answered and web.alive):
        raise StartFailed(f"The web server does not start; the end of {web.log} says why:\n{web.last_lines()}")
    for name, child in programs(settings, inboxes).items():
        if name != "web":
            crew.start(child)


def undisturbed(say: Say) -> Say:
    """Where nobody can read what is said, on a full disk or a terminal that went away, the hub goes on all the same."""

    def said(line: str) -> None:
        with contextlib.suppress(OSError):
            say(line)

    return said


class Ending(threading.Event):
    """Set when somebody asked us to end. Before the hub runs that breaks the start off, asked again it hurries."""

    hurry: Callable[[], None] | None = None

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        again = self.is_set()
        self.set()
        if self.hurry is None:
            raise KeyboardInterrupt
        if again:
            self.hurry()


@dataclass
class Crew:
    """The children that run; one that dies is started again, later and later while it keeps dying."""

    say: Say
    ending: Ending
    servers: list[Child]
    aboard: list[Child] = field(default_factory=list)
    _since: dict[str, float] = field(default_factory=dict)
    _waits: dict[str, float] = field(default_factory=dict)
    _again_at: dict[str, float] = field(default_factory=dict)

    def start(self, child: Child) -> None:
        child.start()
        self._since[child.name] = time.monotonic()
        if child not in self.aboard and child not in self.servers:
            self.aboard.append(child)

    def watch(self) -> None:
        """Keep everybody running until asked to end."""
        while not self.ending.wait(0.2):
            for child in (*self.servers, *self.aboard):
                self._look_after(child, time.monotonic())

    def end(self) -> None:
        """The web first, so that nobody is sent away half-way; then the others; the post office takes their last."""
        named = {child.name: child for child in self.aboard}
        groups: Sequence[Sequence[str]] = (("web",), ("mailbox", "beat", "worker"), ("post office",))
        for group in groups:
            leaving = [named[name] for name in group if name in named]
            for child in leaving:
                child.ask_to_end()
            for child in leaving:
                child.end()

    def kill(self) -> None:
        for child in self.aboard:
            child.kill()

    def _look_after(self, child: Child, now: float) -> None:
        if child.alive:
            return
        if child.name not in self._again_at:
            lived = now - self._since.get(child.name, 0.0)
            wait = 1.0 if lived > STEADY else min(LONGEST_BACK_OFF, 2 * self._waits.get(child.name, 0.5))
            self._waits[child.name], self._again_at[child.name] = wait, now + wait
            code = child.process.returncode if child.process else "?"
            self.say(f"The {child.name} stopped (exit code {code}); starting it again in {wait:.0f} s.")
            self.say("\n".join(f"  | {line}" for line in child.last_lines(6).splitlines()))
        elif now >= self._again_at[child.name]:
            del self._again_at[child.name]
            with contextlib.suppress(OSError):  # no room for its log, or no process to be had: it waits once more
                self.start(child)


def _refuse_second_start(settings: Settings) -> None:
    other = running_on(settings.state) if settings.embedded else ""
    if other.startswith(WHAT):
        raise Occupied(f"{other} is already running on {settings.state}: open {settings.public_url} or stop it first.")
    # What a killed predecessor left is on its way out.
    if not wait_for(lambda: port_is_free(settings.port, settings.listen), 6.0):
        raise SettingsError(serving.port_is_taken(settings.port))


def _free_mail_ports(settings: Settings) -> None:
    state = open_state(settings.state)
    for which in ("smtp_port", "imap_port"):
        if not port_is_free(getattr(state, which)):
            state = with_free_port(state, which)


@contextlib.contextmanager
def _signals() -> Iterator[Ending]:
    """Ctrl-C, SIGTERM or a closed terminal ask us to end. Also where a shell's `&` made us deaf to Ctrl-C."""
    ending = Ending()
    before = {number: signal.signal(number, ending.ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _answers(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.listen, settings.listen)
    connection = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _tell(settings: Settings, environ: Mapping[str, str], say: Say) -> None:
    say(f"\nThe hub runs on {settings.public_url}")
    if settings.demo:
        say(f"  sign in as anybody: {settings.public_url}/demo")
        say(f"  its post office:    {settings.public_url}/demo/post")
    elif settings.embedded and not environ.get("HUB_SMTP_URL", "").strip():
        say("  no letter leaves:   HUB_SMTP_URL is not set; `hub person link ADDRESS` prints a link to sign in with")
    say(f"  log files:          {settings.state / 'logs'}")
    say("Ctrl-C ends it.")

"""One command runs the whole hub, ends it in good order, and finds everything back after a hard end."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hub.embedded.state import UNFINISHED_DEMO
from tests.machine import PATIENCE, wait_until
from tests.up.stack import RunningHub, running_hub
from tests.up.test_settings import REAL


@pytest.fixture(scope="module")
def shared_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """To make its database costs as much as a hundred other tests, so these have one hub between them."""
    state = tmp_path_factory.mktemp("running") / "state"
    with running_hub(state, HUB_ADMIN_EMAIL="an@hub.example", HUB_ADMIN_NAME="An Adams") as hub:
        yield hub


@pytest.fixture
def hub(shared_hub: RunningHub) -> RunningHub:
    """A hub without a demonstration that runs; a test may end it."""
    if not shared_hub.alive:
        shared_hub.start()
    return shared_hub


def test_a_newcomer_reads_the_address_and_finds_the_first_page_there(hub: RunningHub) -> None:
    assert f"The hub runs on http://127.0.0.1:{hub.port}" in hub.said
    assert hub.get("/") == 200


def test_without_the_demonstration_there_is_only_an_administrator(hub: RunningHub) -> None:
    assert hub.people()[:1] == ["An Adams"]
    assert hub.get("/demo") == 404
    assert not hub.processes("workers.post_office")
    assert "HUB_SMTP_URL is not set; `hub person link ADDRESS` prints a link to sign in with" in hub.said


def test_the_web_a_worker_and_one_beat_run(hub: RunningHub) -> None:
    wait_until(lambda: hub.processes("celery", "worker", "prefork"))
    assert len(hub.processes("celery", "beat")) == 1
    assert hub.processes("granian")
    again = hub.run("beat")
    assert again.returncode == 1
    assert f"runs on {hub.state} already; there has to be exactly one." in again.stderr
    assert "Traceback" not in again.stderr
    assert len(hub.processes("celery", "beat")) == 1


def test_the_id_of_a_request_stands_in_the_log_of_the_worker_that_did_what_it_asked(hub: RunningHub) -> None:
    ident = "the-one-request-that-we-look-for"
    with httpx.Client(base_url=f"http://127.0.0.1:{hub.port}") as an:
        an.get("/inloggen")
        typed = {"email": "an@hub.example", "_csrf_token": an.cookies["hub_csrf"]}
        assert an.post("/inloggen", data=typed, headers={"X-Request-ID": ident}).status_code == 200
    wait_until(lambda: ident in (hub.state / "logs" / "worker.log").read_text())
    said = (hub.state / "logs" / "web.log").read_text()
    [line, *_more] = [json.loads(line) for line in said.splitlines() if ident in line]
    assert (line["event"], line["route"]) == ("answered", "/inloggen")
    assert "an@hub.example" not in said + (hub.state / "logs" / "worker.log").read_text()


def test_a_command_works_on_the_running_hub(hub: RunningHub) -> None:
    added = hub.run("person", "add", "Bert Bos", "bert@hub.example", "--role", "coordinator")
    assert (added.returncode, added.stderr) == (0, "")
    assert "Bert Bos" in hub.people()
    assert hub.get("/") == 200


def test_whoever_starts_it_twice_reads_that_it_runs(hub: RunningHub) -> None:
    second = hub.run("up")
    assert second.returncode == 1
    assert hub.process
    assert f"hub up (process {hub.process.pid}) is already running on {hub.state}" in second.stderr
    assert second.stderr.count("\n") == 1
    assert hub.get("/") == 200


def test_whoever_resets_it_while_it_runs_is_refused(hub: RunningHub) -> None:
    refused = hub.run("reset", "--yes")
    assert refused.returncode == 1
    assert "is running on" in refused.stderr
    assert hub.get("/") == 200


@pytest.mark.parametrize("words", [("granian",), ("celery", "beat"), ("valkey-server",), ("postgres",)])
def test_what_dies_is_started_again_and_said(hub: RunningHub, words: tuple[str, ...]) -> None:
    """Of the web the first process is killed, whose own child would otherwise go on serving."""
    before = hub.processes(*words)
    os.kill(first_of(before), signal.SIGKILL)
    wait_until(lambda: (now := set(hub.processes(*words))) and not now & set(before))
    assert "stopped (exit code -9); starting it again" in hub.said
    wait_until(lambda: hub.get("/") == 200)


def test_after_kill_9_the_next_start_has_everything_and_no_orphan_is_left(hub: RunningHub) -> None:
    people, first = hub.people(), hub.processes()
    assert "An Adams" in people
    kill_hard(hub)
    hub.start()
    assert hub.people() == people
    assert hub.get("/") == 200
    # Children of the killed one finish what they hold before they end, which takes them some seconds.
    wait_until(lambda: not set(first) & set(hub.processes()))
    kill_hard(hub)
    hub.is_gone()


def test_ctrl_c_ends_every_child(hub: RunningHub) -> None:
    assert len(hub.processes()) > 5
    ends_with(hub, signal.SIGINT)


def test_the_web_server_alone_starts_the_database_for_itself_and_ends_it_again(shared_hub: RunningHub) -> None:
    if shared_hub.alive:
        ends_with(shared_hub, signal.SIGINT)
    shared_hub.begin("serve")
    wait_until(lambda: shared_hub.get("/") == 200)
    assert f"Serving on http://127.0.0.1:{shared_hub.port}; Ctrl-C ends it." in shared_hub.said
    assert shared_hub.processes("postgres")
    ends_with(shared_hub, signal.SIGTERM)


def ends_with(hub: RunningHub, number: int) -> None:
    """Told so it ends in good order, and nothing of it is left."""
    hub.tell(number)
    assert hub.process is not None
    assert hub.process.wait(PATIENCE) == 0
    assert hub.processes() == []


def first_of(pids: list[int]) -> int:
    """The one that started the others; numbers do not tell, they begin again after the highest."""
    return next(
        pid for pid in pids if int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) not in pids
    )


def kill_hard(hub: RunningHub) -> None:
    assert hub.process is not None
    hub.tell(signal.SIGKILL)
    hub.process.wait()


def test_the_same_program_runs_for_real_from_the_environment_alone(
    tmp_path: Path, fresh_database: str, redis_url: str
) -> None:
    told = {**REAL, "HUB_DATABASE_URL": fresh_database, "HUB_REDIS_URL": redis_url, "HUB_DEMO": ""}
    with running_hub(tmp_path / "state", **told) as hub:
        hub.start()
        assert hub.get("/") == 200
        assert hub.get("/demo") == 404
        assert not hub.processes("workers.post_office")
        assert [path.name for path in (tmp_path / "state").iterdir() if path.is_dir()] == ["logs"]


def test_a_newcomer_gets_a_demonstration_with_a_post_office_even_when_the_first_start_was_broken_off(
    tmp_path: Path,
) -> None:
    with running_hub(tmp_path / "state", HUB_DEMO="1") as hub:
        hub.begin()
        wait_until(lambda: (tmp_path / "state" / UNFINISHED_DEMO).exists())
        kill_hard(hub)
        hub.start()
        assert not (tmp_path / "state" / UNFINISHED_DEMO).exists()
        assert {"Hilde Verbist", "Wim Peeters"} <= set(hub.people())
        assert [hub.get(path) for path in ("/", "/demo", "/demo/post", "/aanmelden")] == [200] * 4
        assert hub.processes("workers.post_office")
        checked = hub.run("check")
        assert (checked.returncode, checked.stderr) == (0, "")


def test_whoever_chose_a_taken_port_reads_another_one(tmp_path: Path) -> None:
    with running_hub(tmp_path / "state") as hub, socket.create_server(("127.0.0.1", hub.port)):
        refused = hub.run("up")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"hub: Port {hub.port} is taken by another program: choose another one, such as HUB_PORT={hub.port + 1}.\n"
    )

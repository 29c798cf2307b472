"""The `hub` command: it does the work where the hub is, and says in one sentence why it could not."""

import json
import socket
from collections.abc import Callable, MutableMapping
from pathlib import Path

import click
import psycopg
import pytest

from hub import cli
from hub.embedded.state import open_state
from tests.up.stack import running_hub
from tests.up.test_settings import REAL

Hub = Callable[..., tuple[int, str, str]]

MAIL = """From: Els Dierckx <els@sintjans.example>
To: meldpunt@hub.example
Subject: een leerling
Message-ID: <een@sintjans.example>

Een leerling van ons komt al drie weken niet meer naar school.
"""


@pytest.fixture
def hub(environment: MutableMapping[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Hub:
    """Runs `hub` on the database that it is told; gives back the exit code, what was said and what was complained."""
    environment.update(REAL, HUB_STATE=str(tmp_path / "state"))
    environment.pop("HUB_DEMO", None)

    def run(*arguments: str, **told: str) -> tuple[int, str, str]:
        environment.update(told)
        try:
            cli.main(list(arguments))
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1 if end.code else 0
        output = capsys.readouterr()
        return code, output.out, output.err

    return run


def all_commands(group: click.Group, *before: str) -> list[tuple[str, ...]]:
    names = [(*before, name) for name in group.commands]
    inner = [all_commands(one, *before, name) for name, one in group.commands.items() if isinstance(one, click.Group)]
    return names + [name for names in inner for name in names]


def test_every_promised_command_is_there() -> None:
    promised = {
        "up", "serve", "worker", "beat", "migrate", "demo", "seed", "reset", "mail ingest", "follow-up", "roll-up",
        "figures", "check", "person add", "backup", "restore",
    }  # fmt: skip
    assert promised <= {" ".join(names) for names in all_commands(cli.hub)}


@pytest.mark.parametrize("names", all_commands(cli.hub), ids=" ".join)
def test_each_command_says_what_it_is_for(hub: Hub, names: tuple[str, ...]) -> None:
    code, said, complained = hub(*names, "--help")
    assert (code, complained) == (0, "")
    assert said.startswith(f"Usage: hub {' '.join(names)}")
    assert len(said.split("\n\n")[1].split()) >= 3


def test_a_newcomer_who_takes_in_a_mail_twice_reads_that_it_is_known(
    hub: Hub, fresh_database: str, tmp_path: Path
) -> None:
    added = hub(
        "person", "add", "An Adams", "an@hub.example", "--role", "administrator", HUB_DATABASE_URL=fresh_database
    )
    assert added == (0, "An Adams <an@hub.example> is now administrator.\n", "")
    (tmp_path / "een.eml").write_text(MAIL)
    code, said, _logs = hub("mail", "ingest", str(tmp_path / "een.eml"), str(tmp_path / "een.eml"))
    first, second = (json.loads(line) for line in said.splitlines())
    assert code == 0
    assert first["message_id"] == "<een@sintjans.example>"
    assert first["outcome"] == "referral"
    assert second["outcome"] == "duplicate"


def test_whoever_takes_in_an_empty_folder_reads_that_it_is_empty(hub: Hub, fresh_database: str, tmp_path: Path) -> None:
    hub("person", "add", "An Adams", "an@hub.example", "--role", "administrator", HUB_DATABASE_URL=fresh_database)
    (tmp_path / "leeg").mkdir()
    assert hub("mail", "ingest", str(tmp_path / "leeg")) == (0, "", "There was nothing to take in.\n")


def test_a_port_that_is_taken_is_said_in_one_sentence(hub: Hub, fresh_database: str) -> None:
    """Of the whole hub, which first waits for what a killed one left, tests/up/test_running.py says it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said, complained = hub(
            "serve", HUB_DATABASE_URL=fresh_database, HUB_PORT=str(port), HUB_LISTEN="127.0.0.1"
        )
    assert (code, said) == (1, "")
    assert complained.startswith(f"hub: Port {port} is taken by another program: choose another one, such as HUB_PORT=")
    assert complained.count("\n") == 1


def test_figures_of_an_empty_hub_are_printed_as_json_and_csv(hub: Hub, fresh_database: str) -> None:
    hub("person", "add", "An Adams", "an@hub.example", "--role", "administrator", HUB_DATABASE_URL=fresh_database)
    code, said, _logs = hub("figures", "--school-year", "2025-2026")
    assert code == 0
    assert json.loads(said)
    assert json.loads(said)["as_of"] is None
    code, said, _logs = hub("figures", "--school-year", "2025-2026", "--role", "steering")
    assert (code, json.loads(said)["as_of"][-3:], json.loads(said)["small_numbers_hidden"]) == (0, "-01", True)
    code, said, _logs = hub("figures", "--school-year", "2025-2026", "--format", "csv")
    assert code == 0
    assert said.splitlines()[0].count(",") > 2


@pytest.mark.parametrize(
    ("moment", "why", "until"),
    [
        ("2026-12-15T22:00", "It is night", "2026-12-16 07:00"),
        ("2026-12-19T10:00", "It is the weekend", "2026-12-21 07:00"),
        ("2026-12-25T10:00", "It is a holiday", "2026-12-28 07:00"),
    ],
)
def test_follow_up_at_an_hour_that_disturbs_nobody_says_why_it_does_nothing(
    hub: Hub, fresh_database: str, moment: str, why: str, until: str
) -> None:
    hub("person", "add", "An Adams", "an@hub.example", "--role", "administrator", HUB_DATABASE_URL=fresh_database)
    assert hub("follow-up", "--now", moment) == (
        0, "", f"{why} in Brussels, so nobody is disturbed and nothing was done; it goes on from {until}.\n",
    )  # fmt: skip


def test_follow_up_in_a_school_holiday_says_which_questions_wait(hub: Hub, fresh_database: str) -> None:
    hub("person", "add", "An Adams", "an@hub.example", "--role", "administrator", HUB_DATABASE_URL=fresh_database)
    code, said, complained = hub("follow-up", "--now", "2026-12-22T10:00")
    assert (code, said) == (0, "")
    assert complained == "It is a school holiday: questions that count in school days wait until 2027-01-04 07:00.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("figures", "--hub", "nergens"), 1, "hub: There is no hub yet"),
        (("figures", "--school-year", "2025"), 2, "A school year is written like 2025-2026"),
        (("follow-up", "--now", "morgen"), 2, "A moment is written like 2026-12-15T09:00"),
        (("mail", "ingest", "/nergens/een.eml"), 2, "does not exist"),
        (("migrate", "nergens"), 2, "Can't locate revision"),
        (("migrate", "0001", "--while-running"), 2, "and not to an older revision"),
        (("person", "add", "An", "an@hub.example", "--role", "baas"), 2, "it is one of coordinator, "),
        (("person", "add", "An", "an@hub.example", "--role", "referrer"), 2, "name it with --organisation"),
        (("person", "add", "An", "geen-adres", "--role", "coordinator"), 1, "hub: This does not look like an e-mail"),
        (("person", "add", " ", "an@hub.example", "--role", "coordinator"), 1, "hub: Give a name."),
        (
            ("person", "add", "An", "an@hub.example", "--role", "referrer", "--organisation", "Nergens"),
            1,
            "hub: There is no organisation called “Nergens”.",
        ),
    ],
)
def test_whoever_asks_something_wrong_reads_a_sentence(
    hub: Hub, fresh_database: str, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    ended, said, complained = hub(*arguments, HUB_DATABASE_URL=fresh_database)
    assert (ended, said) == (code, "")
    assert sentence in complained
    assert "Traceback" not in complained


def test_on_a_database_without_tables_one_reads_what_to_run(hub: Hub, empty_database: str) -> None:
    assert hub("figures", HUB_DATABASE_URL=empty_database) == (
        1, "", "hub: The database has no tables yet: run `hub migrate` first.\n",
    )  # fmt: skip
    code, said, complained = hub("migrate", "--while-running")
    assert (code, said, "The version that runs cannot live with 0001 (The spine" in complained) == (1, "", True)
    assert hub("migrate") == (0, "The tables are at head.\n", "")
    assert hub("migrate", "--while-running") == (0, "The tables are at head.\n", "")
    assert "There is no hub yet" in hub("figures")[2]


def test_when_the_database_is_away_one_reads_so(hub: Hub) -> None:
    code, said, complained = hub("figures", HUB_DATABASE_URL="postgresql://hub:geheim@127.0.0.1:1/hub")
    assert (code, said) == (1, "")
    assert complained.startswith("hub: The database does not answer: ")
    assert complained.count("\n") == 1
    assert "geheim" not in complained


def test_health_tells_what_stands_still_and_ends_with_one(hub: Hub, fresh_database: str, redis_url: str) -> None:
    code, said, complained = hub("health", HUB_DATABASE_URL=fresh_database, HUB_REDIS_URL=redis_url)
    assert (code, complained) == (1, "")
    assert json.loads(said)["late"] == ["beat"]
    code, said, _complained = hub("health", HUB_DATABASE_URL="postgresql://hub:geheim@127.0.0.1:1/hub")
    assert (code, json.loads(said)["late"]) == (1, ["database"])
    assert "geheim" not in said


@pytest.mark.parametrize("arguments", [("demo",), ("seed",), ("reset", "--yes")])
def test_demo_seed_and_reset_refuse_a_real_database(
    hub: Hub, fresh_database: str, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    open_state(tmp_path / "state")
    code, said, complained = hub(*arguments, HUB_DATABASE_URL=fresh_database)
    assert (code, said) == (1, "")
    assert complained == (
        f"hub: `hub {arguments[0]}` works on the embedded database only, and HUB_DATABASE_URL is set.\n"
    )
    assert (tmp_path / "state" / "secret-key").exists()
    with psycopg.connect(fresh_database.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM hub").fetchone() == (0,)


def test_a_missing_variable_stops_every_command(hub: Hub) -> None:
    code, _said, complained = hub("figures", HUB_SMTP_URL="")
    assert code == 1
    assert complained.startswith("hub: HUB_SMTP_URL is missing: set it to ")


def test_a_reset_has_to_be_meant(tmp_path: Path) -> None:
    with running_hub(tmp_path / "state") as stopped:
        assert stopped.run("reset", "--yes").stdout == f"There is nothing in {tmp_path / 'state'}.\n"
        open_state(tmp_path / "state")
        assert stopped.run("reset").returncode == 130
        assert (tmp_path / "state" / "secret-key").exists()
        assert stopped.run("reset", "--yes").returncode == 0
        assert list((tmp_path / "state").iterdir()) == []
        assert stopped.run("reset", "--yes").stdout == f"There is nothing in {tmp_path / 'state'}.\n"


@pytest.mark.parametrize("command", [("follow-up", "--now", "2026-12-15T09:00"), ("check",), ("figures",)])
def test_whoever_forgets_to_say_where_the_hub_is_makes_none_beside_it(tmp_path: Path, command: tuple[str, ...]) -> None:
    with running_hub(tmp_path / "elsewhere") as forgotten:
        refused = forgotten.run(*command)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"hub: There is no hub in {tmp_path / 'elsewhere'}: let HUB_STATE name its folder, or run `hub up` first.\n"
    )
    assert not (tmp_path / "elsewhere").exists()


def test_a_command_starts_the_database_for_itself_and_ends_it_again(tmp_path: Path) -> None:
    with running_hub(tmp_path / "state") as stopped:
        for name in ("An Adams", "Bert Bos"):
            added = stopped.run("person", "add", name, f"{name[:2]}@hub.example", "--role", "coordinator")
            assert (added.returncode, added.stderr) == (0, "")
            assert stopped.processes() == []

"""What `deploy/` ships fits the program: units, containers that only call make, variables that are explained."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from hub import cli
from hub.intake.form_pages import MOST_AT_ONCE
from hub.settings import REQUIRED, Settings, as_environment
from tests.cast import settings_for
from tests.machine import ROOT, needs_server

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
# On systemd's scale of 0 (locked up) to 10 (everything allowed).
MOST_EXPOSED = 2.0


@pytest.fixture
def installed(tmp_path: Path) -> list[Path]:
    """The units as on a machine where the hub is installed."""
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/dispatch-hub/.venv/bin/hub", "/bin/true"))
    return sorted(tmp_path.iterdir())


def services(units: list[Path]) -> list[Path]:
    return [unit for unit in units if unit.suffix == ".service"]


def test_systemd_takes_every_unit(installed: list[Path]) -> None:
    analyze = needs_server("systemd-analyze")
    said = subprocess.run([analyze, "verify", "--man=no", *installed], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_every_service_is_shut_in(installed: list[Path]) -> None:
    analyze = needs_server("systemd-analyze")
    for unit in services(installed):
        command = [analyze, "security", "--offline=yes", f"--threshold={int(MOST_EXPOSED * 10)}", str(unit)]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        assert said.returncode == 0, f"{unit.name}: {said.stdout.splitlines()[-1:]}"


def test_what_a_service_may_not_ask_is_refused_and_ends_nothing() -> None:
    """Libraries try what they can do without: in Debian 13 one that looks for a terminal asks for setfsuid."""
    for unit in services(UNITS):
        assert "\nSystemCallErrorNumber=EPERM\n" in unit.read_text(), unit.name


def test_units_and_containers_run_commands_that_there_are() -> None:
    known = set(cli.hub.commands)
    started = {word for unit in services(UNITS) for word in re.findall(r"/bin/hub ([a-z-]+)", unit.read_text())}
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    in_containers = {one["command"][0] for one in compose.values() if one.get("image") == "dispatch-hub"}
    assert started == {"serve", "worker", "beat", "mailbox", "check", "backup"}
    assert in_containers == {"migrate", "serve", "worker", "beat", "mailbox"}
    assert started | in_containers <= known


def explained() -> set[str]:
    return set(re.findall(r"^#? ?(HUB_[A-Z_]+)=", (DEPLOY / "example.env").read_text(), re.MULTILINE))


def test_each_web_process_listens_on_the_port_in_its_name_whatever_the_environment_file_says() -> None:
    """What `EnvironmentFile=` says goes before `Environment=`, and the file has a `HUB_PORT`."""
    for unit in services(UNITS):
        told = re.findall(r"^Environment=\"?(\w+)=", unit.read_text(), re.MULTILINE)
        assert not set(told) & explained(), unit.name
    assert "ExecStart=/usr/bin/env HUB_PORT=%i /opt/" in (DEPLOY / "systemd" / "dispatch-hub-web@.service").read_text()


def test_root_runs_the_hub_as_its_units_do() -> None:
    command, unit = (DEPLOY / "hub").read_text(), (DEPLOY / "systemd" / "dispatch-hub-check.service").read_text()
    assert os.access(DEPLOY / "hub", os.X_OK)
    for name, option in {"User": "--uid=", "EnvironmentFile": "--property=EnvironmentFile="}.items():
        [told] = re.findall(rf"^{name}=(.+)$", unit, re.MULTILINE)
        assert f"{option}{told} " in command
    [program] = re.findall(r"^ExecStart=(\S+)", unit, re.MULTILINE)
    assert f' {program} "$@" </dev/null\n' in command


def test_whoever_stops_the_target_goes_on_when_the_last_process_has_ended() -> None:
    """Else `systemctl stop` returns at once, and tables change under a worker that still ends its work."""
    target = (DEPLOY / "systemd" / "dispatch-hub.target").read_text()
    for unit in services(UNITS):
        if unit.name.replace("@.", "@8001.") in target:
            assert re.search(r"^After=.*\bdispatch-hub\.target$", unit.read_text(), re.MULTILINE), unit.name


def test_a_file_that_somebody_sends_has_room_in_memory_and_nowhere_else() -> None:
    site = (DEPLOY / "nginx.conf").read_text()
    [megabytes] = re.findall(r"client_max_body_size (\d+)m;", site)
    assert int(megabytes) * 1024 * 1024 >= MOST_AT_ONCE, "the hub says itself what is too large"
    [folder] = re.findall(r"client_body_temp_path (\S+);", site)
    service = (DEPLOY / "nginx.service.conf").read_text()
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert f"TemporaryFileSystem={folder}:size=1G," in service
    assert compose["services"]["proxy"]["tmpfs"] == [f"{folder}:size=1g,mode=700"]
    assert compose["x-hub"]["tmpfs"] == ["/tmp:size=1g"]
    assert "TemporaryFileSystem=/tmp:size=1G," in (DEPLOY / "systemd" / "dispatch-hub-web@.service").read_text()
    [at_once] = re.findall(r"limit_conn hub_senders (\d+);", site)
    assert int(at_once) * MOST_AT_ONCE < 1024**3, "one visitor alone cannot fill it"


def test_a_second_backup_on_one_day_has_a_name_of_its_own() -> None:
    text = (DEPLOY / "systemd" / "dispatch-hub-backup.service").read_text()
    assert "/var/backups/dispatch-hub/$$(date +%%F-%%H%%M%%S).backup" in text


def test_no_secret_that_stands_beside_compose_gets_into_the_image_or_a_commit() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    secrets = [compose["x-hub"]["env_file"], *(one["file"] for one in compose["secrets"].values())]
    secrets.append("certificates/privkey.pem")
    for name in secrets:
        said = subprocess.run(["git", "check-ignore", "--no-index", "-q", f"deploy/{name}"], cwd=ROOT, check=False)
        assert said.returncode == 0, name
    left_out = (ROOT / ".dockerignore").read_text().splitlines()
    assert {"deploy/*.env", "!deploy/example.env", "deploy/secrets", "deploy/certificates"} <= set(left_out)


def test_there_is_one_beat_and_one_mailbox_watcher() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert [name for name, one in compose.items() if one.get("deploy", {}).get("replicas", 1) > 1] == ["web"]
    assert not [unit.name for unit in UNITS if unit.name.startswith(("dispatch-hub-beat@", "dispatch-hub-mailbox@"))]


def test_the_image_is_built_by_what_is_tested() -> None:
    steps = re.findall(r"^RUN (.+?)(?<!\\)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE | re.DOTALL)
    ours = [step for step in steps if not step.startswith("apt-get")]
    assert ours == ["make install && rm -rf node_modules .tools"]
    assert "make --no-print-directory install" in (ROOT / ".ci" / "run").read_text()


def test_those_that_are_required_stand_first() -> None:
    told = re.findall(r"^(HUB_[A-Z_]+)=", (DEPLOY / "example.env").read_text(), re.MULTILINE)
    assert set(told[:7]) == set(REQUIRED)


def test_each_variable_is_explained_and_each_that_is_explained_exists(tmp_path: Path) -> None:
    settings: Settings = settings_for("postgresql+psycopg://x/y", "redis://x", tmp_path)
    told = set(as_environment(settings)) - {"HUB_DEMO"}
    assert told <= explained()
    source = "\n".join(path.read_text() for folder in ("hub", "workers") for path in (ROOT / folder).rglob("*.py"))
    assert {name for name in explained() if f'"{name}"' not in source} == set()

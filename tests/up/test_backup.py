"""A whole hub is put aside in one file and comes back in an empty one."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import psycopg
import pytest

from hub.backup import ABOUT, BackupFailed, read_about, restore, write
from hub.embedded.state import known_state
from hub.settings import libpq_url
from tests.cast import World, settings_for
from tests.machine import PATIENCE, ROOT

OTHER = "another-secret-key-that-is-long-enough-too"


def hub(state: Path, *arguments: str | Path, **told: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return subprocess.run(
        [sys.executable, "-m", "hub", *arguments], cwd=ROOT, env={**plain, "HUB_STATE": str(state), **told},
        capture_output=True, text=True, timeout=2 * PATIENCE, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def done(answer: subprocess.CompletedProcess[str]) -> str:
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_a_hub_that_was_put_aside_lives_on_in_an_empty_state_folder(tmp_path: Path) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "hub.backup"
    done(hub(old, "seed", "--referrals", "40"))
    assert "keep that in another place" in done(hub(old, "backup", file))
    assert file.stat().st_mode & 0o077 == 0, "a backup is for its owner alone"

    locked = hub(new, "restore", file)
    assert (locked.returncode, "give it with --secret-file" in locked.stderr) == (1, True), locked.stderr

    said = done(hub(new, "restore", file, "--secret-file", old / "secret-key"))
    assert said.endswith("Everything is there, and all promises are kept.\n")
    assert (new / "secret-key").read_text() == (old / "secret-key").read_text()
    assert known_state(new) != known_state(old), "each has its own ports and password"


def test_people_work_on_while_it_is_made_and_what_they_do_then_is_not_in_it(world: World, tmp_path: Path) -> None:
    world.refer()
    about = write(world.store.settings, tmp_path / "one.backup")
    world.refer(first_name="Sam", last_name="Maes")
    assert (about.rows["referral"], read_about(tmp_path / "one.backup")) == (1, about)


def test_nothing_is_written_over_and_no_password_is_in_it(world: World, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    file.write_text("something dear")
    with pytest.raises(FileExistsError):
        write(world.store.settings, file)
    assert file.read_text() == "something dear"
    write(world.store.settings, tmp_path / "new")
    assert not [one for one in tmp_path.iterdir() if one.name.endswith(".part")]
    for secret in world.store.settings.secret_keys:
        assert secret.encode() not in (tmp_path / "new").read_bytes()


def test_a_backup_goes_into_an_empty_database_with_and_without_tables(
    world: World, fresh_database: str, empty_database: str, tmp_path: Path
) -> None:
    noor = world.refer()
    file = tmp_path / "hub.backup"
    about = write(world.store.settings, file)
    for url in (fresh_database, empty_database):
        restore(settings_for(url, "", tmp_path), file)
        with psycopg.connect(libpq_url(url)) as connection:
            assert connection.execute("SELECT id FROM referral").fetchall() == [(noor,)]
            assert connection.execute("SELECT count(*) FROM ledger").fetchall() == [(about.rows["ledger"],)]
        with pytest.raises(BackupFailed, match="There is a hub in this database already"):
            restore(settings_for(url, "", tmp_path), file)


@pytest.mark.parametrize("damage", ["not a zip", "half", "no dump"])
def test_a_file_that_is_no_whole_backup_is_refused_and_the_database_stays_empty(
    world: World, empty_database: str, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "hub.backup"
    write(world.store.settings, file)
    whole = file.read_bytes()
    match damage:
        case "not a zip":
            file.write_text("no backup at all")
        case "half":
            file.write_bytes(whole[: len(whole) // 2])
        case "no dump":
            with zipfile.ZipFile(file, "w") as package:
                package.writestr(ABOUT, json.dumps({"made_at": "", "schema": "", "rows": {}, "keys": []}))
    with pytest.raises(BackupFailed, match="not a backup"):
        restore(settings_for(empty_database, "", tmp_path), file)
    with psycopg.connect(libpq_url(empty_database)) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchall() == [(0,)]


def test_a_backup_that_opens_with_another_secret_is_not_taken_in(
    world: World, empty_database: str, tmp_path: Path
) -> None:
    world.refer()
    with world.desk() as work:
        from hub import blobs
        from hub.hubs import hub_named

        blobs.keep(work, hub_named(work.session, None).id, b"a mail")
    file = tmp_path / "hub.backup"
    write(world.store.settings, file)
    real = {
        "HUB_DATABASE_URL": empty_database, "HUB_REDIS_URL": "redis://127.0.0.1:9/0",
        "HUB_IMAP_URL": "imap://a:b@127.0.0.1:9", "HUB_SMTP_URL": "smtp://127.0.0.1:9",
        "HUB_PUBLIC_URL": "https://meldpunt.example", "HUB_MAIL_FROM": "meldpunt@hub.example",
    }  # fmt: skip
    refused = hub(tmp_path / "state", "restore", file, HUB_SECRET_KEY=OTHER, **real)
    assert (refused.returncode, "list it in HUB_SECRET_KEY too" in refused.stderr) == (1, True), refused.stderr
    [known] = world.store.settings.secret_keys
    assert "all promises are kept" in done(
        hub(tmp_path / "state", "restore", file, HUB_SECRET_KEY=f"{OTHER} {known}", **real)
    )

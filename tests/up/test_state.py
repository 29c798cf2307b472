"""The state folder is the hub's own or it is left alone; a reset removes what the hub made and nothing else."""

import os
import shutil
import subprocess
import sys
from collections.abc import MutableMapping
from pathlib import Path

import pytest

from hub.embedded import ForeignFolder, Occupied, state
from hub.embedded.locks import FileLock
from hub.embedded.stack import reset
from hub.embedded.state import MARK, known_state, open_state, port_is_free, with_free_port
from tests.machine import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A state folder with something of each kind in it."""
    folder = tmp_path / "state"
    open_state(folder)
    for name in ("postgres", "redis", "post", "logs"):
        (folder / name / "deep").mkdir(parents=True)
        (folder / name / "deep" / "file").write_text("ours")
    (folder / "beat-schedule").write_text("ours")
    return folder


def everything_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_a_new_folder_becomes_the_hubs_and_stays_what_it_was(tmp_path: Path) -> None:
    first = open_state(tmp_path / "deep" / "state")
    assert (tmp_path / "deep" / "state" / MARK).is_file()
    assert open_state(tmp_path / "deep" / "state") == first == known_state(tmp_path / "deep" / "state")


def test_a_folder_with_somebodys_things_is_never_adopted(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("five years")
    with pytest.raises(ForeignFolder, match="holds things that are not the hub's"):
        open_state(tmp_path)
    assert everything_in(tmp_path) == {"thesis.odt"}


def test_two_starts_that_make_the_same_folder_agree(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from hub.embedded.state import open_state; print(open_state(pathlib.Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "state")]
    racing = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _n in range(4)]
    told = {process.communicate()[0] for process in racing}
    assert len(told) == 1
    assert str(tmp_path) in told.pop()


def test_a_reset_removes_what_the_hub_made(folder: Path) -> None:
    reset(folder)
    assert everything_in(folder) == set()


def test_after_a_reset_the_folder_can_begin_again_with_another_secret(folder: Path) -> None:
    before = open_state(folder)
    reset(folder)
    assert open_state(folder).secret_key != before.secret_key


def test_a_reset_leaves_what_somebody_else_put_there(folder: Path) -> None:
    (folder / "notes").mkdir()
    (folder / "notes" / "thesis.odt").write_text("five years")
    (folder / "postgres-backup").write_text("dump")
    reset(folder)
    assert everything_in(folder) == {"notes", "notes/thesis.odt", "postgres-backup", MARK}


def test_a_reset_without_the_mark_removes_nothing(folder: Path) -> None:
    (folder / MARK).unlink()
    before = everything_in(folder)
    with pytest.raises(ForeignFolder, match="nothing in it is removed"):
        reset(folder)
    assert everything_in(folder) == before


def test_a_mark_that_is_only_a_link_is_no_mark(folder: Path, tmp_path: Path) -> None:
    (folder / MARK).rename(tmp_path / "mark")
    (folder / MARK).symlink_to(tmp_path / "mark")
    before = everything_in(folder)
    with pytest.raises(ForeignFolder):
        reset(folder)
    assert everything_in(folder) == before


def test_a_reset_follows_no_link(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "thesis.odt").write_text("five years")
    (folder / "postgres.new").symlink_to(elsewhere)
    (folder / "post" / "link").symlink_to(elsewhere)
    (folder / "guests").unlink(missing_ok=True)
    (folder / "guests").symlink_to(elsewhere / "thesis.odt")
    reset(folder)
    assert everything_in(folder) == set()
    assert (elsewhere / "thesis.odt").read_text() == "five years"


def test_a_state_folder_behind_a_link_is_not_reset(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    before = everything_in(folder)
    with pytest.raises(ForeignFolder, match="is a link"):
        reset(tmp_path / "link")
    assert everything_in(folder) == before


@pytest.mark.parametrize("place", ["home", "."])
def test_the_home_and_the_folders_around_it_are_refused(
    tmp_path: Path, environment: MutableMapping[str, str], place: str
) -> None:
    """Even where a mark lies in them. The root of the machine is a folder around them."""
    for folder in (tmp_path / "home", tmp_path):
        (folder / "logs").mkdir(parents=True)
        (folder / MARK).write_text("")
    environment["HOME"] = str(tmp_path / "home")
    before = everything_in(tmp_path)
    with pytest.raises(ForeignFolder, match="other things live there"):
        reset(tmp_path / place)
    with pytest.raises(ForeignFolder, match="other things live there"):
        open_state(tmp_path / place)
    assert everything_in(tmp_path) == before


@pytest.mark.parametrize("act", ["state.open_state", "stack.reset"])
def test_the_sources_and_the_folder_around_them_are_refused(tmp_path: Path, act: str) -> None:
    """Those of another checkout, which says so itself."""
    checkout = tmp_path / "around" / "checkout"
    shutil.copytree(ROOT / "hub" / "embedded", checkout / "hub" / "embedded")
    for folder in (checkout, checkout.parent):
        (folder / "logs").mkdir()
        (folder / MARK).write_text("")
    room = act.partition(".")[0]
    code = (
        f"import sys, pathlib; from hub.embedded import {room}, ForeignFolder\n"
        f"for place in sys.argv[1:]:\n"
        f"    try: {act}(pathlib.Path(place))\n"
        f"    except ForeignFolder as refused: print(refused)"
    )
    command = [sys.executable, "-B", "-c", code, str(checkout), str(checkout.parent)]
    before = everything_in(tmp_path)
    environ = {**os.environ, "PYTHONPATH": str(checkout)}
    said = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert said.stdout.count("other things live there") == 2, said
    assert everything_in(tmp_path) == before


def test_a_link_to_the_home_is_refused_too(tmp_path: Path, environment: MutableMapping[str, str]) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "home")
    environment["HOME"] = str(tmp_path / "home")
    with pytest.raises(ForeignFolder):
        open_state(tmp_path / "state")
    assert everything_in(tmp_path / "home") == set()


def test_the_hub_itself_removes_only_folders_that_it_names(folder: Path) -> None:
    (folder / "notes").mkdir()
    with pytest.raises(ForeignFolder):
        state.remove_tree(folder / "notes")
    with pytest.raises(ForeignFolder):
        state.remove_tree(folder / "post" / "logs")
    assert (folder / "notes").is_dir()


def test_whoever_resets_while_the_hub_runs_reads_who_runs_it(folder: Path) -> None:
    lock = FileLock(folder / "lock")
    assert lock.take()
    lock.leave_note("hub up (process 1)")
    before = everything_in(folder)
    with pytest.raises(Occupied, match=r"hub up \(process 1\) is running on"):
        reset(folder)
    assert everything_in(folder) == before
    lock.release()
    reset(folder)


def test_a_lock_on_a_file_that_was_removed_meanwhile_binds_nobody(tmp_path: Path) -> None:
    old, new = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert old.take()
    os.unlink(tmp_path / "lock")
    assert new.take()
    assert not FileLock(tmp_path / "lock").take()


def test_a_port_that_somebody_took_is_replaced_for_good(folder: Path) -> None:
    before = open_state(folder)
    after = with_free_port(before, "postgres_port")
    assert open_state(folder) == after
    assert after.postgres_port != before.postgres_port
    assert after.password == before.password
    assert port_is_free(after.postgres_port)

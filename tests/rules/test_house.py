"""The house keeps its laws: who imports whom, who commits, who reads the clock."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("people", "partners", "dispatch", "intake", "monitoring", "home")
# A room may use these other rooms; everything may use the ground floor.
MAY_USE = {
    "people": set(),
    "partners": {"people"},
    "dispatch": {"people", "partners"},
    "intake": {"people", "partners", "dispatch"},
    "monitoring": {"people", "partners", "dispatch", "intake"},
    "home": set(ROOMS),
}
KNOWS_ALL = {"hub/app.py", "hub/cli.py"}


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imports(path: Path) -> list[str]:
    """Full names of the modules that a file imports, anywhere in it."""
    return list(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "hub" and parts[1] in ROOMS else None


def test_a_room_uses_only_the_rooms_that_it_may() -> None:
    reach_out = {named(path): strangers for path in python_files("hub") if (strangers := strangers_in(path))}
    assert reach_out == {}


def strangers_in(path: Path) -> list[str]:
    """What it imports of rooms that its own room may not use."""
    room = path.relative_to(ROOT).parts[1]
    if named(path) in KNOWS_ALL or room == "commands":
        return []
    allowed = {room, *MAY_USE[room]} if room in ROOMS else {None}
    return sorted({name for name in imports(path) if room_of(name) and room_of(name) not in allowed})


def test_nothing_in_the_hub_knows_the_workers() -> None:
    knowing = {
        named(path): name for path in python_files("hub") for name in imports(path) if name.startswith("workers")
    }
    assert knowing == {}


def test_only_the_app_imports_pages() -> None:
    guilty = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in python_files("hub", "workers")
        if str(path.relative_to(ROOT)) != "hub/app.py"
        for name in imports(path)
        if name.startswith("hub.") and name.split(".")[-1].endswith("pages") and not _same_room(path, name)
    ]
    assert not guilty


def _same_room(path: Path, name: str) -> bool:
    """Within a room one page module may share a piece with another; signing in is shared with the demonstration."""
    here = path.relative_to(ROOT).parts
    return (len(here) > 2 and here[1] == room_of(name)) or name == "hub.people.pages"


def test_operations_never_commit() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in python_files("hub")
        if ".commit()" in path.read_text() and path.name not in ("store.py", "new_rows.py")
    ]
    assert not guilty


def test_only_the_clock_reads_the_clock() -> None:
    readers = ("datetime.now(", "datetime.utcnow(", "date.today(", "time.time(")
    guilty = [
        f"{path.relative_to(ROOT)}: {reader}"
        for path in python_files("hub")
        for reader in readers
        if reader in path.read_text() and path != ROOT / "hub/clock.py"
    ]
    assert not guilty


def test_no_test_measures_how_long_something_takes() -> None:
    """What a slow machine would fail says nothing about the hub: speed is measured in `bench`, beside a limit."""
    stopwatches = {f"time.{name}" for name in ("perf_counter", "monotonic", "process_time", "thread_time", "time")}
    stopwatches |= {f"{name}_ns" for name in stopwatches} | {"timeit"}
    guilty = {
        named(path): sorted(used)
        for path in python_files("tests")
        if path.name.startswith("test_") and (used := stopwatches & {*imports(path), *attributes(path)})
    }
    assert guilty == {}


def attributes(path: Path) -> Iterator[str]:
    """Everything that it takes from a name: `time.sleep`."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def test_each_file_says_in_one_line_what_it_is_about() -> None:
    captions = {named(path): ast.get_docstring(parsed(path)) or "" for path in python_files("hub", "workers")}
    assert captions
    assert {name: said for name, said in captions.items() if not 0 < len(said.partition("\n")[0]) <= 120} == {}


def test_no_two_files_of_tests_bear_one_name() -> None:
    """A whole run takes the second for the first one, and leaves it out with an error."""
    names = [path.name for path in python_files("tests") if path.name.startswith("test_")]
    assert len(names) == len(set(names)), sorted(name for name in set(names) if names.count(name) > 1)


@pytest.mark.parametrize("folder", ["hub", "workers", "tests", "bench", "tools", "static/js"])
def test_no_file_is_longer_than_one_reads_at_a_sitting(folder: str) -> None:
    """What grows beyond this holds two subjects: keep each in a file of its own."""
    files = [path for kind in ("*.py", "*.js") for path in (ROOT / folder).rglob(kind)]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


@pytest.mark.parametrize("numbered", ["docs/decisions/*.md", "deploy/migrations/versions/*.py"])
def test_what_is_numbered_has_a_number_of_its_own(numbered: str) -> None:
    numbers = sorted(int(path.name[:4]) for path in ROOT.glob(numbered))
    assert numbers == list(range(1, len(numbers) + 1))

"""What keeps the processes of a hub running goes on itself, whatever it cannot say or start for now."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.embedded.supervisor import Child
from hub.up import Crew, Ending, undisturbed
from tests.machine import wait_until


class Watched:
    """A crew that speaks to a disk that is full; `tried` is what it would have said."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.ending = Ending()
        self.crew = Crew(undisturbed(self._say), self.ending, [])

    def _say(self, line: str) -> None:
        self.tried.append(line)
        with open("/dev/full", "wb", buffering=0) as full:
            full.write(line.encode())

    def told_of_deaths(self) -> int:
        return sum("stopped (exit code" in line for line in self.tried)


@pytest.fixture
def watched() -> Iterator[Watched]:
    watched = Watched()
    watching = threading.Thread(target=watched.crew.watch)
    watching.start()
    yield watched
    watched.ending.set()
    watching.join()
    watched.crew.kill()


def test_who_dies_while_the_disk_is_full_is_started_again(watched: Watched, tmp_path: Path) -> None:
    beat = Child("beat", ["sleep", "infinity"], tmp_path / "beat.log")
    watched.crew.start(beat)
    first = beat.process
    beat.kill()
    wait_until(lambda: beat.process is not first and beat.alive)


def test_who_cannot_be_started_yet_is_started_later(watched: Watched, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    beat = Child("beat", ["sleep", "infinity"], folder / "beat.log")
    watched.crew.start(beat)
    folder.rename(tmp_path / "away")
    beat.kill()
    wait_until(lambda: watched.told_of_deaths() > 1)
    (tmp_path / "away").rename(folder)
    wait_until(lambda: beat.alive)

"""Whatever a stranger's mail does to the process that reads it, the hub carries on with the next one."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import MutableMapping
from pathlib import Path

import pytest

from hub.intake.mail.reading import read_mail
from hub.intake.mail.sandbox import read_safely, reading_child
from hub.intake.mail.shapes import ReadMail, Unreadable
from tests.machine import PATIENCE, ROOT, wait_until

MAILS = ROOT / "tests" / "mails"
PLAIN = b"From: An <an@school.example>\r\nSubject: Lars\r\nDate: Mon, 3 May 2027 10:12:00 +0200\r\n\r\nDag\r\n"
SLOW = b"Subject: traag\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 200_000 + b"x"


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("name", ["zbateson/m0011.txt", "flanker/bounce_zed.eml", "chatwoot/mail_with_quote.eml"])
def test_the_child_reads_what_the_hub_itself_would_read(name: str) -> None:
    raw = (MAILS / name).read_bytes()
    assert read_safely(raw) == read_mail(raw)


def test_one_child_reads_mail_after_mail() -> None:
    read_safely(PLAIN)
    child = reading_child()
    assert [read_safely(PLAIN) for _ in range(50)] == [read_mail(PLAIN)] * 50
    assert reading_child() == child


def test_the_child_outlives_the_thread_that_had_a_mail_read_first() -> None:
    """A worker has a thread for each batch of mails; a child that ended with it would have to start for each batch."""
    world = (
        "import threading; from hub.intake.mail.sandbox import read_safely, reading_child\n"
        "pids = []\n"
        "def read(): read_safely(b'Subject: x'); pids.append(reading_child())\n"
        "for batch in range(2):\n"
        "    thread = threading.Thread(target=read); thread.start(); thread.join()\n"
        "print(*pids)"
    )
    first, second = subprocess.run(
        [sys.executable, "-c", world], cwd=ROOT, capture_output=True, text=True, check=True, timeout=PATIENCE
    ).stdout.split()
    assert first == second


def test_a_mail_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    given_up = read_safely(SLOW, seconds=0.2)
    assert isinstance(given_up, Unreadable)
    assert given_up.reason == "time"
    assert given_up.envelope is not None
    assert given_up.envelope.subject == "traag"
    assert isinstance(read_safely(PLAIN), ReadMail)


def test_a_mail_that_eats_memory_is_given_up_and_the_next_one_is_read() -> None:
    fat = b"Subject: vet\r\n\r\n" + "é".encode() * 40_000_000
    given_up = read_safely(fat, memory_mb=200)
    assert isinstance(given_up, Unreadable)
    assert given_up.reason == "memory"
    assert isinstance(read_safely(PLAIN, memory_mb=200), ReadMail)


def with_a_file(lines: int) -> bytes:
    head = b"Subject: groot\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + (b"QUJD" * 18 + b"\r\n") * lines


def test_fifty_megabytes_are_read_within_the_usual_memory() -> None:
    read = read_safely(with_a_file(675_001), seconds=PATIENCE)
    assert isinstance(read, ReadMail)
    assert len(read.attachments[0].content) == 54 * 675_001


def test_a_file_for_which_memory_is_too_small_is_given_up_and_never_taken_for_words() -> None:
    given_up = read_safely(with_a_file(250_000), seconds=PATIENCE, memory_mb=160)
    assert isinstance(given_up, Unreadable)
    assert given_up.reason == "memory"
    assert given_up.envelope is not None
    assert given_up.envelope.subject == "groot"


def test_a_child_that_somebody_killed_is_replaced_and_no_mail_is_blamed() -> None:
    read_safely(PLAIN)
    child = reading_child()
    assert child
    os.kill(child, signal.SIGKILL)
    assert isinstance(read_safely(PLAIN), ReadMail)
    assert reading_child() != child


def test_threads_take_turns() -> None:
    subjects: list[str] = []

    def read(number: int) -> None:
        found = read_safely(PLAIN.replace(b"Lars", b"Lars %d" % number))
        assert isinstance(found, ReadMail)
        subjects.append(found.subject)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(subjects) == sorted(f"Lars {number}" for number in range(12))


def _read_in_a_daemon(answers: "multiprocessing.SimpleQueue[object]") -> None:
    found = read_safely(PLAIN)
    answers.put((type(found).__name__, reading_child()))


def test_a_forked_daemon_reads_with_a_child_of_its_own() -> None:
    # A worker of Celery is such a process: it may not start others through multiprocessing.
    read_safely(PLAIN)
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    worker = context.Process(target=_read_in_a_daemon, args=(answers,), daemon=True)
    worker.start()
    name, child = answers.get()
    worker.join()
    assert name == "ReadMail"
    assert child not in (None, reading_child())
    assert isinstance(read_safely(PLAIN), ReadMail)


def test_the_child_ends_with_its_parent_even_when_that_is_killed() -> None:
    program = (
        "from hub.intake.mail.sandbox import read_safely, reading_child\n"
        "import signal\n"
        f"read_safely({PLAIN!r}); print(reading_child(), flush=True); signal.pause()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.kill()
    wait_until(lambda: not is_running(child))


def test_no_secret_of_the_hub_goes_along(environment: MutableMapping[str, str]) -> None:
    environment["HUB_SECRET_KEY"] = "geheim"
    child = reading_child()
    if child:
        os.kill(child, signal.SIGKILL)
    read_safely(PLAIN)
    assert b"geheim" not in Path(f"/proc/{reading_child()}/environ").read_bytes()

"""A hub under fire: people go on sending while its processes are killed, and afterwards everything is counted.

`python -m tests.faults.harness --seed 7 --seconds 120` runs it by hand and prints what happened; exit 1 when something
that was acknowledged is not there exactly once.
"""

import argparse
import http.client
import os
import random
import re
import signal
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import aiosmtplib
import httpx
import psycopg

from hub.dispatch.track_answers import Answer
from hub.embedded.state import known_state
from hub.postal.smtp import send_raw
from tests.faults.accounts import Ask, Books, asking, findings
from tests.faults.tracks import asked_tracks
from tests.machine import wait_until
from tests.up.stack import RunningHub, running_hub

# What can die, and by which words on its command line it is found.
TARGETS = {
    "web": ("granian",),
    "worker": ("celery", "worker", "prefork"),
    "beat": ("celery", "beat"),
    "mailbox": ("workers.mailbox",),
    "PostgreSQL": ("bin/postgres", "-D"),
    "Redis": ("valkey",),
}
OUT_OF_REACH = (httpx.HTTPError, http.client.HTTPException, OSError)
HEALS_WITHIN = 240.0
ANSWERS = 40
STARTED = Answer.STARTED.value
# Nobody speaks TLS here, and each client would read all authorities of the world for itself.
PLAIN = httpx.create_ssl_context(verify=False)


@dataclass
class Fire:
    """One run: the hub, the seed that decides when what dies, and the people who send meanwhile."""

    hub: RunningHub
    seed: int
    seconds: float
    targets: tuple[str, ...] = tuple(TARGETS)
    every: tuple[float, float] = (3.0, 5.5)
    books: Books = field(default_factory=Books)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.hub.port}"

    def run(self) -> Books:
        """Send and kill until the time is over, let it heal, and count. Findings are in `wrong`."""
        with asking(self.hub) as ask:
            self.books.before = {one for (one,) in ask("SELECT message_id FROM letter WHERE done_at IS NOT NULL")}
        links = asked_tracks(self.hub, ANSWERS)
        people = [
            threading.Thread(target=self._steadily, args=(act, pause), name=name)
            for name, act, pause in (
                ("forms", self._refer, 0.5),
                ("more forms", self._refer, 0.7),
                ("mails", self._mail, 0.8),
                ("answers", self._answerer(links), self.seconds / ANSWERS),
            )
        ]
        for one in people:
            one.start()
        try:
            self._kill_now_and_then()
        finally:
            self.over.set()
            for one in people:
                one.join()
        self._heal()
        self.books.wrong += findings(self.hub, self.books)
        return self.books

    def _kill_now_and_then(self) -> None:
        dice = random.Random(self.seed)
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            self.over.wait(dice.uniform(*self.every))
            name = dice.choice(self.targets)
            alive = self.hub.processes(*TARGETS[name])
            if alive:
                # The oldest is the one that the hub started itself; its children follow or are its own to mend.
                with suppress(ProcessLookupError):
                    os.kill(min(alive) if dice.random() < 0.6 else dice.choice(alive), signal.SIGKILL)
                self.books.faults.append(name)

    def _steadily(self, act: Callable[[], None], pause: float) -> None:
        while not self.over.wait(pause):
            act()

    def _again_until(self, once: Callable[[], bool]) -> bool:
        """What a person does: on an error try again, for as long as the hub may take to heal."""
        end = time.monotonic() + HEALS_WITHIN
        while time.monotonic() < end:
            with suppress(*OUT_OF_REACH):
                if once():
                    return True
            with self.books.lock:
                self.books.retried += 1
            time.sleep(0.5)
        return False

    def _refer(self) -> None:
        """One school refers one youngster, with one form that is sent again until the receipt is there."""
        name = "Van" + uuid.uuid4().hex[:12].translate(str.maketrans("0123456789", "ghijklmnop"))
        here = {"X-Forwarded-For": f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"}
        typed: dict[str, str] = {}
        with httpx.Client(base_url=self.address, headers=here, timeout=20, verify=PLAIN) as els:

            def opened() -> bool:
                page = els.get("/aanmelden", params={"hub": "dijleland"})
                key = re.search(r'name="form_key" value="([^"]+)"', page.text)
                if page.status_code != 200 or key is None:
                    return False
                typed.update(form_of(name), form_key=key[1], _csrf_token=els.cookies["hub_csrf"])
                return True

            def sent() -> bool:
                answer = els.post("/aanmelden", data=typed, follow_redirects=True)
                number = re.search(r"CM-\d{4}-\d{5}", answer.text)
                if answer.status_code == 200 and number:
                    with self.books.lock:
                        self.books.forms[name] = number[0]
                    return True
                if 400 <= answer.status_code < 500:
                    self.books.refused.append(f"form: {answer.status_code}")
                return False

            if not (self._again_until(opened) and self._again_until(sent)):
                self.books.wrong.append(f"nobody took the form of {name}")

    def _mail(self) -> None:
        """One school writes to the shared inbox; its own mail server has it then."""
        mail = EmailMessage()
        sender = f"jan.{uuid.uuid4().hex[:10]}@delinde.example"
        mail["From"], mail["To"] = f"Jan Maris <{sender}>", "aanmelden@dijleland.example"
        mail["Subject"], mail["Message-ID"] = f"Leerling {uuid.uuid4().hex}", f"<{uuid.uuid4()}@delinde.example>"
        mail.set_content("Een leerling van ons komt al drie weken niet meer naar de les.")

        def sent() -> bool:
            state = known_state(self.hub.state)
            assert state
            try:
                send_raw(state.smtp_url, mail.as_bytes(), sender, "aanmelden@dijleland.example")
            except aiosmtplib.SMTPException:
                return False
            return True

        if self._again_until(sent):
            self.books.mails.append(mail["Subject"])

    def _answerer(self, links: list[tuple[str, str]]) -> Callable[[], None]:
        left = list(links)

        def answer_one() -> None:
            """A partner answers with one click that a track has started."""
            if not left:
                return
            track, token = left.pop()
            with httpx.Client(base_url=self.address, timeout=20, verify=PLAIN) as nadia:

                def sent() -> bool:
                    page = nadia.get(f"/antwoord/traject/{token}")
                    if "Bedankt voor je antwoord" in page.text:
                        return True
                    if page.status_code != 200:
                        return False
                    typed = {"answer": STARTED, f"{STARTED}_on": "2026-11-16", "_csrf_token": nadia.cookies["hub_csrf"]}
                    answer = nadia.post(f"/antwoord/traject/{token}", data=typed, follow_redirects=True)
                    return "Bedankt voor je antwoord" in answer.text

                if self._again_until(sent):
                    self.books.answers.append(track)
                else:
                    self.books.wrong.append(f"nobody took the answer about {track}")

        return answer_one

    def _heal(self) -> None:
        """Until everything lives again and nothing is due any more; what does not come back is a finding."""

        def well() -> bool:
            with suppress(psycopg.OperationalError), asking(self.hub) as ask:
                open_rows = ask(
                    "SELECT (SELECT count(*) FROM letter WHERE done_at IS NULL AND parked_at IS NULL)"
                    " + (SELECT count(*) FROM raw_mail WHERE outcome IS NULL AND parked_at IS NULL)"
                )[0][0]
                return open_rows == 0 and self.hub.get("/") == 200 and self._all_mails_taken(ask)
            return False

        try:
            wait_until(well, HEALS_WITHIN)
        except AssertionError:
            self.books.wrong.append(f"it did not heal within {HEALS_WITHIN:.0f} s")
        for name, words in TARGETS.items():
            try:  # what was killed often may be resting until it is started again
                wait_until(partial(self.hub.processes, *words), HEALS_WITHIN)
            except AssertionError:
                self.books.wrong.append(f"{name} did not come back")

    def _all_mails_taken(self, ask: Ask) -> bool:
        stored = {subject for (subject,) in ask("SELECT subject FROM raw_mail")}
        return set(self.books.mails) <= stored


def form_of(last_name: str) -> dict[str, str]:
    return {
        "hub": "dijleland", "referrer_name": "Els Dierckx", "referrer_function": "zorgcoördinator",
        "referrer_organisation": "Sint-Jansatheneum (demo)", "referrer_kind": "school",
        "referrer_email": f"{last_name.lower()}@sintjans.example", "subject_kind": "pupil", "first_name": "Noor",
        "last_name": last_name, "birth_date_day": "4", "birth_date_month": "3", "birth_date_year": "2011",
        "postcode": "2800", "school_name": "Sint-Jansatheneum (demo)", "structure": "311", "main_reason": "truancy",
        "story": f"{last_name} komt al drie weken niet.",
    }  # fmt: skip


@contextmanager
def under_fire(folder: Path, seed: int, seconds: float, **more: str) -> Iterator[Fire]:
    """A demonstration that runs, ready to be shot at; `more` is told to it in the environment."""
    with running_hub(folder / "state", HUB_DEMO="1", HUB_TRUSTED_PROXIES="127.0.0.1", **more) as hub:
        hub.start()
        yield Fire(hub, seed, seconds)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked.add_argument("--seconds", type=float, default=120)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        Path(folder).chmod(0o711)
        with under_fire(Path(folder), told.seed, told.seconds) as fire:
            books = fire.run()
    account = (f"seed {told.seed}: {books.told()}", *books.wrong, *(f"refused: {one}" for one in books.refused))
    sys.stdout.write("\n  ".join(account) + "\n")
    sys.exit(1 if books.wrong else 0)


if __name__ == "__main__":
    main()

"""The people who go on sending while a hub is under fire, and try again until somebody acknowledges it."""

import http.client
import random
import re
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage

import aiosmtplib
import httpx

from hub.dispatch.track_answers import Answer
from hub.embedded.state import known_state
from hub.postal.smtp import send_raw
from tests.faults.accounts import Books
from tests.machine import wait_until
from tests.up.stack import RunningHub

OUT_OF_REACH = (httpx.HTTPError, http.client.HTTPException, OSError)
# So long somebody tries again: as long as a hub may take to heal.
HEALS_WITHIN = 400.0
STARTED = Answer.STARTED.value
# Nobody speaks TLS here, and each client would read all authorities of the world for itself.
PLAIN = httpx.create_ssl_context(verify=False)


@dataclass
class People:
    """Schools with forms and mails, partners with links from letters; what was acknowledged is in the books."""

    hub: RunningHub
    books: Books

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.hub.port}"

    def _again_until(self, once: Callable[[], bool]) -> bool:
        """What a person does: on an error try again, for as long as the hub may take to heal."""

        def acknowledged() -> bool:
            with suppress(*OUT_OF_REACH):
                if once():
                    return True
            with self.books.lock:
                self.books.retried += 1
            return False

        try:
            wait_until(acknowledged, HEALS_WITHIN)
        except AssertionError:
            return False
        return True

    def refer(self) -> None:
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

    def mail(self) -> None:
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

    def answerer(self, links: list[tuple[str, str]]) -> Callable[[], None]:
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


def form_of(last_name: str) -> dict[str, str]:
    return {
        "hub": "dijleland", "referrer_name": "Els Dierckx", "referrer_function": "zorgcoördinator",
        "referrer_organisation": "Sint-Jansatheneum (demo)", "referrer_kind": "school",
        "referrer_email": f"{last_name.lower()}@sintjans.example", "subject_kind": "pupil", "first_name": "Noor",
        "last_name": last_name, "birth_date_day": "4", "birth_date_month": "3", "birth_date_year": "2011",
        "postcode": "2800", "school_name": "Sint-Jansatheneum (demo)", "structure": "311", "main_reason": "truancy",
        "story": f"{last_name} komt al drie weken niet.",
    }  # fmt: skip

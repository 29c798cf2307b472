"""Two of everything against one database, behind the proxy of `deploy/`: one goes away and nobody loses a word."""

import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlmodel import select

from hub.dispatch.tables import Referral
from hub.monitoring.check import check
from hub.running import worker_command
from hub.settings import Settings, as_environment
from tests.cast import World
from tests.machine import PATIENCE, ROOT, answers, end, free_port, needs_server, wait_until
from tests.pages.test_referral_form import ELS, key_on
from tests.smtp_peers import Peer, self_signed, smtp_peer

LEAST, MOST = 15, 50
# More than the proxy keeps beside the connection itself.
LARGE = b"a=" + b"1" * 1_000_000


@dataclass
class Site:
    """The hub behind its proxy: two web processes, two workers."""

    settings: Settings
    certificate: Path
    ports: tuple[int, int]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        port = self.ports[name == "web two"]
        command = [sys.executable, "-m", "hub", "serve"] if name.startswith("web") else worker_command(1)
        environ = {**os.environ, **as_environment(replace(self.settings, port=port))}
        self.processes[name] = subprocess.Popen(command, cwd=ROOT, env=environ)
        if name.startswith("web"):
            wait_until(lambda: answers(port))

    def end(self, name: str) -> None:
        self.processes[name].terminate()
        assert self.processes.pop(name).wait(PATIENCE) is not None


@pytest.fixture
def peer() -> Iterator[Peer]:
    with smtp_peer() as running:
        yield running


@pytest.fixture
def site(world: World, peer: Peer, tmp_path: Path) -> Iterator[Site]:
    nginx = needs_server("nginx")
    tmp_path.chmod(0o755)
    certificate, _context = self_signed(tmp_path)
    outside, ports = free_port(), (free_port(), free_port())
    settings = replace(
        world.store.settings, smtp_url=peer.url, demo=False, imap_urls=("imap://x:y@127.0.0.1:9/INBOX",),
        public_url=f"https://127.0.0.1:{outside}", trusted_proxies=("127.0.0.1",),
    )  # fmt: skip
    site = Site(settings, certificate, ports)
    with behind(nginx, tmp_path, outside, ports):
        try:
            for name in ("web one", "web two", "worker one", "worker two"):
                site.start(name)
            yield site
        finally:
            end(*site.processes.values())


@contextmanager
def behind(nginx: str, folder: Path, outside: int, ports: tuple[int, int]) -> Iterator[None]:
    """The site file that is shipped, with our ports, our certificate and no root."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for shipped, ours in {
        "server 127.0.0.1:8001": f"server 127.0.0.1:{ports[0]}",
        "server 127.0.0.1:8002": f"server 127.0.0.1:{ports[1]}",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl": f"listen 127.0.0.1:{outside} ssl",
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        "/etc/letsencrypt/live/meldpunt.example/fullchain.pem": f"{folder}/certificate.pem",
        "/etc/letsencrypt/live/meldpunt.example/privkey.pem": f"{folder}/both.pem",
        "/var/log/nginx/dispatch-hub.log": f"{folder}/access.log",
        "/run/dispatch-hub-uploads": f"{folder}/uploads",
    }.items():
        assert text.count(shipped) == 1, shipped
        text = text.replace(shipped, ours)
    text = text.replace("/var/log/nginx/dispatch-hub.error.log", f"{folder}/site-error.log")
    scratch = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "main.conf"
    who = "user root;" if os.geteuid() == 0 else ""  # nobody else enters the folder of a test
    main.write_text(
        f"{who}\ndaemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\n{scratch}\n{text}\n}}\n"
    )
    process = subprocess.Popen([nginx, "-c", str(main), "-e", f"{folder}/error.log"])
    try:
        wait_until(lambda: answers(outside) or process.poll() is not None)
        assert process.poll() is None, (folder / "error.log").read_text()
        yield
    finally:
        end(process)


@dataclass
class School:
    """Somebody who refers one youngster after another, each from an address of her own."""

    site: Site
    number: int
    numbers: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def refer_until(self, done: threading.Event) -> None:
        here = httpx.HTTPTransport(local_address=f"127.0.0.{self.number}", verify=str(self.site.certificate))
        with httpx.Client(base_url=self.site.settings.public_url, transport=here, timeout=PATIENCE) as els:
            count = 0
            while count < LEAST or not done.is_set():
                if count < MOST:
                    self.refer(els, count)
                elif (status := els.get("/aanmelden").status_code) != 200:
                    self.refused.append(f"page: {status}")
                count += 1

    def refer(self, els: httpx.Client, count: int) -> None:
        page = els.get("/aanmelden", params={"hub": "dijleland"})
        if page.status_code != 200:
            self.refused.append(f"form: {page.status_code}")
            return
        typed = {
            **ELS, "form_key": key_on(page), "_csrf_token": els.cookies["__Host-hub_csrf"],
            "referrer_email": f"els{self.number}.{count}@sintjans.example", "story": f"Verhaal {self.number}.{count}.",
            "first_name": f"Noor {self.number}", "last_name": f"El Amrani {count}",
        }  # fmt: skip
        answer = els.post("/aanmelden", data=typed, follow_redirects=True)
        if answer.status_code == 200 and "CM-2026-" in answer.text:
            self.numbers.append(answer.text.partition("CM-2026-")[2][:5])
        else:
            self.refused.append(f"send: {answer.status_code}")


def test_while_each_process_is_restarted_in_turn_no_request_and_no_letter_is_lost(
    site: Site, world: World, peer: Peer
) -> None:
    schools = [School(site, number) for number in (2, 3, 4)]
    done = threading.Event()
    threads = [threading.Thread(target=school.refer_until, args=(done,)) for school in schools]
    for thread in threads:
        thread.start()
    for name in ("web one", "worker one", "web two", "worker two"):
        site.end(name)
        site.start(name)
    done.set()
    for thread in threads:
        thread.join()
    assert [school.refused for school in schools] == [[], [], []]
    sent = {number for school in schools for number in school.numbers}
    assert len(sent) == sum(len(school.numbers) for school in schools) >= 3 * LEAST
    with world.desk() as work:
        stored = [case.number for case in work.session.exec(select(Referral)).all()]
    assert sorted(stored) == sorted(f"CM-2026-{number}" for number in sent)

    wait_until(lambda: len(peer.received) >= len(sent))
    letters = [envelope.rcpt_tos[0] for envelope in peer.received if envelope.rcpt_tos[0].startswith("els")]
    assert len(letters) == len(set(letters)) == len(sent)
    assert check(world.store) == []
    the_proxy_tells_nobody_who_looked_at_what(site)
    what_arrives_lies_on_no_disk_and_leaves_room_for_others(site)
    without_that_place_visitors_are_told_and_no_log_tells_who_they_were(site)


@contextmanager
def half_a_form(site: Site) -> Iterator[None]:
    """Somebody with a slow line, who sends a file and is not done."""
    where = urlsplit(site.settings.public_url)
    trusted = ssl.create_default_context(cafile=str(site.certificate))
    head = f"POST /aanmelden HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: 2000000\r\n\r\n"
    with (
        socket.create_connection((where.hostname, where.port), source_address=("127.0.0.9", 0)) as plain,
        trusted.wrap_socket(plain, server_hostname=where.hostname) as sending,
    ):
        sending.sendall(head.encode() + b"x" * 1_000_000)
        yield


def what_arrives_lies_on_no_disk_and_leaves_room_for_others(site: Site) -> None:
    """The proxy keeps half a form where the site file says, which is in memory, and only so many of one visitor."""
    folder = site.certificate.parent
    with ExitStack() as forms:
        for _one in range(4):
            forms.enter_context(half_a_form(site))
        wait_until(lambda: sum("/uploads/" in one for one in opened_by_nginx(folder)) == 4)
        assert not any("/client_body/" in one for one in opened_by_nginx(folder))
        assert said_to("127.0.0.9", site, LARGE) == (429, "Even wachten")
        assert said_to("127.0.0.9", site, b"a=1")[0] == 422, "a form without files goes on"
        assert said_to("127.0.0.10", site, LARGE)[0] == 422, "so does another visitor"
    wait_until(lambda: said_to("127.0.0.9", site, LARGE)[0] == 422)


def without_that_place_visitors_are_told_and_no_log_tells_who_they_were(site: Site) -> None:
    folder = site.certificate.parent
    (folder / "uploads").rename(folder / "away")
    assert said_to("127.0.0.9", site, LARGE, "/mijn-aanmelding/geheim") == (503, "Even niet bereikbaar")
    assert said_to("127.0.0.9", site, b"a=1")[0] == 422, "a form without files goes on"
    (folder / "away").rename(folder / "uploads")
    logs = {one.name: one.read_text() for one in folder.glob("*.log")}
    assert {"access.log", "site-error.log"} <= set(logs)
    assert [name for name, text in logs.items() if "geheim" in text] == []


def said_to(address: str, site: Site, sent: bytes, path: str = "/aanmelden") -> tuple[int, str]:
    """The status and the title of the answer."""
    here = httpx.HTTPTransport(local_address=address, verify=str(site.certificate))
    with httpx.Client(base_url=site.settings.public_url, transport=here, timeout=PATIENCE) as visitor:
        answer = visitor.post(path, content=sent, headers={"Content-Type": "application/x-www-form-urlencoded"})
    return answer.status_code, answer.text.partition("<title>")[2].partition("</title>")[0]


def opened_by_nginx(folder: Path) -> list[str]:
    """The files that its workers hold, those too that have no name any more."""
    master = (folder / "nginx.pid").read_text().strip()
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return [os.readlink(one) for pid in workers for one in Path(f"/proc/{pid}/fd").iterdir()]


def the_proxy_tells_nobody_who_looked_at_what(site: Site) -> None:
    with httpx.Client(base_url=site.settings.public_url, verify=str(site.certificate)) as visitor:
        answer = visitor.get("/mijn-aanmelding/een-geheime-link", params={"zoek": "El Amrani"})
    assert answer.headers["strict-transport-security"]
    access = site.certificate.parent / "access.log"
    # The proxy writes its line after it answered.
    wait_until(lambda: answer.headers["x-request-id"] in access.read_text())
    log = access.read_text()
    assert "geheime" not in log
    assert "Amrani" not in log

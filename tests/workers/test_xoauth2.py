"""Mail servers that take no password: the hub asks its identity provider for a token and signs in with that."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from hub.postal import oauth
from hub.postal.imap import fetch_once
from hub.postal.servers import imap_server
from hub.postal.shared_inbox import Arrived
from hub.postal.smtp import try_out
from tests.machine import free_port
from tests.postal_servers import dovecot

CLIENT, SECRET = "the-hub", "not-to-be-told"


@dataclass
class Provider:
    """An identity provider: gives a token for the client's secret, and tells the mail server whose a token is."""

    address: str = ""
    lasts: int = 3600
    given: list[str] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.asked.append(asked)
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        self.given.append(f"token-{len(self.given)}")
        return 200, {"access_token": self.given[-1], "token_type": "Bearer", "expires_in": self.lasts}

    def whose(self, token: str) -> tuple[int, dict[str, object]]:
        known = token in self.given and token not in self.revoked
        return 200, {"active": known, "username": "meldpunt"} if known else {"active": False}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with identity_provider() as running:
        yield running


@contextmanager
def identity_provider() -> Iterator[Provider]:
    provider = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            typed = {name: values[-1] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            status, said = provider.token(typed) if self.path == "/token" else provider.whose(typed.get("token", ""))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_said: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        provider.address = f"http://127.0.0.1:{server.server_port}"
        yield provider
        server.shutdown()


def with_tokens(scheme: str, port: int, provider: Provider, secret: str = SECRET, **more: str) -> str:
    asked = {"oauth": f"{provider.address}/token", "client_id": CLIENT, "client_secret": secret, **more}
    return f"{scheme}://meldpunt@127.0.0.1:{port}?" + "&".join(f"{key}={quote(said)}" for key, said in asked.items())


@contextmanager
def demanding_dovecot(provider: Provider, folder: Path) -> Iterator[int]:
    """Dovecot that lets nobody in by password; gives its port."""
    told = folder / "oauth2.conf"
    told.write_text(
        f"introspection_mode = post\nintrospection_url = {provider.address}/whose\nforce_introspection = yes\n"
        "username_attribute = username\nactive_attribute = active\nactive_value = true\n"
    )
    folder.chmod(0o755)
    told.chmod(0o644)
    demand = f"auth_mechanisms = xoauth2\npassdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {told}\n}}\n"
    with dovecot(demand) as server:
        server.deliver(b"From: els@sintjans.example\r\nSubject: een leerling\r\n\r\nDag\r\n")
        yield server.port


def taken(url: str) -> list[bytes]:
    found: list[bytes] = []

    def keep(mail: Arrived) -> None:
        found.append(mail.raw)

    fetch_once(url, keep)
    return found


def test_the_shared_inbox_opens_with_a_token_and_with_nothing_else(provider: Provider, tmp_path: Path) -> None:
    with demanding_dovecot(provider, tmp_path) as port:
        with pytest.raises(ConnectionError):
            taken(f"imap://meldpunt:geheim@127.0.0.1:{port}/INBOX")
        [mail] = taken(with_tokens("imap", port, provider))
        assert b"een leerling" in mail
        assert taken(with_tokens("imap", port, provider)) == []
    assert len(provider.given) == 1, "a token that is still good is used again"
    assert provider.asked[0]["grant_type"] == "client_credentials"


def test_a_token_that_ends_soon_and_one_that_was_taken_back_are_asked_anew(provider: Provider, tmp_path: Path) -> None:
    provider.lasts = 60
    with demanding_dovecot(provider, tmp_path) as port:
        url = with_tokens("imap", port, provider)
        taken(url)
        taken(url)
        assert provider.given == ["token-0", "token-1"]
        provider.lasts = 3600
        taken(url)
        provider.revoked.add(provider.given[-1])
        with pytest.raises(ConnectionError):
            taken(url)
        taken(url)
    assert provider.given[-1] not in provider.revoked


def test_a_wrong_secret_of_ours_is_said_without_being_told(provider: Provider, tmp_path: Path) -> None:
    with demanding_dovecot(provider, tmp_path) as port, pytest.raises(ConnectionError) as caught:
        taken(with_tokens("imap", port, provider, secret="a-wrong-one"))
    assert "a-wrong-one" not in str(caught.value)
    assert "a-wrong-one" not in repr(imap_server(with_tokens("imap", port, provider, secret="a-wrong-one")))


def test_with_a_refresh_token_the_hub_asks_in_the_name_of_the_mailbox(provider: Provider) -> None:
    server = imap_server(with_tokens("imap", 143, provider, refresh_token="long-lived", scope="mail"))
    assert server.grant is not None
    assert oauth.access_token(server.grant) == "token-0"
    [asked] = provider.asked
    assert (asked["grant_type"], asked["refresh_token"]) == ("refresh_token", "long-lived")


def test_letters_leave_over_a_server_that_wants_a_token(provider: Provider) -> None:
    class Demanding:
        async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
            said = base64.b64decode(args[1]).decode()
            user, bearer = (one.partition("=")[2] for one in said.rstrip("\x01").split("\x01")[:2])
            _status, answer = provider.whose(bearer.removeprefix("Bearer "))
            return AuthResult(success=bool(answer["active"]) and user == "meldpunt")

        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
            return "250 queued"

    controller = Controller(
        Demanding(), hostname="127.0.0.1", port=free_port(), auth_required=True, auth_require_tls=False
    )
    controller.start()
    try:
        assert try_out(with_tokens("smtp", controller.port, provider)) == ""
        assert provider.given == ["token-0"]
        refused = try_out(with_tokens("smtp", controller.port, provider, secret="a-wrong-one"))
        assert refused.startswith("the mail server cannot be reached: 127.0.0.1 gives no token: invalid_client")
    finally:
        controller.stop()


@pytest.mark.parametrize(
    ("told", "token_url", "scope"),
    [
        (
            "oauth=microsoft:0f9b39cf-13c6&client_id=a&client_secret=b",
            "https://login.microsoftonline.com/0f9b39cf-13c6/oauth2/v2.0/token", "https://outlook.office365.com/.default",
        ),
        (
            "oauth=google&client_id=a&client_secret=b&refresh_token=c",
            "https://oauth2.googleapis.com/token", "https://mail.google.com/",
        ),
    ],
)  # fmt: skip
def test_the_two_that_everybody_has_need_no_address(told: str, token_url: str, scope: str) -> None:
    grant = imap_server(f"imaps://meldpunt%40school.example@mail.example?{told}").grant
    assert grant is not None
    assert (grant.token_url, grant.scope) == (token_url, scope)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("imaps://meldpunt@mail.example?oauth=google&client_id=a&client_secret=b", "lacks refresh_token"),
        ("imaps://meldpunt@mail.example?oauth=microsoft:tenant&client_id=a", "lacks client_secret"),
        ("imaps://meldpunt@mail.example?oauth=http://id.example/token&client_id=a&client_secret=b", "oauth=https://"),
        ("imaps://meldpunt@mail.example?oauth=microsoft&client_id=a&client_secret=b", "oauth=microsoft:TENANT"),
        ("imap://meldpunt@mail.example?oauth=google&client_id=a&client_secret=geheim&refresh_token=c", "unprotected"),
        ("imaps://meldpunt@mail.example", "a user and a password"),
    ],
)
def test_what_is_missing_is_said_at_the_start(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        imap_server(url)
    assert "geheim" not in str(caught.value)

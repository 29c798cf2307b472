"""SMTP servers for the tests: one that says to each recipient what a test tells it to, and a certificate for it."""

import asyncio
import ssl
from asyncio import WriteTransport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.machine import answers, free_port


@dataclass
class Peer:
    """An SMTP server that says to each recipient what a test tells it to; without an order it takes the mail."""

    says: dict[str, list[str]] = field(default_factory=dict)
    hangs_up_on: set[str] = field(default_factory=set)
    received: list[Envelope] = field(default_factory=list)
    takes: int | None = None  # so many in all; whoever brings another waits until it takes more
    connections: int = 0
    url: str = ""

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        orders = self.says.get(address, [])
        if orders and not (answer := orders.pop(0)).startswith("2"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hangs_up_on.intersection(envelope.rcpt_tos):
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
            return "421 gone"
        while self.takes is not None and len(self.received) >= self.takes:
            await asyncio.sleep(0.02)
        self.received.append(envelope)
        return f"250 2.0.0 queued as {len(self.received)}"


def bytes_of(received: Envelope) -> bytes:
    assert isinstance(received.content, bytes)
    return received.content


class TlsController(Controller):
    """Its own trial connection would not accept a certificate made for a test."""

    def _trigger_server(self) -> None:
        answers(self.port)


@contextmanager
def smtp_peer(tls: ssl.SSLContext | None = None) -> Iterator[Peer]:
    peer = Peer()
    with served(peer, tls):
        yield peer


@contextmanager
def served(peer: Peer, tls: ssl.SSLContext | None = None) -> Iterator[None]:
    """While this lasts the peer takes mails at its `url`."""
    kind = TlsController if tls else Controller
    controller = kind(peer, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True, ssl_context=tls)
    controller.start()
    peer.url = f"{'smtps' if tls else 'smtp'}://127.0.0.1:{controller.port}"
    try:
        yield
    finally:
        controller.stop()


def self_signed(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine that no authority signed: its file, and what a server needs to show it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    place = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = built.add_extension(place, critical=False).sign(key, hashes.SHA256())
    file, both = folder / "certificate.pem", folder / "both.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    both.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + file.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return file, context

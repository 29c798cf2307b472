"""Letters out: one connection a batch, each answer handed back before the next letter goes."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import aiosmtplib
import structlog

from hub.postal.envelopes import Envelope, seal
from hub.postal.oauth import Grant, access_token, forget
from hub.postal.servers import smtp_server

log = structlog.get_logger(__name__)

LONGEST_ANSWER = 500
GOODBYE = 421
SIGN_IN_ASKED = (530, 534, 535, 538)
_NOBODY = re.compile(r"(?<![\d.])5\.1\.(?:[01236]|10)(?![\d.])|user unknown|unknown user|no such user", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of one letter. `permanent` is only meant when not `ok`; `tried` is False when it never left.

    `nobody_there` is only meant when permanent: this address does not exist. `lost`: the line broke before the server
    said yes or no, so that it may have the letter.
    `answer` is the server's own line ("250 2.0.0 queued") or a short account of what broke, 500 characters at most.
    It may repeat the recipient's address, so it belongs on the letter and not in a log.
    """

    envelope_id: Hashable
    ok: bool
    answer: str
    permanent: bool = False
    tried: bool = True
    nobody_there: bool = False
    lost: bool = False


def post_batch(smtp_url: str, envelopes: Sequence[Envelope], *, timeout_seconds: float = 30.0) -> Iterator[Posted]:
    """Send the letters over one connection, yielding each answer as it comes, in order, one for each letter.

    The caller commits an answer before it asks for the next. A server out of reach, or lost on the way, makes every
    letter from there on a temporary failure. A letter that the server lost in the middle may have arrived: it goes
    again under the same Message-ID. To be called where no event loop runs (a Celery task, a request's thread).
    """
    if not envelopes:
        return
    with asyncio.Runner() as runner:
        client, trouble = runner.run(_connect(smtp_url, timeout_seconds))
        if trouble:
            log.warning("mail server out of reach", letters=len(envelopes))
        try:
            for envelope in envelopes:
                if client is None or trouble:
                    yield Posted(envelope.id, ok=False, answer=trouble[:LONGEST_ANSWER], tried=False)
                    continue
                posted = runner.run(_post(client, envelope, timeout_seconds))
                if not client.is_connected:
                    trouble = f"the connection was lost: {posted.answer}"
                    log.warning("mail server connection lost")
                yield posted
        finally:
            runner.run(_hang_up(client))


def send_raw(smtp_url: str, raw: bytes, mail_from: str, to: str, *, timeout_seconds: float = 30.0) -> str:
    """Send the bytes as they are ("" as `mail_from` is the null sender) and return the server's answer.

    Raises `ValueError` for an address that cannot be sent, `OSError` or `aiosmtplib.SMTPException` for a refusal.
    """

    async def once() -> str:
        client = _client(smtp_url, timeout_seconds)
        async with client:
            options = [] if (mail_from + to).isascii() else ["SMTPUTF8"]
            _, answer = await client.sendmail(mail_from, [to], raw, mail_options=options)
            return answer

    with asyncio.Runner() as runner:
        return runner.run(once())


def try_out(smtp_url: str, *, timeout_seconds: float = 30.0) -> str:
    """Connect, sign in where the address says so, and hang up; "" or what went wrong."""

    async def once() -> str:
        client, trouble = await _connect(smtp_url, timeout_seconds)
        await _hang_up(client)
        return trouble

    with asyncio.Runner() as runner:
        return runner.run(once())


def _client(smtp_url: str, timeout_seconds: float) -> aiosmtplib.SMTP:
    server = smtp_server(smtp_url)
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        oauth_token_generator=_tokens(server.grant) if server.grant else None,
        timeout=timeout_seconds,
        use_tls=server.tls,
        start_tls=server.starttls,
        tls_context=server.tls_context() if server.tls or server.starttls else None,
    )


def _tokens(grant: Grant) -> Callable[[], Awaitable[str]]:
    async def token() -> str:
        return await asyncio.to_thread(access_token, grant)

    return token


async def _connect(smtp_url: str, timeout_seconds: float) -> tuple[aiosmtplib.SMTP | None, str]:
    """The connected client and "", or None and what went wrong."""
    try:
        client = _client(smtp_url, timeout_seconds)
        async with asyncio.timeout(3 * timeout_seconds):
            await client.connect()
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        grant = smtp_server(smtp_url).grant
        if grant and isinstance(error, aiosmtplib.SMTPAuthenticationError):
            forget(grant)
        return None, f"the mail server cannot be reached: {_account(error)}"
    return client, ""


async def _post(client: aiosmtplib.SMTP, envelope: Envelope, timeout_seconds: float) -> Posted:
    try:
        sealed = seal(envelope)
    except ValueError as error:
        return Posted(envelope.id, ok=False, answer=str(error), permanent=True, tried=False)
    options = ["SMTPUTF8"] if sealed.utf8 else []
    try:
        # A server that answers one byte at a time would otherwise never meet the timeout of a single command.
        async with asyncio.timeout(4 * timeout_seconds):
            _, answer = await client.sendmail(sealed.sender, [sealed.recipient], sealed.raw, mail_options=options)
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        if isinstance(error, OSError) or getattr(error, "code", None) == GOODBYE:
            client.close()
        for_good = _is_permanent(error)
        said = _account(error)
        lost = isinstance(error, (OSError, aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError))
        nobody = for_good and _nobody(error)
        return Posted(envelope.id, ok=False, answer=said, permanent=for_good, nobody_there=nobody, lost=lost)
    return Posted(envelope.id, ok=True, answer=f"250 {answer}"[:LONGEST_ANSWER])


async def _hang_up(client: aiosmtplib.SMTP | None) -> None:
    if client is None or not client.is_connected:
        return
    try:
        await client.quit(timeout=5)
    except (aiosmtplib.SMTPException, OSError):
        client.close()


def _is_permanent(error: Exception) -> bool:
    """Whether trying this letter again is pointless. A refused sender or sign-in is our own setting, not the letter."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            return all(_is_permanent(refused) for refused in error.recipients)
        case aiosmtplib.SMTPSenderRefused() | aiosmtplib.SMTPConnectError():
            return False
        case aiosmtplib.SMTPResponseException():
            return error.code >= 500 and error.code not in SIGN_IN_ASKED
        case aiosmtplib.SMTPNotSupported() | ValueError():
            return True
    return False


def _nobody(error: Exception) -> bool:
    """Whether it is this address that does not exist (RFC 3463), and not us or this letter that is not wanted."""
    refused = error.recipients if isinstance(error, aiosmtplib.SMTPRecipientsRefused) else [error]
    return all(isinstance(one, aiosmtplib.SMTPRecipientRefused) and _NOBODY.search(one.message) for one in refused)


def _account(error: Exception) -> str:
    """The server's line where it gave one, else what broke, in a few words."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused() if error.recipients:
            return _account(error.recipients[0])
        case aiosmtplib.SMTPResponseException():
            said = f"{error.code} {error.message}"
        case _:
            said = str(error) or type(error).__name__
    return " ".join(said.split())[:LONGEST_ANSWER]

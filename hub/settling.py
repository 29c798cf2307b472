"""Letters of which nobody knows whether they left: settled by looking for the mailbox's own copy."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from hub import work_rows
from hub.letters import Letter
from hub.postal.sent_copies import kept_copies
from hub.postal.servers import imap_server
from hub.store import Store

log = structlog.get_logger()
FOUND = "250 found among the mailbox's own copies of what was sent"


def settle(store: Store, unsure: Sequence[Letter]) -> set[UUID]:
    """Stamp those of these letters, which we hold, of which a copy lies among what was sent; returns which. Nothing
    where no mailbox keeps copies, or it cannot be asked: the letter goes again then, under the same Message-ID."""
    copies = _copies(store, {letter.message_id for letter in unsure})
    left = [letter for letter in unsure if letter.message_id in copies]
    for letter in left:
        with store.begin() as work:
            work_rows.finish(work.session, letter, now=work.real, server_answer=FOUND, unsure=False)
        say("letter settled", letter)
    return {letter.id for letter in left}


def say(what: str, letter: Letter) -> None:
    """Ids and kinds, under the request in which it was promised; the mail server's words may hold an address."""
    log.info(what, letter=str(letter.id), kind=letter.kind, attempt=letter.attempts, request=letter.request)


def _copies(store: Store, message_ids: set[str]) -> set[str]:
    found: set[str] = set()
    for url in store.settings.imap_urls:
        if not imap_server(url).sent:
            continue
        try:
            found |= kept_copies(url, message_ids)
        except ConnectionError as away:
            log.warning("nobody could ask which letters left", letters=len(message_ids), why=str(away))
    return found

"""Asks a mailbox which mails it keeps a copy of in its folder of what was sent, as Gmail and Microsoft 365 do."""

from collections.abc import Collection

from hub.postal.servers import imap_server
from hub.postal.shared_inbox import LOST, REFUSED, signed_in


def kept_copies(imap_url: str, message_ids: Collection[str]) -> set[str]:
    """Those of these Message-IDs of which a copy lies in the folder `?sent=NAME` of this mailbox; nothing is changed.

    A server that gives a mail another Message-ID leaves ours in X-Loop. Raises `ConnectionError` when the mailbox or
    that folder cannot be opened.
    """
    server = imap_server(imap_url)
    try:
        with signed_in(server) as inbox:
            inbox.box.folder.set(server.sent, readonly=True)
            return {one for one in message_ids if inbox.box.uids(_either(one), charset=None)}
    except (*LOST, *REFUSED) as error:
        raise ConnectionError(f"the folder of what was sent cannot be asked ({type(error).__name__})") from error


def _either(message_id: str) -> str:
    quoted = '"' + message_id.replace("\\", "").replace('"', "") + '"'
    return f"OR HEADER Message-ID {quoted} HEADER X-Loop {quoted}"

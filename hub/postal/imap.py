"""Mails in: each is handed over as raw bytes first and put away only after that hand-over returned.

A few dozen are put away together: a mailbox of ten thousand makes its server look through all of them for each move.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import structlog

from hub.postal.servers import imap_server
from hub.postal.shared_inbox import LARGEST_MAIL, LOST, NETWORK_SECONDS, REFUSED, Arrived, SharedInbox, signed_in

log = structlog.get_logger(__name__)

OnMail = Callable[[Arrived], None]  # raises `OutOfReach` while it can take no mail at all
OnRound = Callable[[str], None]
LONGEST_PAUSE = 15 * 60.0
AT_ONCE = 50  # mails that are sized and put away with one word each
FIRST_RECONNECT, LONGEST_RECONNECT = 0.5, 60.0


class OutOfReach(Exception):
    """Where mails are kept cannot be reached now; raised by whoever takes them in."""


@dataclass
class _Rests:
    """Which mails are left alone for a while, and which were handed over already; keys are (uidvalidity, uid)."""

    first_pause: float
    handed: set[tuple[int, int]] = field(default_factory=set)
    until: dict[tuple[int, int], float] = field(default_factory=dict)
    tries: dict[tuple[int, int], int] = field(default_factory=dict)
    taken: int = 0

    def waits(self, key: tuple[int, int]) -> None:
        """Nothing is wrong with this mail: where it goes is out of reach, and that is no reason to wait ever longer."""
        self.until[key] = time.monotonic() + self.first_pause

    def failed(self, key: tuple[int, int], *, line_lost: bool = False) -> int:
        """Pause the mail, twice as long each time. The first lost line is taken for the line's own fault."""
        tries = self.tries[key] = self.tries.get(key, 0) + 1
        pause = min(self.first_pause * 2 ** min(tries - 1, 20), LONGEST_PAUSE)
        self.until[key] = 0.0 if line_lost and tries == 1 else time.monotonic() + pause
        return tries

    def keep_only(self, present: set[tuple[int, int]]) -> None:
        self.handed &= present
        self.until = {key: moment for key, moment in self.until.items() if key in present}
        self.tries = {key: tries for key, tries in self.tries.items() if key in present}

    def resting(self, key: tuple[int, int]) -> bool:
        return self.until.get(key, 0.0) > time.monotonic()

    def seconds_to_next(self) -> float:
        return min((max(moment - time.monotonic(), 0.05) for moment in self.until.values()), default=LONGEST_PAUSE)


def watch(
    imap_url: str,
    on_mail: OnMail,
    *,
    stop: threading.Event,
    poll_seconds: float = 30.0,
    retry_seconds: float = 30.0,
    largest: int = LARGEST_MAIL,
    patience: float = NETWORK_SECONDS,
    on_round: OnRound = lambda _trouble: None,
) -> None:
    """Hand over every mail of the shared inbox until `stop` is set; returns then, within a second or two.

    `on_mail` stores the raw bytes and commits; only after it returned the mail moves to the processed folder, so a
    crash between the two shows the mail again and the caller has to know it by its digest. A mail that `on_mail`
    refuses by raising stays, is offered again after `retry_seconds`, then twice that and so on up to a quarter of an
    hour, and holds up no other. New mail is announced by IDLE; the inbox is also looked through every `poll_seconds`. A
    lost connection, or one that owes an answer for `patience` seconds, is made again, with growing pauses while nothing
    comes through. A mail of more than `largest` bytes comes with its header only. `on_round`
    hears "" each time that the inbox was looked through, and what kind of error when the connection was lost; it may
    not raise. Raises `ValueError` for a wrong URL and nothing else.
    """
    server = imap_server(imap_url)
    rests, pause = _Rests(retry_seconds), FIRST_RECONNECT
    while not stop.is_set():
        before = rests.taken
        try:
            with signed_in(server, patience) as inbox:
                while not stop.is_set():
                    _round(inbox, on_mail, rests, stop, largest)
                    on_round("")
                    pause = FIRST_RECONNECT
                    _wait(inbox, min(poll_seconds, rests.seconds_to_next()), stop)
        except Exception as error:  # a mailbox that answers nonsense must not end the watch
            if rests.taken > before:  # a line that breaks now and then brings mails all the same
                pause = FIRST_RECONNECT
            log.warning("mailbox connection lost", host=server.host, error=type(error).__name__, again_in=pause)
            on_round(type(error).__name__)
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_RECONNECT)


def fetch_once(imap_url: str, on_mail: OnMail, *, largest: int = LARGEST_MAIL) -> int:
    """Hand over what lies in the shared inbox now; returns how many `on_mail` accepted.

    Raises `ValueError` for a wrong URL, `ConnectionError` when the mailbox cannot be reached or breaks off.
    """
    server = imap_server(imap_url)
    try:
        with signed_in(server) as inbox:
            return _round(inbox, on_mail, _Rests(LONGEST_PAUSE), threading.Event(), largest)
    except (*LOST, *REFUSED) as error:
        raise ConnectionError(f"the mailbox on {server.host} cannot be read ({type(error).__name__})") from error


def empty_processed(imap_url: str, before: date) -> int:
    """Delete what arrived before that day from the processed folder; returns how many mails.

    Raises `ValueError` for a wrong URL, `ConnectionError` when the mailbox cannot be reached.
    """
    server = imap_server(imap_url)
    try:
        with signed_in(server) as inbox:
            return inbox.empty_processed(before)
    except (*LOST, *REFUSED) as error:
        raise ConnectionError(f"the mailbox on {server.host} cannot be read ({type(error).__name__})") from error


def _round(inbox: SharedInbox, on_mail: OnMail, rests: _Rests, stop: threading.Event, largest: int) -> int:
    """Take each waiting mail once; returns how many were handed over."""
    uids = inbox.waiting()
    rests.keep_only({(inbox.uidvalidity, uid) for uid in uids})
    taken = 0
    for start in range(0, len(uids), AT_ONCE):
        if stop.is_set():
            break
        some = [uid for uid in uids[start : start + AT_ONCE] if not rests.resting((inbox.uidvalidity, uid))]
        taken += _take_some(inbox, some, on_mail, rests, stop, largest)
    return taken


def _take_some(
    inbox: SharedInbox, uids: list[int], on_mail: OnMail, rests: _Rests, stop: threading.Event, largest: int
) -> int:
    """Hand these mails over one by one, and put those away together that `on_mail` accepted, now or before; returns how
    many it accepted now."""
    before = rests.taken
    new = [uid for uid in uids if (inbox.uidvalidity, uid) not in rests.handed]
    sizes = inbox.sizes(new) if new else {}
    for uid in new:
        if stop.is_set():
            break
        _hand_over(inbox, uid, sizes.get(uid), on_mail, rests, largest)
    _put_away(inbox, [uid for uid in uids if (inbox.uidvalidity, uid) in rests.handed], rests)
    return rests.taken - before


def _hand_over(
    inbox: SharedInbox, uid: int, size: int | None, on_mail: OnMail, rests: _Rests, largest: int
) -> None:  # fmt: skip
    key = (inbox.uidvalidity, uid)
    try:
        arrived = inbox.fetch(uid, size, largest=largest) if size is not None else None
    except LOST as error:
        rests.failed(key, line_lost=True)
        log.warning("line lost with a mail", uid=uid, uidvalidity=key[0], error=type(error).__name__)
        raise
    except Exception as error:
        tries = rests.failed(key)
        log.warning("mail not fetched", uid=uid, uidvalidity=key[0], tries=tries, error=type(error).__name__)
        return
    if arrived is None:
        rests.failed(key)
    elif _accepted(on_mail, arrived, rests):
        rests.taken += 1
        rests.handed.add(key)


def _put_away(inbox: SharedInbox, uids: list[int], rests: _Rests) -> None:
    """All with one word; where the server says no to that, one by one, so that one mail holds up no other."""
    if not uids:
        return
    try:
        inbox.put_away(uids)
    except LOST as error:
        for uid in uids:
            rests.failed((inbox.uidvalidity, uid), line_lost=True)
        log.warning("line lost in a move", mails=len(uids), uidvalidity=inbox.uidvalidity, error=type(error).__name__)
        raise
    except Exception as error:
        if len(uids) > 1:
            for uid in uids:
                _put_away(inbox, [uid], rests)
            return
        tries = rests.failed((inbox.uidvalidity, uids[0]))
        name = type(error).__name__
        log.warning("mail not moved", uid=uids[0], uidvalidity=inbox.uidvalidity, tries=tries, error=name)


def _accepted(on_mail: OnMail, arrived: Arrived, rests: _Rests) -> bool:
    try:
        on_mail(arrived)
    except OutOfReach:
        rests.waits((arrived.uidvalidity, arrived.uid))
        log.warning("mail waits at its server", uid=arrived.uid, uidvalidity=arrived.uidvalidity)
        return False
    except Exception as error:  # whatever it is, the next mail must not wait for it
        tries = rests.failed((arrived.uidvalidity, arrived.uid))
        log.error(
            "mail refused", uid=arrived.uid, uidvalidity=arrived.uidvalidity, tries=tries, error=type(error).__name__
        )
        return False
    log.info("mail taken", uid=arrived.uid, uidvalidity=arrived.uidvalidity, size=arrived.size)
    return True


def _wait(inbox: SharedInbox, seconds: float, stop: threading.Event) -> None:
    """Return when mail was announced, when `seconds` have passed or when `stop` is set."""
    if inbox.announces:
        inbox.idle(time.monotonic() + seconds, stop)
    else:
        stop.wait(seconds)

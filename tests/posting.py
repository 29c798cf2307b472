"""A desk that posts its letters through a mail server of the test."""

import email
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from email import policy
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters, posting
from hub.clock import real_now
from hub.hubs import hub_named
from hub.letters import Letter
from hub.store import Store
from tests.cast import World
from tests.smtp_peers import Peer, bytes_of


class Desk:
    """A hub that posts through this peer; letters speak of links and never of anybody."""

    def __init__(self, world: World, smtp_url: str) -> None:
        self.world = world
        self.settings = replace(
            world.store.settings, smtp_url=smtp_url, demo=False, imap_urls=("imap://x:y@127.0.0.1:9/INBOX",)
        )
        self.store = Store(self.settings, pool_size=2)

    def write(self, count: int = 1, to: str = "els@sintjans.example", why: str = "test") -> list[UUID]:
        with self.store.begin() as work:
            hub = hub_named(work.session, None)
            return [
                letter.id
                for n in range(count)
                if (letter := letters.write(
                    work, "track_escalated", to, once_key=f"{why}:{n}", hub=hub, address=f"https://hub.example/{n}"
                ))
            ]  # fmt: skip

    def post(self) -> int:
        return posting.post_due(self.store)

    def rows(self) -> list[Letter]:
        with self.store.begin() as work:
            return list(work.session.exec(select(Letter).order_by(col(Letter.once_key))).all())

    def row(self, letter_id: UUID) -> Letter:
        with self.store.begin() as work:
            return work.session.get_one(Letter, letter_id)

    def later(self, **columns: Any) -> None:
        """Time passes: what waits for its next try, or for a lease to run out, is due now."""
        past = {name: real_now() - timedelta(seconds=1) for name in columns or ("due_at",)}
        with self.store.begin() as work:
            waiting = sa.update(Letter).where(col(Letter.done_at).is_(None), col(Letter.parked_at).is_(None))
            work.session.execute(waiting.values(**past))


def ids_of(peer: Peer) -> Counter[str]:
    return Counter(
        email.message_from_bytes(bytes_of(one), policy=policy.default)["Message-ID"] for one in peer.received
    )

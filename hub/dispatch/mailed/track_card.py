"""What was asked, behind the link of a letter about one track: the card as its reader would read it signed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub import ledger
from hub.dispatch.mailed.receivers import seat_of
from hub.dispatch.table_tables import TableCard
from hub.dispatch.track_answers import READ, Asked, asked_by, holder_of
from hub.dispatch.track_sight import Beside, asked_for, beside, of_facts, reads_content
from hub.partners.tables import Organisation
from hub.store import Work


@dataclass(frozen=True)
class Behind:
    """`situation`: whether this reader reads what was told about the youngster, and not only what is asked."""

    card: TableCard
    situation: bool
    beside: Sequence[Beside]


def behind(work: Work, asked: Asked) -> Behind | None:
    """What the holder of this link may read of the card; None where it may read none: a letter to a team of which
    somebody has an account, a card that is shut or not approved. From here on the holder speaks for its partner."""
    partner = work.session.get_one(Organisation, asked.track.organisation_id)
    seat = seat_of(work, partner, asked.link.person_id)
    if seat is None:
        return None
    work.asker = holder_of(work, asked, seat)
    card = asked_for(work, asked.track)
    if card is None:
        return None
    situation = reads_content(work, asked.track) or of_facts(work, asked.track)
    return Behind(card, situation, beside(work, asked.track))


def read(work: Work, token: str) -> Asked:
    """The holder pressed the button: it reads from here on, and the ledger keeps that."""
    asked = asked_by(work, token)
    if behind(work, asked):
        ledger.write(
            work, READ, "track", asked.track.id, hub_id=asked.hub.id,
            referral_id=asked.track.referral_id, organisation=asked.track.organisation_id,
        )  # fmt: skip
    return asked

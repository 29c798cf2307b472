"""Letters to a coordinator who is away: whoever stands in hears that one came, and reads behind its own sign-in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub import letters
from hub.clock import midnight
from hub.columns import table_of
from hub.dispatch.tables import Referral
from hub.home.case_words import letter_words
from hub.hubs import Hub, all_hubs
from hub.letters import Letter
from hub.people.absence_sight import Coordinator, Period, at_hubs
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, use_language

LETTER = "for_deputy"
# What is somebody's own: a way in, a code, a word about the own account, and what this is about itself.
NOT_PASSED = (
    "sign_in", "code", "new_link", "links_again", "role_given", "address_changed", "deputy_named", LETTER,
    "desk_role_given", "watch_silent", "watch_again", "session_invitation", "session_cancelled",
)  # fmt: skip
L, R = table_of(Letter), table_of(Referral)


def pass_on(work: Work) -> None:
    """Once for each letter and each who stands in. The letter itself waits for who is away, as it was written."""
    hubs = {hub.id: hub for hub in all_hubs(work.session)}
    for hub_id, here in at_hubs(work, hubs).items():
        for period in here.now:
            for row in _written(work, hub_id, period):
                for whom in here.acting(period.person.id):
                    _tell(work, hubs[hub_id], row, period, whom)


def _since(period: Period) -> datetime:
    """From its first day; from when it was said, where somebody said so later: what came before was read."""
    return max(midnight(period.first), period.made_at)


def _written(work: Work, hub_id: Any, period: Period) -> Any:
    return work.session.execute(
        sa.select(L.c.id, L.c.kind, L.c.referral_id, R.c.number)
        .outerjoin(R, R.c.id == L.c.referral_id)
        .where(L.c.to_address == period.person.email, L.c.written_at >= _since(period), L.c.hub_id == hub_id)
        .where(L.c.kind.not_in(NOT_PASSED))
        .order_by(L.c.written_at, L.c.id)
    ).all()


def _tell(work: Work, hub: Hub, row: Any, period: Period, whom: Coordinator) -> None:
    home = work.store.settings.public_url.rstrip("/")
    with use_language(DEFAULT_LANGUAGE):  # as the letter around it
        about = letter_words(row.kind)
    letters.write(
        work, LETTER, whom.email, once_key=f"{LETTER}:{row.id}:{whom.id}", hub=hub, name=whom.name,
        who=period.person.name, until=period.last, about=about, number=row.number or "",
        page=f"{home}/aanmeldingen/{row.referral_id}" if row.referral_id else f"{home}/vandaag",
    )  # fmt: skip

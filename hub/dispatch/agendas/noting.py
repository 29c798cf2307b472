"""What a table decided, kept in the time line of the case."""

from hub.dispatch.tables import Message, Referral
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language


def decision(work: Work, referral: Referral, what: str, why: str = "") -> None:
    """Keep a decision of the table, a marked sentence, in the time line of the case."""
    with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
        what = _(what)
    work.session.add(
        Message(
            hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="decision",
            text="\n\n".join(part for part in (what, why) if part),
            author_id=work.asker.person_id, author_name=work.asker.name,
        )
    )  # fmt: skip

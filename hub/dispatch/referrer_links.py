"""The personal links of a referrer: how long they work, taking them back once forwarded, and sending another."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters, links, rates
from hub.dispatch import clarify, moves
from hub.dispatch.carrying import newest_of, trail_to
from hub.dispatch.case import Stage
from hub.dispatch.clarify_tables import Question
from hub.dispatch.feedback.helping import Whom
from hub.dispatch.feedback.tables import HelpQuestion
from hub.dispatch.tables import Referral
from hub.links import Link, Purpose
from hub.people.rights import Right
from hub.problems import NotFound, Refused
from hub.rates import Limit
from hub.store import Work
from hub.wording import _

NEW_LINKS: tuple[str, ...] = ("3/hour", "6/day")


def was_read(work: Work, link: Link, referral: Referral) -> None:
    """A mailed link that is used goes on for as long again; not past the end of a case that closed."""
    if link.browser_hash is None and referral.stage != Stage.CLOSED:
        link.expires_at = max(link.expires_at, work.real + links.LIFETIME[Purpose.REFERRAL])


def withdraw(work: Work, referral: Referral) -> None:
    """No link that was mailed to the referrer works any more, whoever has it, and nobody reads behind one. What was
    asked there stays open: it is answered on the own page, or asked again."""
    about = (referral.id, *trail_to(work, referral.id))
    asked = select(Question.id).where(col(Question.referral_id).in_(about))
    help_asked = select(HelpQuestion.id).where(
        col(HelpQuestion.referral_id).in_(about), HelpQuestion.whom == Whom.REFERRER
    )
    for one in (*about, *work.session.exec(asked).all(), *work.session.exec(help_asked).all()):
        links.withdraw(work, one, Purpose.REFERRAL, Purpose.QUESTION, Purpose.HELP)
    work.session.execute(
        sa.update(Link)
        .where(col(Link.referral_id).in_(about), col(Link.purpose) == Purpose.READING, col(Link.withdrawn_at).is_(None))
        .values(withdrawn_at=work.real)
    )


def take_back(work: Work, referral: Referral) -> None:
    """The same as something that a person did, for a case that is held."""
    withdraw(work, referral)
    moves.log(work, "referrer.links_withdrawn", "referral", referral.id, referral)


def replace(work: Work, referral_id: UUID, *, again: bool) -> None:
    """The desk takes the links back because one came into the wrong hands; `again` writes another to the referrer."""
    referral = clarify.take_as(work, referral_id, Right.CLARIFY)
    if again and not referral.referrer_email:
        raise Refused(_("Deze aanmelder gaf geen e-mailadres."))
    take_back(work, referral)
    if again:
        _write(work, referral)


def send_new(work: Work, token: str) -> None:
    """Another link to the address of the referral of this one, which worked once. Whoever asks learns nothing: neither
    whether it did, nor where the letter goes."""
    link = links.that_was(work, token, Purpose.REFERRAL)
    if link is None or link.referral_id is None:
        return
    referral = work.session.get(Referral, newest_of(work, link.referral_id))
    if referral is None or not referral.referrer_email:
        return
    limits: list[Limit] = [(rate, ("new link", str(referral.id))) for rate in NEW_LINKS]
    if rates.all_within(work.store.settings.redis_url, limits):
        _write(work, referral)
        moves.log(work, "referrer.ask_link", "link", link.id, referral)


def _write(work: Work, referral: Referral) -> letters.Letter | None:
    if referral.submitted_at is None:
        raise NotFound
    return clarify.write_to_referrer(work, referral, "new_link", f"new_link:{uuid4()}", first=True)

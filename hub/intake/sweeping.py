"""Many mails at once: the desk lays them aside as spam, as a robot's or as handled, and takes that back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.intake import mail_shield
from hub.intake.placing import is_aside
from hub.intake.sweep import AS_WORDS, Left, SweptAs, why_left
from hub.intake.tables import RawMail
from hub.people.rights import Right, require_any
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language


@dataclass(frozen=True)
class Swept:
    """One sweep: how many mails lie aside by it, and why others were left where they are."""

    id: UUID
    done: int
    left: Mapping[UUID, Left]


def sweep(work: Work, mail_ids: Collection[UUID], swept_as: SweptAs) -> Swept:
    """Lay these mails aside, all for one reason. What speaks of danger, points at a case or was not read whole stays.

    Refused when none was chosen. Mails of hubs at whose desk the asker does not sit are not known here.
    """
    mails = _held(work, col(RawMail.id).in_(mail_ids))
    if not mails:
        raise Refused(_("Kruis eerst aan welke e-mails je bedoelt."))
    sweep_id, done, left = uuid4(), list[RawMail](), dict[UUID, Left]()
    for mail in mails:
        why = why_left(mail, may_read=mail_shield.may_read(work, mail))
        if why:
            left[mail.id] = why
        else:
            done.append(mail)
    with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
        note = _(AS_WORDS[swept_as])
    for mail in done:
        mail.settled_at, mail.settled_by, mail.swept_id = work.now, work.asker.person_id, sweep_id
        mail.settled_note = note
    work.session.flush()
    for mail in done:
        ledger.write(
            work, "mail.sweep", "raw_mail", mail.id, hub_id=mail.hub_id, sweep=sweep_id, swept_as=swept_as.value
        )
    return Swept(sweep_id, len(done), left)


def unsweep(work: Work, sweep_id: UUID) -> int:
    """Undo a whole sweep: its mails wait again as they did. How many; those that somebody placed since stay there.

    NotFound for a sweep that the asker cannot know of; Refused when nothing of it lies aside any more.
    """
    mails = _held(work, col(RawMail.swept_id) == sweep_id)
    if not mails:
        raise NotFound
    aside = [mail for mail in mails if is_aside(mail)]
    if not aside:
        raise Refused(_("Deze e-mails liggen niet meer opzij. Kijk hoe het nu staat."))
    for mail in aside:
        mail.settled_at, mail.settled_by, mail.settled_note, mail.swept_id = None, None, "", None
    work.session.flush()
    for mail in aside:
        ledger.write(work, "mail.unsweep", "raw_mail", mail.id, hub_id=mail.hub_id, sweep=sweep_id)
    return len(aside)


def _held(work: Work, which: sa.ColumnElement[bool]) -> Sequence[RawMail]:
    """These mails at the asker's desks, held in one order, so that two who sweep at once cannot wait for each other."""
    hubs = require_any(work.asker, Right.TRIAGE)
    query = select(RawMail).where(which, col(RawMail.hub_id).in_(hubs)).order_by(col(RawMail.id))
    return work.session.exec(query.with_for_update().execution_options(populate_existing=True)).all()

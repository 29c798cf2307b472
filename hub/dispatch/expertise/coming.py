"""Whether an expert comes to the session: by the mailed link, signed in, or from its calendar."""

from uuid import UUID

from hub.asker import Asker, AskerKind
from hub.dispatch import moves
from hub.dispatch.expertise.at_session import guests_of
from hub.dispatch.expertise.expertise_sight import of_asker, opened
from hub.dispatch.expertise.tables import Expert
from hub.dispatch.locks import hold_agenda, take
from hub.dispatch.sessions.answering import PARTSTATS, Reply
from hub.dispatch.sessions.kinds import AnsweredBy, Coming
from hub.dispatch.sessions.tables import Guest
from hub.dispatch.sittings import changed
from hub.dispatch.table_tables import Session
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import _

SAYS = (Coming.COMING, Coming.EXCUSED)


def come_by_link(work: Work, token: str, coming: str) -> Expert:
    link, expert = opened(work, token)
    work.asker = Asker(AskerKind.LINK, link_id=link.id)
    return _come(work, expert, coming, AnsweredBy.LINK)


def come(work: Work, expert_id: UUID, coming: str) -> Expert:
    return _come(work, of_asker(work, expert_id), coming, AnsweredBy.PAGE)


def judge_reply(
    work: Work, hub_id: UUID, uid: str, partstat: str, attendee: str, sender: str, sequence: int | None
) -> tuple[Reply, UUID | None]:
    """Whose answer from a calendar this is, as for a session: only of the very address that was invited."""
    try:
        expert = work.session.get(Expert, UUID(uid.strip()))
    except ValueError:
        return Reply.STRANGE, None
    if expert is None or expert.hub_id != hub_id:
        return Reply.STRANGE, None
    by_itself = attendee.lower() == expert.email and sender.lower() == expert.email
    late = (sequence or 0) < expert.sequence - 1
    guest = guests_of(work, [expert.id]).get(expert.id)
    ours = by_itself and not late and _waited_for(work, expert, guest) is not None and partstat in PARTSTATS
    return (Reply.OURS if ours else Reply.DOUBTFUL), expert.id


def answer_by_mail(work: Work, expert_id: UUID, partstat: str) -> bool:
    """What `judge_reply` found to be ours is read back; False for an invitation of another kind."""
    expert = work.session.get(Expert, expert_id)
    if expert is None:
        return False
    _come(work, expert, PARTSTATS[partstat], AnsweredBy.MAIL)
    return True


def _come(work: Work, expert: Expert, coming: str, how: AnsweredBy) -> Expert:
    if coming not in (*SAYS, *((Coming.INVITED,) if how == AnsweredBy.MAIL else ())):
        raise Invalid({"coming": _("Kies of je komt.")})
    referral = take(work, expert.referral_id)
    hold_agenda(work, expert.hub_id)
    work.session.refresh(expert)
    session = _waited_for(work, expert, guests_of(work, [expert.id]).get(expert.id))
    if session is None:
        raise Refused(_("Deze zitting is voorbij of gaat niet door. Je hoeft niets te doen."))
    expert.coming = coming if coming in SAYS else None
    expert.coming_how, expert.coming_at = (how, work.now) if expert.coming else (None, None)
    work.session.add(expert)
    work.session.flush()
    changed(work, session.id)
    moves.log(work, "expertise.coming", "expert", expert.id, referral, said=str(coming), how=str(how))
    return expert


def _waited_for(work: Work, expert: Expert, guest: Guest | None) -> Session | None:
    """The session at which it is expected, while that is to come."""
    if guest is None or not expert.told or expert.withdrawn_at:
        return None
    session = work.session.get_one(Session, guest.session_id)
    return session if session.closed_at is None and session.at > work.now else None

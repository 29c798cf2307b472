"""What an expert reads and says: behind the mailed link or signed in, of that one case, while it waits for experts."""

from uuid import UUID

from hub.asker import Asker, AskerKind
from hub.dispatch import alarm, moves
from hub.dispatch.case import Stage
from hub.dispatch.consult.nameless import stays_nameless
from hub.dispatch.expertise.expertise_sight import of_asker, opened
from hub.dispatch.expertise.tables import Expert
from hub.dispatch.locks import take
from hub.dispatch.tables import Message
from hub.dispatch.typed import clean
from hub.problems import Refused
from hub.store import Work
from hub.wording import _


def say_by_link(work: Work, token: str, text: str, *, sure: bool = False) -> Expert:
    link, expert = opened(work, token)
    work.asker = Asker(AskerKind.LINK, link_id=link.id)
    return _say(work, expert, text, sure=sure)


def say(work: Work, expert_id: UUID, text: str, *, sure: bool = False) -> Expert:
    return _say(work, of_asker(work, expert_id), text, sure=sure)


def _say(work: Work, expert: Expert, text: str, *, sure: bool) -> Expert:
    """The coordinator reads it as new advice in the time line; other words stand there beside the first."""
    referral = take(work, expert.referral_id)
    work.session.refresh(expert)
    if expert.withdrawn_at or referral.stage != Stage.EXPERTISE_TABLE:
        raise Refused(_("Er is geen antwoord meer nodig. Bedankt om te willen helpen."))
    words = clean("answer", text, needed=_("Schrijf wat je ervan denkt."), at_most=4000)
    stays_nameless("answer", words, sure=sure)
    if words == expert.said:  # pressed twice
        return expert
    expert.said, expert.said_at = words, work.now
    work.session.add_all([
        expert,
        Message(
            hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="consult", text=words,
            author_id=work.asker.person_id, author_name=expert.name,
        ),
    ])  # fmt: skip
    alarm.listen(work, referral, words)
    moves.log(work, "expertise.say", "expert", expert.id, referral)
    moves.rewatch(work, referral)
    return expert

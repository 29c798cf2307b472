"""What was said about sharing goes along with a case to another hub: a no is a no there too."""

from hub.dispatch.sharing.sharing_sight import answers_of
from hub.dispatch.sharing.sharing_tables import SharingAnswer
from hub.dispatch.tables import Referral
from hub.store import Work


def carry_answers(work: Work, source: Referral, target: Referral) -> None:
    """The answers that count, each in the place of an older one. On which ground each partner reads is weighed by the
    hub whose partners they are; under which version of its own words the other hub asked stays in its file."""
    known = answers_of(work, target.id)
    said = answers_of(work, source.id)
    for what in known.keys() & said.keys():
        known[what].replaced_at = work.now
    work.session.flush()
    for one in said.values():
        kept = one.model_dump(exclude={"id", "hub_id", "referral_id", "text_version"})
        work.session.add(SharingAnswer(hub_id=target.hub_id, referral_id=target.id, **kept))
    work.session.flush()

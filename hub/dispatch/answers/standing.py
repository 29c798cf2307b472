"""How a partner stands with one case that is asked of it: what its page says, signed in or behind a mailed link."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from hub.dispatch.answers import declined_sight
from hub.dispatch.answers.declined_sight import Said
from hub.dispatch.mailed import not_chosen
from hub.dispatch.seen import ClaimLine, DeclineLine, Seen, TrackLine
from hub.store import Work


@dataclass(frozen=True)
class Standing:
    """`not_chosen`: the coordinator did not choose it now, and why; `before`: it declined this before."""

    mine: ClaimLine | None
    ours: TrackLine | None
    declined: DeclineLine | None
    not_chosen: str | None
    before: Said | None


def standing(work: Work, case: Seen, own: Collection[UUID]) -> Standing:
    """`own` are the partners of whoever looks."""
    cases = [case.referral_id]
    return Standing(
        mine=case.claim_of(frozenset(own)), ours=case.track_of(frozenset(own)),
        declined=next((one for one in case.declines if one.organisation_id in own), None),
        not_chosen=not_chosen.words(work, own, cases).get(case.referral_id),
        before=declined_sight.before(work, own, cases).get(case.referral_id),
    )  # fmt: skip

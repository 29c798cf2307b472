"""What goes on now, in a sentence for whoever follows a referral: a partner that was only asked took nothing up yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.case import Stage
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.intake.way import words_for_now
from hub.partners.tables import Organisation
from hub.store import Work
from hub.wording import _, date_words, list_words

TAKEN_UP = (TrackStage.ACCEPTED, TrackStage.STARTED, TrackStage.ON_HOLD)


@dataclass(frozen=True)
class Asked:
    """The partners that were asked and took nothing up yet, and by when they answer."""

    partners: Sequence[str]
    due: datetime
    by_referrer: bool  # in crisis mode, as the form was sent


def asked_now(work: Work, referral_ids: Iterable[UUID]) -> dict[UUID, Asked]:
    """Of these, what is with partners of which none said yes."""
    rows = work.session.exec(
        select(Track, Organisation.name, Referral)
        .join(Organisation, col(Organisation.id) == col(Track.organisation_id))
        .join(Referral, col(Referral.id) == col(Track.referral_id))
        .where(col(Track.referral_id).in_(list(referral_ids)), Referral.stage == Stage.TRACKS)
        .where(col(Track.stage).in_((TrackStage.PROPOSED, *TAKEN_UP)))
        .order_by(sa.desc(Track.role), col(Organisation.sort_key))
    ).all()
    taken = {track.referral_id for track, _name, _referral in rows if track.stage != TrackStage.PROPOSED}
    found: dict[UUID, Asked] = {}
    for track, name, referral in rows:
        if referral.id in taken or track.due_at is None:
            continue
        so_far = found.get(referral.id)
        found[referral.id] = Asked(
            [*so_far.partners, name] if so_far else [name],
            max(so_far.due, track.due_at) if so_far else track.due_at,
            referral.straight_to_partner
            and track.stage_since == referral.submitted_at
            and (so_far is None or so_far.by_referrer),
        )
    return found


def now_words(work: Work, referral: Referral, *, own: bool = False) -> str:
    """In one sentence; whoever asked partners itself reads whom, on its `own` page."""
    asked = asked_now(work, [referral.id]).get(referral.id) if referral.stage == Stage.TRACKS else None
    if asked is None:
        return words_for_now(referral.stage)
    if not (own and asked.by_referrer):
        return _("Een of meer partners zijn gevraagd. We wachten op hun antwoord.")
    partners = list_words(asked.partners)
    if asked.due < work.now:
        return _("Je vroeg het aan %(partners)s; hun antwoord is te laat.", partners=partners)
    return _(
        "Je vroeg het aan %(partners)s; ze antwoorden tegen %(day)s.", partners=partners, day=date_words(asked.due)
    )

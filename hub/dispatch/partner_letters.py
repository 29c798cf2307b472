"""Letters to a partner's team: the number and what to do, nothing about the youngster."""

from typing import Any
from uuid import UUID

from hub import letters, links
from hub.dispatch.mailed.receivers import readers_of, whose
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.links import Purpose
from hub.partners.tables import Organisation
from hub.store import Work


def write_to_partner(
    work: Work,
    referral: Referral,
    organisation_id: UUID,
    kind: str,
    about: UUID | str,
    *,
    track_id: UUID | None = None,
    **values: Any,
) -> None:
    """Once for each kind and claim or track that it is `about`: to its team, or its people where that has no address.

    About a track it carries a link on which one answers without signing in, beside the `link` that it brings itself.
    """
    partner = work.session.get_one(Organisation, organisation_id)
    home = work.store.settings.public_url.rstrip("/")
    for person_id, address in _whom(work, partner):
        link = _track_link(work, referral, track_id, person_id) if track_id else None
        letters.write(
            work, kind, address, once_key=f"{kind}:{about}" + ("" if partner.email else f":{person_id}"),
            hub=work.session.get(Hub, referral.hub_id), referral_id=referral.id, track_id=track_id,
            number=referral.number, partner=partner.name, more_links=[link] if link else (),
            page=f"{home}/trajecten/{track_id}" if track_id else f"{home}/partner",
            **{"link": link, **values}, track_link=link.marker if link else "",
        )  # fmt: skip


def _track_link(work: Work, referral: Referral, track_id: UUID, person_id: UUID | None) -> links.Link:
    return links.make(
        work, Purpose.TRACK, track_id, hub_id=referral.hub_id, referral_id=referral.id, person_id=person_id
    )  # fmt: skip


def _whom(work: Work, partner: Organisation) -> list[tuple[UUID | None, str]]:
    if partner.email:
        return [(whose(work, partner.id, partner.email), partner.email)]
    return [(one.person_id, one.address) for one in readers_of(work, partner)]

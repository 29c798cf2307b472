"""Letters to a partner's team: the number and what to do, nothing about the youngster."""

from typing import Any
from uuid import UUID

from hub import letters, links
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
    about: UUID,
    *,
    track_id: UUID | None = None,
    **values: Any,
) -> None:
    """Once for each kind and claim or track that it is `about`; none when the partner has no address.

    About a track it carries a link on which one answers without signing in, unless it brings another one.
    """
    partner = work.session.get_one(Organisation, organisation_id)
    if not partner.email:
        return
    if track_id and "link" not in values:
        values["link"] = links.make(work, Purpose.TRACK, track_id, hub_id=referral.hub_id, referral_id=referral.id)
    home = work.store.settings.public_url.rstrip("/")
    letters.write(
        work, kind, partner.email, once_key=f"{kind}:{about}", hub=work.session.get(Hub, referral.hub_id),
        referral_id=referral.id, track_id=track_id, number=referral.number, partner=partner.name,
        page=f"{home}/trajecten/{track_id}" if track_id else f"{home}/partner", **values,
    )  # fmt: skip

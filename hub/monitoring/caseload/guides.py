"""The hub's own people who guide open tracks. Those of partners are their partner's business: it counts them itself."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from hub.columns import table_of
from hub.dispatch.table_tables import Track
from hub.dispatch.track import OPEN
from hub.lookups import Lookup
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.tables import Person
from hub.store import Work

T = table_of(Track)
IDS = ARRAY(sa.Uuid())
OURS = sa.select(col(Organisation.id)).where(col(Organisation.kind) == OrganisationKind.HUB)
_GUIDE = sa.select(T.c.worker_id).where(
    T.c.hub_id == sa.any_(sa.bindparam("hubs", type_=IDS)), T.c.organisation_id.in_(OURS), T.c.stage.in_(OPEN)
)
_GUIDES = Lookup(
    sa.select(col(Person.id), col(Person.name)).where(col(Person.id).in_(_GUIDE)).order_by(col(Person.sort_key))
)


def guides_on_radar(work: Work, hubs: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """(id, name) of each of them at these hubs."""
    return [(row.id, row.name) for row in _GUIDES.ask(work.session, hubs=list(hubs))]

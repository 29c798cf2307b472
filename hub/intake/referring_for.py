"""For which organisations somebody who signed in refers, and what the form need not ask of that person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Role
from hub.columns import table_of
from hub.dispatch.tables import Referral
from hub.lookups import Lookup
from hub.partners import finder
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.tables import Person
from hub.store import Work
from hub.web import Form
from hub.wording import _

# The field of the form that says for which of several organisations it is, and the answer that it is none of them.
FIELD, ANOTHER = "for_site", "another"
FILLED_IN = ("referrer_organisation", "referrer_kind")
KIND_OF = {
    OrganisationKind.SCHOOL: "school", OrganisationKind.CLB: "clb", OrganisationKind.NAFT: "welfare",
    OrganisationKind.WELFARE: "welfare",
}  # fmt: skip
_O = table_of(Organisation)


@dataclass(frozen=True)
class Place:
    """An organisation for which the asker refers, with what tells it from others of its name."""

    id: UUID
    name: str
    where: str
    kind: str

    @property
    def in_full(self) -> str:
        """As it stands in the field of the form."""
        return f"{self.name}, {self.where}" if self.where else self.name


_PLACES = Lookup(
    sa.select(*finder.COLUMNS, _O.c.kind)
    .where(_O.c.id.in_(sa.bindparam("ids", expanding=True)), _O.c.ended_on.is_(None))
    .order_by(_O.c.sort_key, _O.c.postcode, _O.c.street, _O.c.id)
)


def places_of(work: Work) -> list[Place]:
    """By name; none for who did not sign in."""
    ids = work.asker.organisations_as(Role.REFERRER, Role.PARTNER)
    rows = _PLACES.ask(work.session, ids=list(ids)) if ids else []
    return [Place(row.id, row.name, finder.where_in_words(row), row.kind) for row in rows]


def schools_of(work: Work) -> list[Place]:
    """The schools of which the asker sees the referrals: those for which it has the role of referrer."""
    own = work.asker.organisations_as(Role.REFERRER)
    return [one for one in places_of(work) if one.kind == OrganisationKind.SCHOOL and one.id in own]


def about_asker(work: Work, places: Sequence[Place]) -> Form:
    """What a signed-in referrer need not type again; nothing for anybody else. Of several organisations none is taken:
    which of them it is, is asked."""
    person = work.session.get(Person, work.asker.person_id) if work.asker.person_id else None
    if person is None or not places:
        return {}
    about = {
        "referrer_name": person.name, "referrer_email": person.email, "referrer_phone": person.phone,
        "referrer_function": _last_function(work, person),
    }  # fmt: skip
    return about | (_at(places[0]) if len(places) == 1 else {})


def _at(place: Place) -> Form:
    at_school = {"school_name": place.name} if place.kind == OrganisationKind.SCHOOL else {}
    kind = KIND_OF.get(OrganisationKind(place.kind), "other")
    return {"referrer_organisation": place.name, "referrer_kind": kind, **at_school}


def _last_function(work: Work, person: Person) -> str:
    """What this person called its own function in the last referral that it is known to have sent."""
    return work.session.exec(
        select(Referral.referrer_function)
        .where(Referral.referrer_email == person.email, col(Referral.referrer_confirmed_at).is_not(None))
        .order_by(col(Referral.created_at).desc())
        .limit(1)
    ).first() or ""  # fmt: skip


def chosen(places: Sequence[Place], typed: Form) -> Place | None:
    """The one of several that was chosen; None for none, and for what is not among them."""
    return next((one for one in places if str(one.id) == typed[FIELD]), None) if len(places) > 1 else None


def fill_in(places: Sequence[Place], typed: Form) -> None:
    """What follows from the choice stands in the form as if it were typed; the pupil may go to another school."""
    place = chosen(places, typed)
    if place is None:
        typed[FIELD] = typed[FIELD] if len(places) > 1 and typed[FIELD] == ANOTHER else ""
        return
    about = _at(place) | {"referrer_organisation": place.in_full}
    if "school_name" in about:
        ours = {"", *(name for one in places for name in (one.name, one.in_full))}
        about["school_name"] = place.in_full if typed["school_name"] in ours else typed["school_name"]
    typed.update(about)


def site_in(places: Sequence[Place], typed: Form) -> UUID | None:
    """For which organisation this form speaks: the only one of whoever signed in, or the one that was chosen."""
    place = places[0] if len(places) == 1 else chosen(places, typed)
    return place.id if place else None


FEW = 6


def choices(places: Sequence[Place]) -> list[Any]:
    """What the form lets somebody choose from: (id, name, where), of many (id, all of it); none for who need not."""
    if len(places) < 2:
        return []
    ours: list[Any] = [(str(one.id), one.name, one.where) for one in places]
    if len(places) >= FEW:
        ours = [(str(one.id), one.in_full) for one in places]
    return [*ours, (ANOTHER, _("een andere school of organisatie"))]

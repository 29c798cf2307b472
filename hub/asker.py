"""Who asks: every unit of work names its asker, and every query goes through it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from hub.wording import N_

# A person, and how often it had signed out everywhere when its session began.
SignedIn = tuple[UUID, int | None]


class Role(StrEnum):
    COORDINATOR = "coordinator"
    DUTY_DESK = "duty_desk"
    PARTNER = "partner_member"
    REFERRER = "referrer"
    STEERING = "steering_group"
    CORE_GROUP = "core_group"
    ADMINISTRATOR = "administrator"


ROLE_WORDS = {
    Role.COORDINATOR: N_("coördinator"),
    Role.DUTY_DESK: N_("permanentie"),
    Role.PARTNER: N_("partner"),
    Role.REFERRER: N_("aanmelder"),
    Role.STEERING: N_("stuurgroep"),
    Role.CORE_GROUP: N_("kerngroep"),
    Role.ADMINISTRATOR: N_("beheerder"),
}


class AskerKind(StrEnum):
    PERSON = "person"
    LINK = "link"
    WORKER = "worker"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Seat:
    """One membership: a role, for a hub (desk, steering group) or for an organisation (partner, referrer)."""

    role: Role
    hub_id: UUID | None = None
    organisation_id: UUID | None = None
    secrecy: str = ""  # which secrecy binds it there (hub/people/secrecy.py)


@dataclass(frozen=True)
class Asker:
    """A person with its seats, the holder of a mailed link, a worker, or nobody in particular."""

    kind: AskerKind
    person_id: UUID | None = None
    link_id: UUID | None = None
    name: str = ""
    seats: tuple[Seat, ...] = ()
    keys: bool = True  # single keys do something on this person's pages

    def has(self, role: Role, hub_id: UUID | None = None) -> bool:
        return any(seat.role == role and (hub_id is None or seat.hub_id in (None, hub_id)) for seat in self.seats)

    def hubs_as(self, *roles: Role) -> frozenset[UUID]:
        return frozenset(seat.hub_id for seat in self.seats if seat.role in roles and seat.hub_id)

    def organisations_as(self, *roles: Role) -> frozenset[UUID]:
        return frozenset(seat.organisation_id for seat in self.seats if seat.role in roles and seat.organisation_id)

    def bound_at(self, organisation_id: UUID, role: Role) -> frozenset[str]:
        """The secrecy that binds the asker in this role at this organisation."""
        here = (seat for seat in self.seats if seat.organisation_id == organisation_id and seat.role == role)
        return frozenset(seat.secrecy for seat in here)

    @property
    def label(self) -> str:
        """What the database is told about who asks; an id, never a name."""
        return f"{self.kind}:{self.person_id or self.link_id or '-'}"


WORKER = Asker(AskerKind.WORKER)
NOBODY = Asker(AskerKind.NOBODY)

"""Operations on the clocks of a hub: another rule, or the standard again, with the open cases that follow it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.clock import DayUnit
from hub.dispatch.clock_tables import ClockRow
from hub.dispatch.clocks import ASKS, OF_A_TABLE, OF_A_TRACK, Clock, ClockName, Clocks, Grows, Whom
from hub.dispatch.clockwork.reading import clocks_of
from hub.dispatch.sessions.kinds import TableKind
from hub.faults import Faults
from hub.home.clockwork import anew
from hub.home.hub_setup import take_hub
from hub.partners.tables import HubPartner, Offer, Organisation, OrganisationKind
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _, sort_key

MOST_DAYS, MOST_LETTERS, GROWS_AT_MOST = 400, 6, 10


@dataclass(frozen=True)
class Scope:
    """For what a clock counts: all of a hub, its tables of one kind, or one offer."""

    kind: str | None = None
    offer: UUID | None = None

    @classmethod
    def read(cls, typed: str) -> "Scope":
        """From what stands in an address or a form; NotFound for anything else."""
        sort, _colon, which = typed.partition(":")
        try:
            if sort == "tafel":
                return cls(kind=TableKind(which))
            if sort == "aanbod":
                return cls(offer=UUID(which))
        except ValueError:
            raise NotFound from None
        if typed:
            raise NotFound
        return cls()

    def __str__(self) -> str:
        return f"aanbod:{self.offer}" if self.offer else f"tafel:{self.kind}" if self.kind else ""

    def fits(self, name: ClockName) -> bool:
        return name in (OF_A_TRACK if self.offer else OF_A_TABLE if self.kind else tuple(ClockName))


def named(typed: str) -> ClockName:
    try:
        return ClockName(typed)
    except ValueError:
        raise NotFound from None


def in_scope(clocks: Clocks, scope: Scope, *, welfare: bool = False) -> Clocks:
    return clocks.at(offer=scope.offer, kind=scope.kind, welfare=welfare)


def of_welfare(work: Work, scope: Scope) -> bool:
    """Whether the offer is that of a partner that works through school holidays."""
    offer = work.session.get(Offer, scope.offer) if scope.offer else None
    return (
        offer is not None and work.session.get_one(Organisation, offer.organisation_id).kind == OrganisationKind.WELFARE
    )


def checked(name: ClockName, typed: Mapping[str, str], now: Clock) -> Clock:
    """The clock that was typed; Invalid with what is wrong. What this clock does not have stays as it is."""
    faults = Faults()
    days = faults.whole("days", typed["days"], 0, MOST_DAYS, needed=_("Geef een aantal dagen."))
    unit = faults.one_of("unit", typed["unit"], set(DayUnit), _("Kies welke dagen tellen."))
    clock = now
    if name in ASKS:
        whom = faults.one_of("asked", typed["asked"], set(Whom), _("Kies wie een e-mail krijgt."))
        grows = faults.one_of("grows", typed["grows"], set(Grows), _("Kies hoe de tijd tussen twee e-mails groeit."))
        letters = faults.whole("letters", typed["letters"], 1, MOST_LETTERS, needed=_("Geef een aantal e-mails."))
        most = faults.whole("grows_to", typed["grows_to"], 1, GROWS_AT_MOST, needed=_("Geef een getal."))
        again = faults.whole("again", typed["again"], 1, MOST_DAYS)
        faults.tell()
        clock = replace(
            now, asked=Whom(whom), grows=Grows(grows), letters=letters or 1, grows_to=most or 1, again=again
        )
    faults.tell()
    return replace(clock, days=days or 0, unit=DayUnit(unit))


def with_rule(clocks: Clocks, scope: Scope, name: ClockName, clock: Clock | None, standard: Clock) -> Clocks:
    """The clocks of a hub as they would be with this rule, or with none in this place."""
    whose = scope.offer or scope.kind
    if whose is None:
        return clocks | {name: clock or standard}
    rest = {key: one for key, one in clocks.narrower.items() if key != (name, whose)}
    return replace(clocks, narrower=rest | ({(name, whose): clock} if clock else {}))


def set_clock(work: Work, hub_id: UUID, scope: Scope, name: ClockName, clock: Clock) -> tuple[int, int]:
    """This rule counts from now on; how many open tracks and cases got another date."""
    before = _begin(work, hub_id, scope, name)
    row = _row(work, hub_id, scope, name) or ClockRow(
        hub_id=hub_id, name=name, table_kind=scope.kind, offer_id=scope.offer, days=0, unit=DayUnit.WORKING_DAYS
    )
    row.days, row.unit, row.asked = clock.days, clock.unit, clock.asked
    row.letters, row.grows, row.grows_to, row.again = clock.letters, clock.grows, clock.grows_to, clock.again
    work.session.add(row)
    says = {"days": clock.days, "unit": str(clock.unit), "asked": str(clock.asked), "letters": clock.letters,
            "grows": str(clock.grows), "grows_to": clock.grows_to, "again": clock.again}  # fmt: skip
    return _end(work, hub_id, scope, name, before, "clock.set", says)


def to_standard(work: Work, hub_id: UUID, scope: Scope, name: ClockName) -> tuple[int, int]:
    """What is wider counts again: the rule of the hub for a table or an offer, the standard for the hub."""
    before = _begin(work, hub_id, scope, name)
    row = _row(work, hub_id, scope, name)
    if row is None:
        return 0, 0
    work.session.delete(row)
    return _end(work, hub_id, scope, name, before, "clock.standard", {})


def _begin(work: Work, hub_id: UUID, scope: Scope, name: ClockName) -> Clocks:
    take_hub(work, hub_id)
    if not scope.fits(name) or (scope.offer and not is_offer_of(work, hub_id, scope.offer)):
        raise NotFound
    anew.hold_open_cases(work, hub_id)
    return clocks_of(work, hub_id)


def _end(
    work: Work, hub_id: UUID, scope: Scope, name: ClockName, before: Clocks, act: str, says: dict[str, Any]
) -> tuple[int, int]:
    work.session.flush()
    ledger.write(work, act, "hub", hub_id, hub_id=hub_id, name=str(name), scope=str(scope), **says)
    return anew.set_anew(work, hub_id, before, clocks_of(work, hub_id))


def _row(work: Work, hub_id: UUID, scope: Scope, name: ClockName) -> ClockRow | None:
    asked = select(ClockRow).where(ClockRow.hub_id == hub_id, ClockRow.name == name)
    same_kind = col(ClockRow.table_kind).is_not_distinct_from(scope.kind)
    return work.session.exec(asked.where(same_kind, col(ClockRow.offer_id).is_not_distinct_from(scope.offer))).first()


MOST_OFFERS = 300


@dataclass(frozen=True)
class Offers:
    """What a page shows of the offers of a hub, each with its partner, and how many there are of what it looked for."""

    shown: Sequence[tuple[Offer, str]]
    total: int

    @property
    def all_of_them(self) -> bool:
        return len(self.shown) >= self.total


def offers_of(work: Work, hub_id: UUID, sought: str = "", keep: UUID | None = None) -> Offers:
    """Offers that a hub can use with these words in their name or their partner's, and those that stopped with a clock
    of their own: for whoever keeps its clocks. What has a clock of its own, and the one to `keep`, are always there."""
    own = col(Offer.id).in_(_with_clock(hub_id)) | (col(Offer.id) == keep)
    words = [col(Organisation.name).icontains(word, autoescape=True) | col(Offer.name).icontains(word, autoescape=True)
             for word in sought.split()[:6]]  # fmt: skip
    found = (
        select(Offer, Organisation.name)
        .join(Organisation, col(Organisation.id) == Offer.organisation_id)
        .where(own | sa.and_(_usable(hub_id), *words))
    )
    rows = work.session.exec(
        found.order_by(sa.case((own, 0), else_=1), col(Organisation.sort_key), col(Offer.name)).limit(MOST_OFFERS)
    ).all()
    total = work.session.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    return Offers(sorted(rows, key=lambda row: (sort_key(row[1]), row[0].name)), total)


def is_offer_of(work: Work, hub_id: UUID, offer_id: UUID) -> bool:
    """Whether this hub may keep a clock for it."""
    asked = select(Offer.id).where(Offer.id == offer_id, _usable(hub_id) | col(Offer.id).in_(_with_clock(hub_id)))
    return work.session.exec(asked).first() is not None


def _usable(hub_id: UUID) -> sa.ColumnElement[bool]:
    ours = select(HubPartner.organisation_id).where(HubPartner.hub_id == hub_id)
    return col(Offer.active) & col(Offer.organisation_id).in_(ours)


def _with_clock(hub_id: UUID) -> Any:
    return select(ClockRow.offer_id).where(ClockRow.hub_id == hub_id, col(ClockRow.offer_id).is_not(None))


def offer_words(offer: Offer, partner: str) -> str:
    named = f"{partner}: {offer.name}"
    return named if offer.active else f"{named} ({_('een aanbod dat niet meer loopt')})"

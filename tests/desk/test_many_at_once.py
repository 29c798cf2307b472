"""Fifty partners click at one moment, each on a connection of its own: nothing is overbooked, every loser reads why."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub.asker import Asker, AskerKind, Role, Seat
from hub.dispatch import claims
from hub.dispatch.table_tables import Claim, DispatchTable, TableSeat
from hub.partners.tables import Capacity, HubPartner, Offer, Organisation, OrganisationKind
from hub.problems import Refused
from hub.store import Store
from tests.cast import World
from tests.desk.test_claims import both_at_once
from tests.tables import on_table, rows, takes_up

PARTNERS, COUNTED, PLACES_EACH, CASES = 50, 10, 2, 5


def many_partners(world: World) -> list[tuple[UUID, UUID]]:
    """Fifty partners with a seat at the table, each with an offer; ten of them count two places each."""
    with world.desk() as work:
        hub_id = world["dijleland"]
        table = work.session.exec(select(DispatchTable).where(DispatchTable.hub_id == hub_id)).first()
        assert table is not None
        made = []
        for n in range(PARTNERS):
            name = f"Partner {n:02}"
            one = Organisation(
                name=name, sort_key=name.lower(), kind=OrganisationKind.WELFARE, kept_by=hub_id, created_at=work.now
            )
            work.session.add(one)
            work.session.flush()
            offer = Offer(
                organisation_id=one.id, name=f"Aanbod {n:02}", capacity=Capacity.HAS, capacity_on=date(2026, 9, 14),
                places=PLACES_EACH if n < COUNTED else None,
            )  # fmt: skip
            work.session.add_all([offer, HubPartner(hub_id=hub_id, organisation_id=one.id)])
            work.session.add(TableSeat(table_id=table.id, organisation_id=one.id, position=20 + n))
            made.append((one.id, offer.id))
        return made


def clicks(world: World, store: Store, partner: tuple[UUID, UUID], case: UUID, role: str) -> Callable[[], object]:
    organisation, offer = partner

    def act() -> object:
        with store.begin(now=world.now) as work:
            work.asker = Asker(
                AskerKind.PERSON, world["Nadia Pauwels"], seats=(Seat(Role.PARTNER, organisation_id=organisation),)
            )
            return claims.claim(work, case, offer, role).id

    return act


def test_of_fifty_that_click_at_once_as_many_win_as_there_are_places_and_the_others_read_why(world: World) -> None:
    partners = many_partners(world)
    cases = [on_table(world) for _n in range(CASES)]
    for case in cases:
        takes_up(world, "Nadia Pauwels", case, "Individuele begeleiding")
    store = Store(world.store.settings, pool_size=PARTNERS)
    counted = partners[:COUNTED]
    joins = both_at_once(*(clicks(world, store, one, case, "co") for case in cases for one in counted))
    lost = Counter(answer.sentence for answer in joins if isinstance(answer, Refused))
    assert lost == {
        f"De laatste plaats van “Aanbod {n:02}” is net ingenomen.": CASES - PLACES_EACH for n in range(COUNTED)
    }
    assert sum(isinstance(answer, UUID) for answer in joins) == COUNTED * PLACES_EACH == 20
    taken = [one.taken for one in rows(world, Offer) if one.id in {offer for _partner, offer in counted}]
    assert taken == [PLACES_EACH] * COUNTED

    wanted = on_table(world)
    leads = both_at_once(*(clicks(world, store, one, wanted, "lead") for one in partners[COUNTED:]))
    store.close()
    (first,) = [answer for answer in leads if isinstance(answer, UUID)]
    with world.desk() as work:
        winner = work.session.get_one(Organisation, work.session.get_one(Claim, first).organisation_id).name
        assert len(work.session.exec(select(Claim).where(col(Claim.referral_id) == wanted)).all()) == 1
    said = {answer.sentence for answer in leads if isinstance(answer, Refused)}
    assert said == {f"{winner} nam deze vraag net op. Jullie kunnen nog meedoen."}
    assert re.fullmatch(r"Partner \d\d", winner)

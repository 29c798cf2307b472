"""Which hub a form goes to: the one that was chosen, after a question when another one serves where it is about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import places
from hub.asker import Role
from hub.columns import table_of
from hub.hubs import Hub, HubMunicipality
from hub.intake.desk import known_school
from hub.lookups import Lookup
from hub.partners import finder
from hub.partners.finder import Named
from hub.partners.tables import Organisation
from hub.store import Work
from hub.web import Form
from hub.wording import _, list_words, sort_key

# The NIS codes that each hub serves, by the hub's slug, in the order of the hubs.
Areas = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Served:
    """All hubs in their order, and what each serves."""

    hubs: Sequence[Hub]
    areas: Areas

    @property
    def only(self) -> Hub | None:
        return self.hubs[0] if len(self.hubs) == 1 else None


_M = table_of(HubMunicipality)
_IN_AREA = sa.select(_M.c.nis).where(_M.c.hub_id == col(Hub.id), _M.c.stage != "ended").correlate(Hub)
_AREA = sa.func.array(_IN_AREA.scalar_subquery()).label("area")
_SERVED = Lookup(select(Hub).add_columns(_AREA).order_by(col(Hub.position)))


def served(work: Work) -> Served:
    hubs = _SERVED.ask(work.session)
    return Served(hubs, {hub.slug: set(hub.area) for hub in hubs if hub.area})


def in_words(area: Collection[str]) -> str:
    """ "Lier, Mechelen en Willebroek" """
    return list_words(sorted((str(places.municipality(nis)) for nis in area if places.exists(nis)), key=sort_key))


def serving(areas: Areas, nis: Collection[str]) -> str:
    """The one hub that serves one of these municipalities; "" for none and for several."""
    found = [slug for slug, area in areas.items() if set(nis) & set(area)]
    return found[0] if len(found) == 1 else ""


def elsewhere(areas: Areas, chosen: str, home: Collection[str], school: str | None) -> str:
    """The hub of the school's site, or else of the home municipality, when `chosen` serves neither of them.

    `home` holds the NIS codes that a postcode leaves open. "" when the choice is good, or nobody else serves them.
    """
    here = set(areas.get(chosen, ()))
    if here & set(home) or school in here:
        return ""
    at_school = next((slug for slug, area in areas.items() if school in area), "")
    return at_school or next((slug for slug, area in areas.items() if set(home) & set(area)), "")


def first_choice(work: Work, there: Served, typed: Form, asked: str | None) -> str:
    """The hub that the form goes to while nobody chose: the one in its address, the only one, the one that serves the
    school's site, the asker's organisation or the home. "" when nothing says which."""
    if asked or there.only:
        return asked or there.hubs[0].slug
    areas = there.areas
    return by_site(work, there, typed) or serving(areas, _municipalities_of_asker(work)) or serving(areas, _home(typed))


def by_site(work: Work, there: Served, typed: Form) -> str:
    """The hub that serves the site of the school that was chosen or typed; "" while that says nothing."""
    school = _site(work, typed)
    return serving(there.areas, [school.nis]) if school and school.nis else ""


def _site(work: Work, typed: Form) -> Named | None:
    """The school of the youngster, or else the school from which somebody writes."""
    return known_school(work, typed["school_name"]) or known_school(work, typed["referrer_organisation"])


def _municipalities_of_asker(work: Work) -> list[str]:
    ids: frozenset[UUID] = work.asker.organisations_as(Role.REFERRER, Role.PARTNER)
    found = (work.session.get(Organisation, one) for one in ids)
    return [one.nis for one in found if one and one.nis]


def better_for(work: Work, there: Served, typed: Form, named: Sequence[Named]) -> str:
    """The slug of the hub that this form seems to belong to rather; "" when nothing says so, or somebody who was
    asked has chosen. `named` is who goes by the name of the school."""
    if typed["settled"] == answer_for(typed):
        return ""
    school = known_school(work, typed["school_name"], among=named)
    return elsewhere(there.areas, typed["hub"], _home(typed), school.nis if school else None)


def answer_for(typed: Form) -> str:
    """What is remembered of the answer: this hub, for this postcode and this school."""
    return " ".join([typed["hub"], typed["postcode"], sort_key(typed["school_name"])])[:300].strip()


def question(work: Work, there: Served, typed: Form, better: str) -> str:
    """ "2800 Mechelen hoort bij Meldpunt Dijleland. …", of the home or else of the school."""
    school = known_school(work, typed["school_name"])
    at = [nis for nis in _home(typed) if nis in there.areas[better]]
    if at:
        place = f"{typed['postcode'].strip()} {places.municipality(at[0])}"
    else:
        place = finder.in_full(finder.read(school)) if school else ""
    name = next(hub.name for hub in there.hubs if hub.slug == better)
    return _("%(place)s hoort bij %(hub)s. Kies waar je de aanmelding naartoe stuurt.", place=place, hub=name)


def _home(typed: Form) -> list[str]:
    found = [place.nis for place in places.by_postcode(typed["postcode"])]
    return [typed["home_nis"]] if typed["home_nis"] in found else found

"""Which hub a form goes to: the one that was chosen, after a question when another one serves where it is about."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import select

from hub import places
from hub.asker import Role
from hub.hubs import Hub, HubMunicipality, all_hubs
from hub.intake.desk import known_school
from hub.partners.tables import Organisation
from hub.store import Work
from hub.web import Form
from hub.wording import _, list_words, sort_key

# The NIS codes that each hub serves, by the hub's slug, in the order of the hubs.
Areas = Mapping[str, Collection[str]]


def served(work: Work) -> Areas:
    rows = work.session.exec(
        select(Hub.slug, HubMunicipality.nis)
        .join(HubMunicipality, sa.text("hub_municipality.hub_id = hub.id"))
        .where(HubMunicipality.stage != "ended")
        .order_by(sa.text("hub.position"))
    ).all()
    areas: dict[str, set[str]] = {}
    for slug, nis in rows:
        areas.setdefault(slug, set()).add(nis)
    return areas


def in_words(area: Collection[str]) -> str:
    """ "Lier, Mechelen en Willebroek" """
    return list_words(sorted((str(places.municipality(nis)) for nis in area if places.exists(nis)), key=sort_key))


def serving(areas: Areas, nis: Collection[str]) -> str:
    """The one hub that serves one of these municipalities; "" for none and for several."""
    found = [slug for slug, area in areas.items() if set(nis) & set(area)]
    return found[0] if len(found) == 1 else ""


def elsewhere(areas: Areas, chosen: str, home: Collection[str], school: str | None) -> str:
    """The hub of the home municipality when it is another one than `chosen`, and the school is not of `chosen` either.

    `home` holds the NIS codes that a postcode leaves open. "" when the choice is good, or nobody else serves them.
    """
    here = set(areas.get(chosen, ()))
    if here & set(home) or school in here:
        return ""
    return next((slug for slug, area in areas.items() if set(home) & set(area)), "")


def first_choice(work: Work, typed: Form, asked: str | None) -> str:
    """The hub that a page of the form begins with: the one in its address, the only one, or the one that serves the
    asker's organisation. "" when nothing says which."""
    hubs = all_hubs(work.session)
    if asked or len(hubs) == 1:
        return asked or hubs[0].slug
    areas = served(work)
    return serving(areas, _municipalities_of_asker(work)) or serving(areas, _home(typed))


def _municipalities_of_asker(work: Work) -> list[str]:
    ids: frozenset[UUID] = work.asker.organisations_as(Role.REFERRER, Role.PARTNER)
    found = (work.session.get(Organisation, one) for one in ids)
    return [one.nis for one in found if one and one.nis]


def better_for(work: Work, typed: Form) -> str:
    """The slug of the hub that this form seems to belong to rather; "" when nothing says so, or somebody who was
    asked has chosen."""
    if typed["settled"] == answer_for(typed):
        return ""
    school = known_school(work, typed["school_name"])
    return elsewhere(served(work), typed["hub"], _home(typed), school.nis if school else None)


def answer_for(typed: Form) -> str:
    """What is remembered of the answer: this hub, for this postcode."""
    return f"{typed['hub']} {typed['postcode']}"


def question(work: Work, typed: Form, better: str) -> str:
    """ "2800 Mechelen hoort bij Meldpunt Dijleland. …" """
    at = [nis for nis in _home(typed) if nis in served(work)[better]]
    place = f"{typed['postcode'].strip()} {places.municipality(at[0])}"
    name = next(hub.name for hub in all_hubs(work.session) if hub.slug == better)
    return _("%(place)s hoort bij %(hub)s. Kies waar je de aanmelding naartoe stuurt.", place=place, hub=name)


def _home(typed: Form) -> list[str]:
    found = [place.nis for place in places.by_postcode(typed["postcode"])]
    return [typed["home_nis"]] if typed["home_nis"] in found else found

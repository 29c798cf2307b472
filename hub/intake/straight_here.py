"""What the form says of crisis mode, and the partners that whoever signed in may ask straight from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hub.clock import brussels_date
from hub.dispatch import straight
from hub.dispatch.fitting.need import Need
from hub.dispatch.identity import age_on
from hub.dispatch.straight import Asking
from hub.hubs import Hub, in_crisis
from hub.intake.desk import known_school
from hub.intake.draft import Draft
from hub.partners.finder import Named
from hub.people.rights import Right, may
from hub.people.tables import Person
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form
from hub.wording import _


@dataclass(frozen=True)
class InCrisis:
    """A hub in crisis mode, until when, and what may be asked of its partners: (value, offer, for whom). Without an
    account nothing: whoever asks a partner straight away is known."""

    hub: Hub
    until: date
    options: Sequence[tuple[str, str, str]]
    signed_in: bool


def offered(work: Work, hubs: Sequence[Hub]) -> list[InCrisis]:
    today = brussels_date(work.now)
    known = may(work.asker, Right.ASK_STRAIGHT)
    open_ones = [one for one in hubs if in_crisis(one, today)]
    choices = straight.choices(work, open_ones)
    return [
        InCrisis(one, one.crisis_until, _options(one, choices[one.id]), known) for one in open_ones if one.crisis_until
    ]


def offers_in(typed: Form, hub: Hub) -> list[UUID]:
    """The offers of this hub's partners that were chosen; those of another hub that stood on the page are left out."""
    begins = f"{hub.slug}:"
    found = []
    for value in typed[straight.FIELD]:
        try:
            found += [UUID(value.removeprefix(begins))] if value.startswith(begins) else []
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def refusal(work: Work, hub: Hub, draft: Draft, typed: Form, named: Sequence[Named]) -> dict[str, str]:
    """Why the partners that were chosen cannot be asked, so that nothing is sent and no file is lost."""
    offers = offers_in(typed, hub)
    if not offers:
        return {}
    person = work.session.get(Person, work.asker.person_id) if work.asker.person_id else None
    school = known_school(work, draft.school_name, among=named)
    today = brussels_date(work.now)
    need = Need(
        age=age_on(draft.birth_date, today), structure=draft.structure or None, home_nis=draft.municipality,
        school_nis=school.nis if school else None,
    )  # fmt: skip
    known = person is not None and person.email == draft.referrer_email
    try:
        straight.chosen(work, hub, Asking(need, [draft.main_reason], draft.subject_kind, known), offers)
    except Invalid as invalid:
        return invalid.errors
    return {}


def _options(hub: Hub, found: Sequence[straight.Choice]) -> list[tuple[str, str, str]]:
    return [(f"{hub.slug}:{one.id}", f"{one.partner}: {one.offer}", _for_whom(one)) for one in found]


def _for_whom(one: straight.Choice) -> str:
    youngest, oldest = one.ages
    ages = _("%(youngest)d tot %(oldest)d jaar", youngest=youngest, oldest=oldest)
    return f"{ages}, NAFT" if one.is_naft else ages

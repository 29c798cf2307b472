"""What a form says where a value was found for it: whether it is asked, what stands there now, and how it reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub import places
from hub.clock import brussels_date
from hub.dispatch import identity
from hub.dispatch.tables import Referral
from hub.intake import filling
from hub.intake.desk_sections import desk_sections_for
from hub.intake.labelled.fields import Field, Found
from hub.intake.questions import Section, fields_for
from hub.intake.section_form import Said as Stored
from hub.intake.sections import Parent
from hub.intake.typed import check, shown
from hub.people.rights import Right, may
from hub.problems import Invalid
from hub.store import Work
from hub.tokens import hash_of
from hub.wording import _, sort_key

# A longer answer that holds the found words already is no other answer.
MAY_SAY_MORE = frozenset({"school_name", "referrer_organisation", "clb_contact", "site", "name", "contact"})


def key_of(one: Found) -> str:
    """By what a value of a field is known again, whoever wrote it."""
    return hash_of("|".join((*one.field, sort_key(one.value) or one.value)))[:32]


@dataclass(frozen=True)
class Suggestion:
    """A value that could be taken over: `values` by field as a form holds them, `said` as people read it, `now` what
    stands there and "" for nothing."""

    key: str
    section: Section
    field: Field
    values: Mapping[str, Any]
    before: Mapping[str, Any]
    label: str
    said: str
    now: str
    found: Found
    where: str


@dataclass(frozen=True)
class Form:
    """The form of a case as the desk fills it in: which sections are asked, and what stands in them."""

    sections: Mapping[str, Section]
    stored: Mapping[str, Stored]
    asked: Mapping[str, Mapping[str, str]]  # labels of the questions that are asked, by section

    @classmethod
    def of(cls, work: Work, referral: Referral) -> "Form":
        about, youngster = filling.known_of(work, referral), identity.youngster_of(work, referral)
        sections = {one.name: one for one in desk_sections_for(referral, youngster, brussels_date(work.now))}
        all_of_it = may(work.asker, Right.SEE_RESTRICTED, referral.hub_id)
        stored = {
            name: filling.read(one, referral, youngster, restricted_too=all_of_it) for name, one in sections.items()
        }  # fmt: skip
        asked = {
            name: {at: _(how.label) for at, how in fields_for(one, about).items()} for name, one in sections.items()
        }  # fmt: skip
        return cls(sections, stored, asked)

    def asks(self, field: Field) -> bool:
        return field.name in self.asked.get(field.section, {})

    def label(self, field: Field) -> str:
        label = self.asked[field.section][field.name]
        of = field.person or (_("aanmelder") if field.section == "referrer" else "")
        return f"{label} ({of})" if of and field.name != "clb_contact" else label

    def suggestion(
        self, found: tuple[Found, dict[str, Any]], where: Mapping[str, str], today: date
    ) -> Suggestion | None:
        """None where it is not asked, cannot stand in the form, or stands there already."""
        one, values = found
        if not self.asks(one.field):
            return None
        section, stored = self.sections[one.field.section], self.stored[one.field.section]
        try:
            check(section.model, values, today)
        except Invalid:
            return None
        before = {name: current(stored, one.field, name) for name in values}
        now, new = before[one.field.name], one.value
        as_much = isinstance(now, str) and _says_as_much(one.field.name, now, new)
        if before == values or as_much or _is_known(stored, one):
            return None
        label = _("Postcode en gemeente") if "home_nis" in values else self.label(one.field)
        words, now_words = (words_of(section, one.field.name, of) for of in (values, before))
        return Suggestion(
            key_of(one), section, one.field, values, before, label, words, now_words, one, where.get(one.source, "")
        )


def current(stored: Stored, field: Field, name: str) -> Any:
    """What stands in a field now, as a form would hold it: a text, or a list where several can be chosen."""
    if isinstance(stored, list):
        person = person_among(stored, field.person)
        return str((shown(person).get(name) if person else "") or "")
    value = shown(stored).get(name) or ""
    return value if isinstance(value, list) else str(value)


def person_among(people: Sequence[Parent], relation: str) -> Parent | None:
    return next((one for one in people if sort_key(one.relation) == sort_key(relation)), None)


def _says_as_much(name: str, now: str, new: str) -> bool:
    same = sort_key(now) == sort_key(new)
    return same or (name in MAY_SAY_MORE and f" {sort_key(new)} " in f" {sort_key(now)} ")


def _is_known(stored: Stored, one: Found) -> bool:
    """Whether this parent stands in the form under another word ("mama"), with this name or number."""
    if not isinstance(stored, list):
        return False
    named = one.field.name in ("name", "contact")
    return named and any(sort_key(one.value) == sort_key(getattr(person, one.field.name)) for person in stored)


def words_of(section: Section, name: str, values: Mapping[str, Any]) -> str:
    """A value as people read it."""
    value, asked = values[name], section.model.fields()[name]
    if isinstance(value, list):
        return ", ".join(_(asked.options[code]) for code in value if asked.options and code in asked.options)
    if value and asked.kind == "tick":
        return _("ja")
    if value and asked.options and value in asked.options:
        return _(asked.options[value])
    if value and asked.kind in ("day", "birth_date"):
        day = date.fromisoformat(value)
        return f"{day.day}/{day.month}/{day.year}"
    return f"{value} {places.name_of(values.get('home_nis'))}".strip()

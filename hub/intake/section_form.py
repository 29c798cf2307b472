"""One section as a form: what was typed for it, checked, and what there is to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub import places
from hub.intake.known import Known
from hub.intake.questions import BY_SLUG, Section, fitting, lacking, lacking_beside
from hub.intake.sections import Parent
from hub.intake.typed import Typed, check, shown, values_in
from hub.problems import Invalid
from hub.tokens import hash_of
from hub.web import Form, one
from hub.wording import _, list_words

MOST_PARENTS = 8
# Half of a name is a word ("Wie" of Wietse): a card on which it stands would be taken from its partners.
NAMES = {"first_name", "last_name"}
Said = Typed | list[Parent]


def typed_in(section: Section, data: Form) -> dict[str, Any]:
    """What was typed, as the page wants it back: `people` for a section that repeats, else `typed`."""
    return {"people": _people_in(data)} if section.repeats else {"typed": values_in(data, section.model)}


def stored_as_typed(stored: Said, *, one_more: bool = True) -> dict[str, Any]:
    """A stored section as `typed_in` would give it; people with an empty place for one more."""
    if isinstance(stored, list):
        return {"people": [shown(person) for person in stored] + ([shown(Parent())] if one_more else [])}
    return {"typed": shown(stored)}


@dataclass(frozen=True)
class Read:
    """A section as it may be stored, and the names of the answers that do not fit the others and are left out."""

    said: Said
    dropped: Sequence[str] = ()


def checked(section: Section, typed: dict[str, Any], about: Known) -> Read:
    """The section that was typed; Invalid with a sentence for each field that cannot be taken, or must be there."""
    if section.repeats:
        return _checked_people(section, typed["people"], about)
    read = _fitting(section, _whole(section, typed["typed"], about), about)
    missing = lacking(section, read.said, about) if isinstance(read.said, Typed) else {}
    if missing:
        raise Invalid({name: _(sentence) for name, sentence in missing.items()})
    return read


def as_far_as_it_goes(section: Section, typed: dict[str, Any], stored: Said, about: Known) -> Said:
    """What can be stored of a section that somebody is still typing: a field that is not right yet stays as it is
    `stored`, and a name until the button is pressed. Invalid when it repeats and is not right."""
    if isinstance(stored, list):
        read = _checked_people(section, typed["people"], about)
        return read.said
    values = typed["typed"]
    try:
        said = _whole(section, values, about)
    except Invalid as invalid:
        before = shown(stored)
        said = check(section.model, values | {name: before[name] for name in invalid.errors}, about.on)
    said = said.model_copy(update={name: getattr(stored, name) for name in NAMES & type(said).model_fields.keys()})
    return _without_lacking(section, _fitting(section, said, about).said, stored, about)


def _without_lacking(section: Section, said: Said, stored: Typed, about: Known) -> Said:
    """An answer that asks for another one, which is not there yet, stays as it is `stored`: nobody agreed until it is
    said who did."""
    assert isinstance(said, Typed), "a section that repeats lacks nothing"
    waits = {field: getattr(stored, field) for field in lacking_beside(section, said, about)}
    return _fitting(section, said.model_copy(update=waits), about).said if waits else said


def seen(stored: Said) -> str:
    """What a form was opened with, so that nobody writes over another one's change without seeing it."""
    return hash_of(repr(stored))[:16]


def left_out_words(labels: Sequence[str]) -> str:
    """What is said about answers that do not fit the others: they are gone, and it was not done silently."""
    return _(
        "Dit past niet bij je andere antwoorden, dus bewaarden we het niet: %(fields)s.", fields=list_words(labels)
    )


def left_out_at(asked: Mapping[str, str]) -> str:
    """The same for what an address names: the section that was saved (`na` or `deel`), and its fields (`weg`)."""
    before = BY_SLUG.get(asked.get("na") or asked.get("deel") or "")
    labels = before.model.fields() if before else {}
    found = [_(labels[name].label) for name in (asked.get("weg") or "").split(",") if name in labels]
    return left_out_words(found) if found else ""


def _fitting(section: Section, said: Typed, about: Known) -> Read:
    return Read(*fitting(section, said, about))


def _whole(section: Section, values: Form, about: Known) -> Typed:
    if "home_nis" in values:
        found = choice_of_places(values)
        if found and values["home_nis"] not in dict(found):
            raise Invalid({"home_nis": _("Bij deze postcode horen meerdere gemeenten. Kies de juiste.")})
    return check(section.model, values, about.on)


def choice_of_places(typed: Form) -> list[tuple[str, str]]:
    """(NIS code, name) of the municipalities where the postcode leaves a choice open."""
    found = places.by_postcode(typed["postcode"]) if typed.get("postcode") else []
    return [(place.nis, place.name_nl) for place in found] if len(found) > 1 else []


def _people_in(data: Form) -> list[Form]:
    """The people as they were typed, without those that were ticked to go."""
    numbers = [n for n in range(MOST_PARENTS + 1) if f"p{n}_name" in data]
    return [values_in(data, Parent, f"p{n}_") for n in numbers if not one(data, f"p{n}_drop")]


def _checked_people(section: Section, people: list[Form], about: Known) -> Read:
    checked_ones: list[Parent] = []
    errors: dict[str, str] = {}
    dropped: dict[str, None] = {}
    for number, typed in enumerate(people):
        try:
            person, beside = fitting(section, _is_somebody(check(Parent, typed, about.on)), about)
            assert isinstance(person, Parent), "a section that repeats is about parents"
            checked_ones.append(person)
            dropped |= dict.fromkeys(beside)
        except Invalid as invalid:
            errors |= {f"p{number}_{name}": sentence for name, sentence in invalid.errors.items()}
    if errors:
        raise Invalid(errors)
    return Read([person for person in checked_ones if not person.is_empty], list(dropped))


def _is_somebody(person: Parent) -> Parent:
    """Invalid when it is not said who: a telephone number alone helps nobody."""
    if not (person.is_empty or person.name or person.relation):
        raise Invalid({"name": _("Vul de naam in, of wat deze persoon is voor de jongere. Of maak de rest leeg.")})
    return person

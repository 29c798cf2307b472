"""One section as a form: what was typed for it, checked, and what there is to choose from."""

from datetime import date
from typing import Any

from hub import places
from hub.intake.sections import Parent, Section
from hub.intake.typed import Typed, check, shown, values_in
from hub.problems import Invalid
from hub.web import Form, one
from hub.wording import _

MOST_PARENTS = 8
Said = Typed | list[Parent]


def typed_in(section: Section, data: Form) -> dict[str, Any]:
    """What was typed, as the page wants it back: `people` for a section that repeats, else `typed`."""
    return {"people": _people_in(data)} if section.repeats else {"typed": values_in(data, section.model)}


def stored_as_typed(stored: Said, *, one_more: bool = True) -> dict[str, Any]:
    """A stored section as `typed_in` would give it; people with an empty place for one more."""
    if isinstance(stored, list):
        return {"people": [shown(person) for person in stored] + ([shown(Parent())] if one_more else [])}
    return {"typed": shown(stored)}


def checked(section: Section, typed: dict[str, Any], today: date) -> Said:
    """The section that was typed; Invalid with a sentence for each field that cannot be taken."""
    if section.repeats:
        return _checked_people(typed["people"], today)
    values = typed["typed"]
    if "home_nis" in values:
        found = choice_of_places(values)
        if found and values["home_nis"] not in dict(found):
            raise Invalid({"home_nis": _("Bij deze postcode horen meerdere gemeenten. Kies de juiste.")})
    return check(section.model, values, today)


def choice_of_places(typed: Form) -> list[tuple[str, str]]:
    """(NIS code, name) of the municipalities where the postcode leaves a choice open."""
    found = places.by_postcode(typed["postcode"]) if typed.get("postcode") else []
    return [(place.nis, place.name_nl) for place in found] if len(found) > 1 else []


def _people_in(data: Form) -> list[Form]:
    """The people as they were typed, without those that were ticked to go."""
    numbers = [n for n in range(MOST_PARENTS + 1) if f"p{n}_name" in data]
    return [values_in(data, Parent, f"p{n}_") for n in numbers if not one(data, f"p{n}_drop")]


def _checked_people(people: list[Form], today: date) -> list[Parent]:
    checked_ones: list[Parent] = []
    errors: dict[str, str] = {}
    for number, typed in enumerate(people):
        try:
            checked_ones.append(_is_somebody(check(Parent, typed, today)))
        except Invalid as invalid:
            errors |= {f"p{number}_{name}": sentence for name, sentence in invalid.errors.items()}
    if errors:
        raise Invalid(errors)
    return [person for person in checked_ones if not person.is_empty]


def _is_somebody(person: Parent) -> Parent:
    """Invalid when it is not said who: a telephone number alone helps nobody."""
    if not (person.is_empty or person.name or person.relation):
        raise Invalid({"name": _("Vul de naam in, of wat deze persoon is voor de jongere. Of maak de rest leeg.")})
    return person

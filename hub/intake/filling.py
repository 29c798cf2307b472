"""Where a section lives: in columns of the referral and its youngster where they exist, else in its document."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from hub import places
from hub.clock import brussels_date
from hub.dispatch.codes import RESTRICTED
from hub.dispatch.identity import veiled, youngster_of
from hub.dispatch.tables import Referral
from hub.dispatch.tables import Youngster as YoungsterRow
from hub.intake.draft import Draft, Referrer
from hub.intake.known import Known
from hub.intake.questions import YOU, Section, sections_for
from hub.intake.sections import IDENTIFYING, AboutYou, Parent, Preference, Reasons, School, Youngster
from hub.intake.typed import Typed
from hub.store import Work
from hub.wording import sort_key

# Columns of a referral, and those of them in which nothing chosen is NULL.
SCHOOL_COLUMNS = ("school_name", "structure", "grade", "finality")
OF_REFERRER = "you"  # where that what is asked of who refers lives, which has no column
ASKED_BY_FORM = frozenset(Draft.model_fields)
CODES = frozenset({"structure", "finality"})


def read(
    section: Section, referral: Referral, youngster: YoungsterRow | None, *, restricted_too: bool = False
) -> Typed | list[Parent]:
    """A section as it is stored, not checked again: what was good once may be shown."""
    kept: dict[str, Any] = referral.sections.get(section.name) or {}
    if section.repeats:
        return [_stored(Parent, one) for one in kept.get("people", [])]
    if section.model is Youngster and youngster:
        kept = {name: getattr(youngster, name) for name in Youngster.model_fields}
    elif section.model is School:
        kept = kept | {name: getattr(referral, name) for name in SCHOOL_COLUMNS}
    elif section.model is Reasons:
        main, others = referral.main_reason, referral.other_reasons
        kept = kept | {
            "main_reason": main if restricted_too or main not in RESTRICTED else "",
            "other_reasons": [code for code in others if restricted_too or code not in RESTRICTED],
        }
    elif section.model in (Referrer, AboutYou):
        kept = referral.sections.get(OF_REFERRER) or {}
        kept = kept | {name: getattr(referral, name) for name in section.model.model_fields if name != "secrecy"}
    elif section.model is Preference:
        kept = kept | {"clb_contact": referral.clb_contact}
    return _stored(section.model, kept)


def write(
    section: Section,
    said: Typed | Sequence[Parent],
    referral: Referral,
    youngster: YoungsterRow | None,
    *,
    restricted_too: bool = False,
) -> None:
    """Put a checked section where it lives. `restricted_too`: whoever filled it in saw the restricted reasons."""
    if isinstance(said, Youngster):
        assert youngster is not None, "a section about the youngster is asked for a pupil only"
        _write_youngster(said, youngster)
        return
    if not isinstance(said, Typed):
        _keep(section, {"people": [person.model_dump(mode="json") for person in said]}, referral)
        return
    values = said.model_dump(mode="json")
    if isinstance(said, Referrer | AboutYou):
        _write_referrer(values, referral)
        return
    if isinstance(said, Preference):
        # It may have been said elsewhere, and is not asked of everybody here.
        referral.clb_contact = values.pop("clb_contact") or referral.clb_contact
    if isinstance(said, School):
        _write_school(said, values, referral)
    if isinstance(said, Reasons):
        _write_reasons(said, values, referral, restricted_too)
    _keep(section, values, referral)


def how_far(section: Section, referral: Referral, youngster: YoungsterRow | None) -> str:
    """ "empty", "begun" while nothing is said but what the form itself asked, else "filled"."""
    return how_full(read(section, referral, youngster))


def how_full(stored: Typed | list[Parent]) -> str:
    """The same of a section that was read."""
    if isinstance(stored, list):
        return "filled" if stored else "empty"
    said = {name for name, value in stored.model_dump().items() if value}
    return "filled" if said - ASKED_BY_FORM else "begun" if said else "empty"


def tells_who(stored: Typed | list[Parent], youngster: YoungsterRow | None) -> bool:
    """Whether a section says who somebody is, so that showing it is a look at an identity."""
    parts = stored if isinstance(stored, list) else [stored]
    said = [(name, value) for part in parts for name, value in part.model_dump().items() if value]
    texts = [value for _name, value in said if isinstance(value, str)]
    return any(name in IDENTIFYING for name, _value in said) or any(veiled(text, youngster) != text for text in texts)


def about(referral: Referral, youngster: YoungsterRow | None, on: date) -> Known:
    """What is known of this referral on a day, for which questions are asked."""
    born = youngster.birth_date if youngster else None
    return Known(referral.subject_kind, on, referral.referrer_kind, referral.structure or "", born)


def known_of(work: Work, referral: Referral) -> Known:
    return about(referral, youngster_of(work, referral), brussels_date(work.now))


def secrecy(referral: Referral) -> str:
    """The code of what binds who refers to secrecy; "" where nobody said."""
    return str((referral.sections.get(OF_REFERRER) or {}).get("secrecy") or "")


def asked_of(referral: Referral, youngster: YoungsterRow | None, on: date) -> list[Section]:
    """The sections that are asked about this referral; what was filled in before stays in sight."""
    filled = [name for name, values in referral.sections.items() if any((values or {}).values())]
    return sections_for(about(referral, youngster, on), filled)


def steps_of(work: Work, referral: Referral) -> list[Section]:
    """What a referrer is asked after the form, in order; who she is herself comes last."""
    return [*asked_of(referral, youngster_of(work, referral), brussels_date(work.now)), YOU]


def _write_referrer(values: dict[str, Any], referral: Referral) -> None:
    referral.sections = referral.sections | {OF_REFERRER: {"secrecy": values.pop("secrecy")}}
    if "referrer_kind" in values:
        values["referrer_kind"] = values["referrer_kind"] or referral.referrer_kind
    referral.sqlmodel_update(values)


def _keep(section: Section, values: dict[str, Any], referral: Referral) -> None:
    referral.sections = referral.sections | {section.name: values}


def _write_school(said: School, values: dict[str, Any], referral: Referral) -> None:
    for name in SCHOOL_COLUMNS:
        value = values.pop(name)
        setattr(referral, name, None if name in CODES and not value else value)
    found = places.by_postcode(said.school_postcode)
    referral.school_nis = found[0].nis if len(found) == 1 else referral.school_nis


def _write_reasons(said: Reasons, values: dict[str, Any], referral: Referral, restricted_too: bool) -> None:
    """Whoever was not shown a restricted reason does not take it away by leaving it out or by naming another one."""
    del values["main_reason"], values["other_reasons"]
    before = referral.main_reason
    referral.main_reason = said.main_reason or (None if restricted_too else before)
    hidden = () if restricted_too else (code for code in (*referral.other_reasons, before) if code in RESTRICTED)
    others = dict.fromkeys(code for code in (*said.other_reasons, *hidden) if code and code != referral.main_reason)
    referral.other_reasons = list(others)


def _write_youngster(said: Youngster, youngster: YoungsterRow) -> None:
    for name, value in said.model_dump().items():
        setattr(youngster, name, value)
    youngster.gender = said.gender or None
    found = [place.nis for place in places.by_postcode(said.postcode)]
    youngster.home_nis = said.home_nis if said.home_nis in found else found[0] if len(found) == 1 else None
    youngster.sort_key = sort_key(f"{said.last_name} {said.first_name}")


def _stored(model: type[Typed], values: dict[str, Any]) -> Any:
    fields, dates = model.model_fields, _dates_of(model)
    known = {name: value for name, value in values.items() if name in fields and value is not None}
    empty = {
        name: field.get_default(call_default_factory=True) for name, field in fields.items() if name not in known
    }  # fmt: skip
    return model.model_construct(**empty | {name: _day(v) if name in dates else v for name, v in known.items()})


@cache
def _dates_of(model: type[Typed]) -> frozenset[str]:
    return frozenset(name for name, field in model.fields().items() if field.kind in ("day", "birth_date"))


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None

"""The rule of a hub: which one counts now, what it was before, and a new version of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select

from hub import ledger
from hub.columns import table_of
from hub.dispatch.fitting.rule import (
    BEGINS_WITH,
    MOST_MARGIN,
    MOST_WEEKS,
    Aspect,
    Rule,
    Stale,
    Weight,
    as_stored,
    stored,
)
from hub.dispatch.fitting.tables import FitRule
from hub.faults import Faults
from hub.people.rights import Right, require
from hub.people.tables import Person
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _

_R = table_of(FitRule)
MOST_VERSIONS = 50
# Of a hub the rule that counts, as one value for a question that asks more.
RULE = (
    sa.select(sa.func.jsonb_build_array(_R.c.version, _R.c.rule, type_=JSONB))
    .where(_R.c.hub_id == sa.bindparam("hub", type_=sa.Uuid()))
    .order_by(_R.c.version.desc())
    .limit(1)
)


@dataclass(frozen=True)
class RuleData:
    """What is typed about a rule; numbers as typed."""

    weights: Mapping[str, str]
    age_margin: str
    stale: str
    longest_wait: str
    longest_wait_red: str
    note: str = ""


def rule_in(said: Sequence[Any] | None) -> Rule:
    """For who has read RULE already."""
    return stored(*said) if said else BEGINS_WITH


def rule_of(work: Work, hub_id: UUID) -> Rule:
    return rule_in(work.session.execute(RULE, {"hub": hub_id}).scalar_one_or_none())


def versions_of(work: Work, hub_id: UUID) -> list[tuple[FitRule, str]]:
    """Each version with who made it, the newest first; for the administrator."""
    require(work.asker, Right.MANAGE, hub_id)
    rows = work.session.exec(
        select(FitRule, Person.name)
        .outerjoin(Person, col(Person.id) == col(FitRule.made_by))
        .where(FitRule.hub_id == hub_id)
        .order_by(col(FitRule.version).desc())
        .limit(MOST_VERSIONS)
    ).all()
    return [(row, name or "") for row, name in rows]


def checked(data: RuleData, version: int = 0) -> tuple[Rule, str]:
    """The rule that was typed, and the note beside it. Invalid with all that is wrong."""
    faults = Faults()
    for aspect in Aspect:
        faults.one_of(f"weight_{aspect}", data.weights.get(aspect, ""), set(Weight), _("Kies hoe zwaar dit telt."))
    faults.one_of("stale", data.stale, set(Stale), _("Kies hoe dit telt."))
    needed = _("Geef een getal.")
    margin = faults.whole("age_margin", data.age_margin, 0, MOST_MARGIN, needed=needed)
    longest = faults.whole("longest_wait", data.longest_wait, 0, MOST_WEEKS, needed=needed)
    longest_red = faults.whole("longest_wait_red", data.longest_wait_red, 0, MOST_WEEKS, needed=needed)
    note = faults.line("note", data.note, at_most=300)
    faults.tell()
    weights = {aspect: Weight(data.weights[aspect]) for aspect in Aspect}
    return Rule(version, weights, margin or 0, Stale(data.stale), longest or 0, longest_red or 0), note


def keep(work: Work, hub_id: UUID, data: RuleData, seen: int) -> Rule:
    """One more version of the rule. Refused when another one than `seen` counts by now."""
    require(work.asker, Right.MANAGE, hub_id)
    rule, note = checked(data)
    return _add(work, hub_id, rule, note, seen)


def take_back(work: Work, hub_id: UUID, version: int, seen: int) -> Rule:
    """An older version counts again, as a new one; 0 is what each hub begins with."""
    require(work.asker, Right.MANAGE, hub_id)
    rule = BEGINS_WITH
    if version:
        row = work.session.exec(select(FitRule).where(FitRule.hub_id == hub_id, FitRule.version == version)).first()
        if row is None:
            raise NotFound
        rule = stored(row.version, row.rule)
    return _add(work, hub_id, rule, _("Zoals versie %(version)d", version=version), seen)


def _add(work: Work, hub_id: UUID, rule: Rule, note: str, seen: int) -> Rule:
    clash = _("Iemand anders paste de regel net aan. Kijk hoe hij nu is.")
    now = rule_of(work, hub_id)
    if now.version != seen:
        raise Refused(clash)
    if as_stored(now) == as_stored(rule):
        return now
    made = FitRule(
        hub_id=hub_id, version=now.version + 1, rule=as_stored(rule), note=note, made_at=work.now,
        made_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(made)
    work.flush(clash=clash)
    ledger.write(work, "fit_rule.keep", "fit_rule", made.id, hub_id=hub_id, version=made.version)
    return stored(made.version, made.rule)

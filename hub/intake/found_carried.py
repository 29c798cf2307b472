"""What a person said of values that were found goes along to another hub, and what nobody has looked at yet as well."""

from sqlmodel import select

from hub.dispatch.tables import Referral
from hub.intake.found_tables import FoundMark
from hub.store import Work

KEPT = ("section", "name", "person", "verdict", "value_key", "changed", "batch", "at", "by")


def carry(work: Work, source: Referral, target: Referral) -> None:
    """Without it the other hub would take a value that nobody checked for an answer, and be offered again what somebody
    said is not right. What is known there already is as it stood here last."""
    there = {
        one.value_key: one for one in work.session.exec(select(FoundMark).where(FoundMark.referral_id == target.id))
    }  # fmt: skip
    for mark in work.session.exec(select(FoundMark).where(FoundMark.referral_id == source.id)).all():
        values = {name: getattr(mark, name) for name in KEPT}
        known = there.get(mark.value_key)
        if known:
            known.sqlmodel_update(values)
        else:
            work.session.add(FoundMark(hub_id=target.hub_id, referral_id=target.id, **values))

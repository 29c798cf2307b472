"""Personal links for tests: made, confirmed with their code, and filled in behind."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import links
from hub.asker import Asker, AskerKind
from hub.dispatch import clarify
from hub.dispatch.tables import Referral
from hub.intake import additions, reading, sight
from hub.intake.holder import Holder, by_link
from hub.intake.questions import BY_SLUG
from hub.intake.typed import check, values_in
from hub.links import Link, Purpose
from hub.store import Work
from hub.tokens import hash_of
from tests.cast import World


def link_for(world: World, case: UUID, *, browser: str = "") -> UUID:
    with world.desk() as work:
        referral = work.session.get(Referral, case)
        assert referral
        return links.make(
            work, Purpose.REFERRAL, case, hub_id=referral.hub_id, referral_id=case,
            browser_hash=hash_of(browser) if browser else None,
        ).id  # fmt: skip


def hold(work: Work, link_id: UUID) -> Holder:
    link = work.session.get(Link, link_id)
    assert link
    work.asker = Asker(AskerKind.LINK, link_id=link.id)
    opened = select(Link.id).where(Link.noun_id == link.id, col(Link.used_at).is_not(None))
    return by_link(work, link, reads=work.session.exec(opened).first() is not None)


def confirm(world: World, link_id: UUID) -> None:
    with world.desk() as work:
        assert reading.ask(work, hold(work, link_id), "of Els")
    with world.desk() as work:
        code = work.session.exec(select(Link).where(Link.noun_id == link_id)).one()
        assert reading.enter(work, hold(work, link_id), "of Els", links.code_of(work, code))


def fill(world: World, link_id: UUID, slug: str, **typed: Any) -> bool:
    section = BY_SLUG[slug]
    with world.desk() as work:
        today = world.now.date()
        said: Any = check(section.model, values_in(typed, section.model), today)
        return additions.keep_section(work, hold(work, link_id), section, [said] if section.repeats else said)


def ask(world: World, case: UUID, text: str = "Sinds wanneer?") -> UUID:
    with world.desk("Hilde Verbist") as work:
        return clarify.ask(work, case, text).id


def question_link(world: World, question: UUID) -> UUID:
    with world.desk() as work:
        return work.session.exec(select(Link.id).where(Link.noun_id == question)).one()


def page(world: World, link_id: UUID) -> sight.OwnPage:
    with world.desk() as work:
        return sight.own_page(work, hold(work, link_id))

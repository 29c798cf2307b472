"""The schools that an administrator keeps: found by words, and held while many of them change at once."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub.partners.naming import words_of
from hub.partners.tables import Organisation, OrganisationKind
from hub.store import Work

MOST = 200  # on one page


def found_by(hubs: Collection[UUID], words: str) -> tuple[Any, bool]:
    """A question for those of these hubs that take part, narrowed by words of name, street and municipality; and
    whether there were such words."""
    wanted = words_of(words[:100])[:8]
    asked = select(Organisation).where(
        col(Organisation.kept_by).in_(hubs), Organisation.kind == OrganisationKind.SCHOOL,
        col(Organisation.ended_on).is_(None),
        *(col(Organisation.found_by).contains(f" {word}", autoescape=True) for word in wanted),
    )  # fmt: skip
    return asked, bool(wanted)


def held(work: Work, hubs: Collection[UUID], listed: Collection[UUID]) -> Sequence[Organisation]:
    """Those of these that the hubs keep, held for this unit of work; what another hub keeps is left alone."""
    return work.session.exec(
        select(Organisation)
        .where(col(Organisation.id).in_(listed), col(Organisation.kept_by).in_(hubs), Organisation.kind == "school")
        .order_by(col(Organisation.id))
        .with_for_update(key_share=True)
    ).all()

"""Views of the list of cases by name: kept, named anew, shared with the desk, deleted and brought back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.typed import clean
from hub.home import case_lists
from hub.home.case_lists import Wanted
from hub.home.view_tables import SavedView
from hub.lookups import Lookup
from hub.people.rights import Right, may, require
from hub.people.tables import Person
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from hub.store import Work
from hub.wording import _

MOST, LONGEST_NAME = 20, 40
FORGOTTEN_AFTER = timedelta(days=30)
V = table_of(SavedView)


@dataclass(frozen=True)
class View:
    """One view as a tab; `number` counts its cases, `by` is the colleague who shares it, "" for one's own."""

    id: UUID
    name: str
    wanted: Wanted
    number: str
    by: str
    shared: bool
    may_change: bool


_SEEN = Lookup(
    sa.select(V, table_of(Person).c.name.label("by"))
    .join(table_of(Person), table_of(Person).c.id == V.c.person_id)
    .where(
        sa.text("saved_view.deleted_at IS NULL"),
        sa.or_(
            V.c.person_id == sa.bindparam("me", type_=sa.Uuid()),
            sa.and_(sa.text("saved_view.shared"), V.c.hub_id.in_(sa.bindparam("hubs", expanding=True))),
        ),
    )
    .order_by(sa.func.lower(V.c.name), V.c.id)
)


def views_of(work: Work) -> list[View]:
    """One's own views and those that colleagues share with a desk where one sits, each with how many cases it holds now
    for whoever asks."""
    hubs = list(sight.desk_hubs(work))
    me = work.asker.person_id
    return [
        View(
            row.id, row.name, wanted, case_lists.counted(work, wanted), "" if row.person_id == me else row.by,
            row.shared, row.person_id == me or may(work.asker, Right.DECIDE, row.hub_id),
        )
        for row in _SEEN.ask(work.session, me=me, hubs=hubs)
        for wanted in [Wanted.of(row.asked)]
    ]  # fmt: skip


def save(work: Work, hub_id: UUID | None, name: str, asked: Mapping[str, str], *, shared: bool) -> SavedView:
    """Keep this choice under a name. Invalid without a name, for one that is taken, or a choice of everything; Refused
    beyond MOST."""
    hubs = sight.desk_hubs(work)
    hub = hub_id or next(iter(sorted(hubs)))
    require(work.asker, Right.SEE_DESK, hub)
    wanted = Wanted.of(asked)
    clean("woorden", wanted.words)
    if wanted == Wanted():
        raise Invalid({"name": _("Kies eerst een filter. Zonder filter is dit gewoon de hele lijst.")})
    mine = _mine(work)
    if len(mine) >= MOST:
        raise Refused(_("Je hebt al %(most)d weergaven. Verwijder er eerst een.", most=MOST))
    if work.asker.person_id is None:
        raise NotFound
    view = SavedView(
        hub_id=hub, person_id=work.asker.person_id, name=_free(name, mine), asked=wanted.as_asked(), shared=shared,
        created_at=work.now,
    )  # fmt: skip
    work.session.add(view)
    work.session.flush()
    _note(work, "view.save", view)
    return view


def change(work: Work, view_id: UUID, name: str, *, shared: bool) -> SavedView:
    """Another name, shared or no longer. For its owner; who decides at the hub may change what is shared there."""
    view = _held(work, view_id)
    others = [one for one in _mine(work, view.person_id) if one.id != view.id]
    view.name, view.shared = _free(name, others), shared
    _note(work, "view.change", view)
    return view


def delete(work: Work, view_id: UUID, *, back: bool = False) -> SavedView:
    """Out of sight for everybody, until it is brought `back`; forgotten when one is deleted a month later."""
    view = _held(work, view_id, deleted=back)
    if back and len(_mine(work, view.person_id)) >= MOST:
        raise Refused(_("Je hebt al %(most)d weergaven. Verwijder er eerst een.", most=MOST))
    view.deleted_at = None if back else work.now
    old = sa.delete(V).where(V.c.person_id == view.person_id, V.c.deleted_at < work.now - FORGOTTEN_AFTER)
    work.session.execute(old)
    _note(work, "view.back" if back else "view.delete", view)
    return view


def _held(work: Work, view_id: UUID, *, deleted: bool = False) -> SavedView:
    """NotFound for a view that the asker does not see; NotAllowed for one that a colleague shares."""
    hubs = sight.desk_hubs(work)
    view = work.session.exec(select(SavedView).where(SavedView.id == view_id).with_for_update()).first()
    if view is None or (view.deleted_at is not None) != deleted:
        raise NotFound
    own = view.person_id == work.asker.person_id
    if not own and not (view.shared and view.hub_id in hubs):
        raise NotFound
    if not own and not may(work.asker, Right.DECIDE, view.hub_id):
        raise NotAllowed(_("Deze weergave is van een collega. Bewaar ze onder een eigen naam om ze te veranderen."))
    return view


def _mine(work: Work, person_id: UUID | None = None) -> Sequence[SavedView]:
    whose = person_id or work.asker.person_id
    query = select(SavedView).where(SavedView.person_id == whose, col(SavedView.deleted_at).is_(None))
    return work.session.exec(query).all()


def _free(name: str, others: Sequence[SavedView]) -> str:
    name = " ".join(clean("name", name, needed=_("Geef een naam."), at_most=LONGEST_NAME).split())
    if any(one.name.casefold() == name.casefold() for one in others):
        raise Invalid({"name": _("Er is al een weergave met deze naam.")})
    return name


def _note(work: Work, act: str, view: SavedView) -> None:
    work.session.flush()
    ledger.write(work, act, "saved_view", view.id, hub_id=view.hub_id, shared=view.shared)

"""Views of the list of cases by name: kept, changed, shared with the desk, deleted and brought back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
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

# How many somebody keeps, how many a desk shares, and how many of all these a page counts; the others it names.
MOST, MOST_SHARED, SHOWN = 20, 40, 8
LONGEST_NAME = 40
FORGOTTEN_AFTER = timedelta(days=30)
V = table_of(SavedView)


@dataclass(frozen=True)
class View:
    """One view as a tab. `number` counts its cases, "" where nobody did; `by` is who shares it, "" for one's own."""

    id: UUID
    name: str
    wanted: Wanted
    number: str
    by: str
    shared: bool
    may_change: bool


@dataclass(frozen=True)
class Views:
    """Those that are shown with how many cases each holds, and the others by name only."""

    shown: Sequence[View] = ()
    rest: Sequence[View] = ()
    chosen: View | None = None


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
    .order_by(V.c.person_id != sa.bindparam("me", type_=sa.Uuid()), sa.func.lower(V.c.name), V.c.id)
)


def views_of(work: Work, chosen: str = "") -> Views:
    """One's own views, then those that colleagues share with a desk where one sits. The first ones and the one that is
    `chosen` say how many cases they hold now for whoever asks."""
    seen = _SEEN.ask(work.session, me=work.asker.person_id, hubs=list(sight.desk_hubs(work)))
    first = [row for n, row in enumerate(seen) if n < SHOWN or str(row.id) == chosen]
    lists = [Wanted.of(row.asked) for row in first]
    shown = [_view(work, row, many) for row, many in zip(first, case_lists.counted(work, lists), strict=True)]
    rest = [_view(work, row) for row in seen if row not in first]
    return Views(shown, rest, next((one for one in shown if str(one.id) == chosen), None))


def _view(work: Work, row: Any, number: str = "") -> View:
    own = row.person_id == work.asker.person_id
    return View(
        row.id, row.name, Wanted.of(row.asked), number, "" if own else row.by, row.shared,
        own or may(work.asker, Right.DECIDE, row.hub_id),
    )  # fmt: skip


def save(work: Work, hub_id: UUID | None, name: str, asked: Mapping[str, str], *, shared: bool) -> SavedView:
    """Keep this choice under a name. Invalid without a name, for one that is taken, a choice of everything, or of
    somebody of several hubs who does not say for which; Refused beyond MOST."""
    hubs = sight.desk_hubs(work)
    if hub_id is None and len(hubs) > 1:
        raise Invalid({"hub": _("Kies een meldpunt.")})
    hub = hub_id or next(iter(hubs))
    require(work.asker, Right.SEE_DESK, hub)
    wanted, mine = _narrowed(asked), _mine(work)
    if len(mine) >= MOST:
        raise Refused(_("Je hebt al %(most)d weergaven. Verwijder er eerst een.", most=MOST))
    if work.asker.person_id is None:
        raise NotFound
    view = SavedView(
        hub_id=hub, person_id=work.asker.person_id, name=_free(name, mine), asked=wanted.as_asked(), shared=shared,
        created_at=work.now,
    )  # fmt: skip
    _room_to_share(work, view)
    work.session.add(view)
    work.session.flush()
    _note(work, "view.save", view)
    return view


def change(work: Work, view_id: UUID, name: str, *, shared: bool) -> SavedView:
    """Another name, shared or no longer. For its owner; who decides at the hub may change what is shared there."""
    view = _held(work, view_id)
    others = [one for one in _mine(work, view.person_id) if one.id != view.id]
    view.name, view.shared = _free(name, others), shared
    _room_to_share(work, view)
    _note(work, "view.change", view)
    return view


def narrow(work: Work, view_id: UUID, asked: Mapping[str, str]) -> tuple[SavedView, Wanted]:
    """This view holds what is chosen now; returns what it held. For who may change it."""
    view = _held(work, view_id)
    before, wanted = Wanted.of(view.asked), _narrowed(asked)
    view.asked = wanted.as_asked()
    _note(work, "view.change", view)
    return view, before


def delete(work: Work, view_id: UUID, *, back: bool = False) -> SavedView:
    """Out of sight for everybody, until it is brought `back`; forgotten when one is deleted a month later."""
    view = _held(work, view_id, deleted=back)
    if back and len(_mine(work, view.person_id)) >= MOST:
        raise Refused(_("Je hebt al %(most)d weergaven. Verwijder er eerst een.", most=MOST))
    view.deleted_at = None if back else work.now
    _room_to_share(work, view)
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


def _narrowed(asked: Mapping[str, str]) -> Wanted:
    wanted = Wanted.of(asked)
    clean("woorden", wanted.words)
    if wanted == Wanted():
        raise Invalid({"name": _("Kies eerst een filter. Zonder filter is dit gewoon de hele lijst.")})
    return wanted


def _room_to_share(work: Work, view: SavedView) -> None:
    """Refused where a desk shares so many that nobody finds one."""
    if not view.shared or view.deleted_at:
        return
    with work.session.no_autoflush:
        others = select(SavedView.id).where(
            SavedView.hub_id == view.hub_id, SavedView.shared, col(SavedView.deleted_at).is_(None)
        )
        shared = set(work.session.exec(others)) - {view.id}
    if len(shared) >= MOST_SHARED:
        said = _("Aan dit meldpunt zijn al %(most)d weergaven gedeeld. Verwijder er eerst een.", most=MOST_SHARED)
        raise Refused(said)


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

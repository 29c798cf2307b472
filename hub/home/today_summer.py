"""The lines of Vandaag about the summer: how many cases nobody keeps yet, and what is to be looked at today."""

from uuid import UUID

from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.clockwork.reading import clocks_of
from hub.dispatch.sight import R, lines
from hub.dispatch.summer import season, summer_sight
from hub.dispatch.summer.season import KEEPS_WORDS, Keeps
from hub.dispatch.summer.tables import SummerKeep
from hub.home.today_lines import HUBS, NOW, OPEN, Group, Item, asked, item
from hub.store import Work
from hub.wording import _, _n, ago

S = table_of(SummerKeep)
SOON = 10  # working days
_DUE = asked(
    lines().add_columns(S.c.keeps, S.c.who, S.c.due_at.label("look_at")).join(S, S.c.referral_id == R.c.id)
    .where(S.c.hub_id.in_(HUBS), S.c.due_at <= NOW, OPEN),
    S.c.due_at, S.c.id,
)  # fmt: skip


def to_divide(work: Work, hubs: list[UUID]) -> Group:
    """From mid May until each case has somebody: one line for all of them."""
    today = brussels_date(work.now)
    many = summer_sight.left(work, hubs, today.year) if season.is_shown(today) else 0
    if not many:
        return Group("zomer", "", "waits", [], 0)
    left = season.days_left(today, clocks_of(work, hubs[0]).hub)
    kind = "late" if left <= SOON else "waits"
    said = f"{sight.MANY}+" if many > sight.MANY else str(many)
    line = Item(
        kind, "/zomer", _("%(number)s zonder zomerhouder", number=said),
        _("Vóór 30 juni heeft elke open aanmelding iemand die ze in de zomer houdt, en een dag."),
        late=_n("nog %(num)s werkdag", "nog %(num)s werkdagen", left) if left else _("vandaag"), button=_("Verdeel"),
    )  # fmt: skip
    return Group("zomer", _("De zomer"), kind, [line], 1)


def to_look_at(work: Work, hubs: list[UUID]) -> Group:
    """Cases whose day in the summer came."""
    rows, total = _DUE.of(work, hubs)
    today = brussels_date(work.now)
    items = [
        item(
            work, "late", line, _("zomerdag: %(who)s kijkt", who=row.who or _(KEEPS_WORDS[Keeps(row.keeps)])),
            _("Bekijk"), late=ago(row.look_at, today), act="/zomer",
        )
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("zomerdagen", _("Zomerdagen"), "late", items, total)

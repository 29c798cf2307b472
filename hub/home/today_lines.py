"""The lines of Vandaag: their shape, and how a case becomes one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date, midnight
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.case import Stage
from hub.dispatch.clarify_tables import Question
from hub.dispatch.codes import Flag
from hub.dispatch.lateness import late_words
from hub.dispatch.sight import CaseLine, K, R, lines
from hub.dispatch.table_tables import Track
from hub.dispatch.table_view import FLAGS
from hub.dispatch.tables import Message, Referral
from hub.dispatch.watch import Party, what_next
from hub.lookups import Lookup
from hub.store import Work
from hub.wording import N_, _, date_words

SHOWN = 10
STRAIGHT = "straight"
NEWS_WORDS = {
    "answer": N_("nieuw antwoord van %(who)s"), "mail_in": N_("nieuwe e-mail van %(who)s"),
    "form": N_("aanvulling van %(who)s"), "consult": N_("nieuw advies"),
    "help": N_("%(who)s antwoordde of er hulp is"),
    "help_contact": N_("het contact van de jongere antwoordde of er hulp is"),
    STRAIGHT: N_("rechtstreeks aan partners gevraagd door %(who)s"),
}  # fmt: skip
OPEN = sa.text("referral.stage <> 'closed'")
# What speaks of danger stands first, and not again among what is new, late, answered or to decide.
NO_DANGER = R.c.danger_at.is_(None)
NOT_RED = sa.or_(R.c.flag.is_(None), R.c.flag != "red")
# What a question is asked with: the hubs of the asker, this moment, and the midnights around this day.
HUBS: Any = sa.bindparam("hubs", expanding=True)
NOW, TODAY, TOMORROW = (sa.bindparam(name, type_=sa.DateTime(timezone=True)) for name in ("now", "today", "tomorrow"))


@dataclass(frozen=True)
class Item:
    """One line: who or what, why it is here, how late in words, one button that goes to `act`."""

    kind: str
    href: str
    what: str
    why: str
    meta: str = ""
    late: str = ""
    button: str = ""
    act: str = ""
    overdue: bool = False  # `late` says how much too late it is
    pick: str = ""  # what its box says, where lines are ticked


@dataclass(frozen=True)
class Group:
    slug: str
    title: str
    kind: str
    items: Sequence[Item]
    total: int
    all_href: str = ""

    @property
    def number(self) -> str:
        """ "7", or "100+" where nobody counted on."""
        return f"{sight.MANY}+" if self.total > sight.MANY else str(self.total)

    @property
    def more(self) -> bool:
        return self.total > len(self.items)


def without_card(hubs: Any) -> Any:
    """Partners are asked about it, at a table or by a proposed track, and find no card."""
    case, track = table_of(Referral).alias(), table_of(Track)
    on_table = sa.select(case.c.id).where(case.c.hub_id.in_(hubs), case.c.stage.in_((Stage.ON_TABLE, Stage.DISCUSSED)))
    proposed = sa.select(track.c.referral_id).where(track.c.hub_id.in_(hubs), sa.text("track.stage = 'proposed'"))
    partners_asked = sa.union_all(on_table, proposed).subquery()
    # Looked up one by one: to leave these cases out by a join, PostgreSQL would read all cards that ever were.
    approved = sa.select(K.c.approved_at).where(K.c.referral_id == partners_asked.c.id).scalar_subquery()
    return R.c.id.in_(sa.select(partners_asked.c.id).where(approved.is_(None)))


@dataclass(frozen=True)
class Asked:
    """A question of Vandaag, made once at the start: making one takes longer than answering it."""

    lookup: Lookup

    def of(self, work: Work, hubs: list[UUID]) -> tuple[Sequence[Any], int]:
        """The first rows, and how many there are, counted no further than a hundred."""
        day = brussels_date(work.now)
        midnights = {"today": midnight(day), "tomorrow": midnight(day + timedelta(days=1))}
        rows = self.lookup.ask(work.session, hubs=hubs, now=work.now, **midnights)
        return rows, rows[0].in_all if rows else 0


def asked(query: sa.Select[Any], *order: Any, counted_in: sa.Select[Any] | None = None) -> Asked:
    """`query` names what it selects from, and asks with HUBS, NOW, TODAY and TOMORROW; without `order` it has
    one. Where it holds no more than the first rows already, all are `counted_in` another."""
    some = (query if counted_in is None else counted_in).with_only_columns(sa.literal(1).label("one")).order_by(None)
    some = some.limit(sight.MANY + 1)
    counted = sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()
    return Asked(Lookup(query.add_columns(counted.label("in_all")).order_by(*order).limit(SHOWN)))


def asked_cases(*where: Any, by: Any) -> Asked:
    return asked(lines().where(R.c.hub_id.in_(HUBS), *where), by, R.c.id)


def asked_by_stage(*where: Any, by: Any, also: Sequence[Any] = ()) -> Asked:
    """Cases of stages in which few are: all of these are found first. For ten of them PostgreSQL would go through the
    radar, past every case that is with a partner. `also` are columns beside those of a line."""
    which = sa.select(R.c.id, by.label("by")).where(R.c.hub_id.in_(HUBS), *where).cte("which")
    which = which.prefix_with("MATERIALIZED")
    first = sa.select(which).order_by(which.c.by, which.c.id).limit(SHOWN).subquery()
    query = lines().add_columns(*also).join(first, first.c.id == R.c.id)
    return asked(query, first.c.by, R.c.id, counted_in=sa.select(which).select_from(which))


def cases(
    work: Work, hubs: list[UUID], which: Asked, make: Callable[[CaseLine], Item]
) -> tuple[list[Item], int]:  # fmt: skip
    """The first lines of these cases, and how many there are."""
    rows, total = which.of(work, hubs)
    return [make(line) for line in sight.read(rows)], total


def item(work: Work, kind: str, line: CaseLine, why: str, button: str, **more: str) -> Item:
    """A line in the state of its group; what is too late shows that, but what is stuck stays stuck."""
    words = more["late"] if "late" in more else when_words(work, line)
    overdue = bool(words) and is_overdue(work, line) and words == late_words(line.next_due, work.now)
    return Item(
        "late" if overdue and kind != "stuck" else kind, f"/aanmeldingen/{line.id}", line.initials, why, meta_of(line),
        late=words, button=button, act=more.get("act", ""), overdue=overdue,
    )  # fmt: skip


def is_overdue(work: Work, line: CaseLine) -> bool:
    """Whether the day of its next date has gone by."""
    return line.next_due is not None and brussels_date(line.next_due) < brussels_date(work.now)


def when_words(work: Work, line: CaseLine) -> str:
    """How late it is, or by when something must happen."""
    if line.next_due is None:
        return ""
    return due_words(work, line) or _("tegen %(day)s", day=date_words(line.next_due, brussels_date(work.now)))


def due_words(work: Work, line: CaseLine) -> str:
    """How late it is, or that today is its day: beside "2 werkdagen geleden" a bare "vandaag" would be since when."""
    if line.next_due is not None and brussels_date(line.next_due) == brussels_date(work.now):
        return _("tegen vandaag")
    return late_words(line.next_due, work.now)


def meta_of(line: CaseLine) -> str:
    """What tells two cases with the same initials apart."""
    flag = _(FLAGS[line.flag]) if line.flag == Flag.AMBER else ""
    return " · ".join(part for part in (line.number, line.school or line.referrer, flag) if part)


def why_words(line: CaseLine) -> str:
    """What is to happen next, and by which partner."""
    words = what_next(line.next_why, line.stage, wanted=line.wanted)
    return f"{words} ({line.holder_name})" if line.holder == Party.PARTNER else words


def came_in(hubs: Any) -> sa.Subquery:
    """(referral_id, at, kinds, straight): cases with something unread, since when, and what: answer, mail_in, form, or
    straight, with the words that tell which partners were asked as the form was sent.

    What a referrer adds to a referral that nobody has begun with, is read with it.
    """
    question, message = table_of(Question), table_of(Message)
    answered = sa.select(
        question.c.referral_id, question.c.answered_at.label("at"), sa.literal("answer").label("kind"),
        sa.null().label("text"),
    ).where(
        question.c.hub_id.in_(hubs), sa.text("question.answered_at IS NOT NULL AND question.seen_at IS NULL")
    )  # fmt: skip
    # Looked up for each message: asked whether such a case exists, PostgreSQL would read which of all that ever were.
    stage = sa.select(R.c.stage).where(R.c.id == message.c.referral_id).scalar_subquery()
    asked_at = sa.select(R.c.submitted_at).where(R.c.id == message.c.referral_id, R.c.straight_to_partner)
    kind = sa.case((asked_at.scalar_subquery() == message.c.at, STRAIGHT), else_=message.c.kind).label("kind")
    sent = sa.select(message.c.referral_id, message.c.at, kind, message.c.text).where(
        message.c.hub_id.in_(hubs),
        sa.text("message.seen_at IS NULL AND message.kind IN ('mail_in','form','consult','help','help_contact')"),
        sa.or_(message.c.kind != "form", stage.not_in(("concept", "submitted"))),
    )  # fmt: skip
    both = sa.union_all(answered, sent).subquery()
    at, kinds = sa.func.min(both.c.at).label("came_at"), sa.func.array_agg(both.c.kind.distinct()).label("kinds")
    straight = sa.func.min(both.c.text).filter(both.c.kind == STRAIGHT).label("straight")
    return sa.select(both.c.referral_id, at, kinds, straight).group_by(both.c.referral_id).subquery()


def news_words(kinds: Sequence[str], who: str, straight: str | None = None) -> str:
    """What came in and from whom, after whom it asked `straight` away."""
    if straight:
        rest = [kind for kind in kinds if kind != STRAIGHT]
        asked_whom = straight[0].lower() + straight[1:].removesuffix(".")
        return f"{asked_whom} · {news_words(rest, who)}" if rest else asked_whom
    words = NEWS_WORDS[kinds[0]] if len(kinds) == 1 else NEWS_WORDS["answer"]
    return _(words, who=who or _("de aanmelder"))

"""The cases that an old list gives, written as one batch: their real days, no letters, and clocks that start today."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.clock import at_nine, brussels_date
from hub.columns import table_of
from hub.dispatch import alarm
from hub.dispatch.case import Stage
from hub.dispatch.clocks import Clocks
from hub.dispatch.codes import Channel, SubjectKind
from hub.dispatch.moves import clocks_of
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message, Referral, Youngster
from hub.dispatch.track import OPEN, Reason, TrackStage
from hub.dispatch.watch import CaseView, TrackView, track_due, watch
from hub.home.old_list.fields import IDENTIFYING, Field
from hub.home.old_list.rows import OldCase, OldTrack, read_row
from hub.home.old_list.tables import OldList, OldRow, Step, Verdict
from hub.home.old_list.values import chosen_of
from hub.hubs import Hub, in_crisis, number_of, numbers_for
from hub.ledger import Entry
from hub.monitoring.ladder import Step as Ladder
from hub.partners import finder
from hub.partners.finder import SCHOOLS, Named
from hub.store import Work
from hub.wording import _, sort_key

AT_ONCE = 100
CASE, TRACK = "case.import", "track.import"
_R = table_of(OldRow)
Tell = Callable[[int, int], None]
# What went before, as the ledger tells it of a track.
WAY_OF_TRACK = {
    TrackStage.ACCEPTED: (TrackStage.PROPOSED, TrackStage.ACCEPTED),
    TrackStage.STARTED: (TrackStage.PROPOSED, TrackStage.ACCEPTED, TrackStage.STARTED),
    TrackStage.NOT_STARTED: (TrackStage.PROPOSED, TrackStage.ACCEPTED, TrackStage.NOT_STARTED),
    TrackStage.COMPLETED: (TrackStage.PROPOSED, TrackStage.ACCEPTED, TrackStage.STARTED, TrackStage.COMPLETED),
    TrackStage.STOPPED_EARLY: (TrackStage.PROPOSED, TrackStage.ACCEPTED, TrackStage.STARTED, TrackStage.STOPPED_EARLY),
}  # fmt: skip


def apply(work: Work, row: OldList, tell: Tell) -> Mapping[str, Any]:
    """Make the cases, all of them or none. Numbers go in the order of the referrals, and are given in a transaction of
    its own: nobody who refers in the meantime waits for this one."""
    found = sorted(_cases(work, row), key=lambda one: (one[1].referred_on, one[0].number))
    hub = work.session.get_one(Hub, row.hub_id)
    writer = _Writer(work, row, hub, _numbers(work, hub, [case for _row, case in found]))
    tell(0, len(found))
    for at, (old, case) in enumerate(found, start=1):
        writer.write(old, case)
        if at % AT_ONCE == 0 or at == len(found):
            writer.flush()
            tell(at, len(found))
    ledger.write(work, "old_list.applied", "old_list", row.id, hub_id=row.hub_id, cases=len(found))
    work.session.flush()
    work.wake("figures.roll_up")
    counts = {**row.counts, "made": len(found)}
    return {"step": Step.APPLIED, "applied_at": work.now, "undone_at": None, "counts": counts, "blob_id": None}


def _cases(work: Work, row: OldList) -> Iterator[tuple[OldRow, OldCase]]:
    chosen, today = chosen_of(row), brussels_date(work.now)
    asked = select(OldRow).where(
        OldRow.list_id == row.id, col(OldRow.verdict).in_((Verdict.OPEN, Verdict.CLOSED)), ~col(OldRow.left_out),
        col(OldRow.referral_id).is_(None),
    )  # fmt: skip
    for old in work.session.exec(asked).all():
        case = read_row(old.cells, chosen, today).case
        if case is not None:
            yield old, case


def _numbers(work: Work, hub: Hub, cases: Sequence[OldCase]) -> dict[int, Iterator[int]]:
    """The numbers of each year, as many as there are cases of it."""
    years = Counter(case.referred_on.year for case in cases)
    with work.store.begin(now=work.now) as aside:
        first = {year: numbers_for(aside.session, hub.id, year, many) for year, many in years.items()}
    return {year: iter(range(first[year], first[year] + many)) for year, many in years.items()}


class _Writer:
    def __init__(self, work: Work, row: OldList, hub: Hub, numbers: Mapping[int, Iterator[int]]) -> None:
        self.work, self.list, self.hub, self.numbers = work, row, hub, numbers
        self.clocks: Clocks = clocks_of(work, hub.id)
        self.headings = row.headings
        self.tells = {int(at) for at, field in row.columns.items() if Field(field) in IDENTIFYING}
        self.schools: dict[str, Named | None] = {}
        self.new: list[Any] = []
        self.became: list[dict[str, Any]] = []

    def write(self, old: OldRow, case: OldCase) -> None:
        youngster = self._youngster(case)
        referral_id = uuid4()
        tracks = [self._track(one, referral_id, case) for one in case.tracks]
        referral = self._referral(case, referral_id, youngster, tracks)
        note = Message(
            hub_id=self.hub.id, referral_id=referral.id, at=self.work.now, kind="note",
            author_name=_("De oude lijst"), text=self._note(old),
        )  # fmt: skip
        if case.stage != Stage.CLOSED:
            alarm.listen(self.work, referral, referral.story, case.texts.get(Field.REMARKS, ""))
        self.new += [youngster, referral, *tracks, note, *self._entries(old, case, referral, tracks)]
        self.became.append({"in_list": old.list_id, "in_row": old.number, "case": referral.id})

    def flush(self) -> None:
        self.work.session.add_all(self.new)
        self.work.session.flush()
        if self.became:
            self.work.session.connection().execute(_BECAME, self.became)
        self.work.session.expunge_all()
        self.new, self.became = [], []

    def _youngster(self, case: OldCase) -> Youngster:
        return Youngster(
            hub_id=self.hub.id, first_name=case.first_name, last_name=case.last_name,
            sort_key=sort_key(f"{case.last_name} {case.first_name}"), birth_date=case.birth_date, gender=case.gender,
            postcode=case.postcode, home_nis=case.home_nis, phone=_short(case.texts.get(Field.PHONE, ""), 60),
            created_at=self.work.now,
        )  # fmt: skip

    def _referral(self, case: OldCase, referral_id: UUID, youngster: Youngster, tracks: Sequence[Track]) -> Referral:
        now, is_open = self.work.now, case.stage != Stage.CLOSED
        look_over = now if is_open else None
        views = [TrackView(one.organisation_id, TrackStage(one.stage), one.due_at) for one in tracks if one.due_at]
        held = watch(CaseView(case.stage, now, tracks=views, look_over_since=look_over), self.clocks)
        year, school = case.referred_on.year, self._school(case.texts.get(Field.SCHOOL, ""))
        return Referral(
            id=referral_id, hub_id=self.hub.id, channel=Channel.LIST,
            number=number_of(self.hub, year, next(self.numbers[year])),
            in_crisis_mode=in_crisis(self.hub, case.referred_on), created_at=now,
            submitted_at=self._moment(case.referred_on), stage=case.stage,
            stage_since=now if is_open else self._moment(case.closed_on), look_over_since=look_over,
            holder=held.party if held else None, holder_organisation_id=held.organisation_id if held else None,
            next_due=held.due_at if held else None, next_why=held.why if held else None,
            outcome=case.outcome, closed_at=None if is_open else self._moment(case.closed_on),
            referrer_name=_short(case.texts.get(Field.REFERRER, "")), referrer_kind=case.referrer_kind,
            referrer_organisation=_short(case.texts.get(Field.REFERRER_ORGANISATION, "")),
            referrer_email=_address(case.texts.get(Field.REFERRER_EMAIL, "")),
            clb_contact=_short(case.texts.get(Field.CLB, "")), subject_kind=SubjectKind.PUPIL,
            youngster_id=youngster.id, school_name=_short(case.texts.get(Field.SCHOOL, "")),
            school_organisation_id=school.id if school else None, school_nis=school.nis if school else None,
            main_reason=case.reason, story=case.texts.get(Field.STORY, ""),
        )  # fmt: skip

    def _school(self, text: str) -> Named | None:
        if text not in self.schools:
            self.schools[text] = finder.called(self.work, text, *SCHOOLS)
        return self.schools[text]

    def _track(self, one: OldTrack, referral_id: UUID, case: OldCase) -> Track:
        now, ended = self.work.now, one.stage not in OPEN
        due = track_due(one.stage, self.clocks, since=now, agreed_start=one.agreed_start, last_sign=now)
        failed = one.stage in (TrackStage.NOT_STARTED, TrackStage.STOPPED_EARLY)
        return Track(
            hub_id=self.hub.id, referral_id=referral_id, organisation_id=UUID(one.partner), stage=one.stage,
            stage_since=self._moment(one.ended_on) if ended else now, agreed_at=self._moment(one.agreed_on),
            agreed_start=one.agreed_start, started_on=one.started_on, ended_on=one.ended_on,
            end_reason=Reason.OTHER if failed else None, end_note=_("Zie de oude lijst.") if failed else "",
            last_sign_at=now if one.stage == TrackStage.STARTED else None, due_at=due, holds_place=False,
            # The coordinator has it until it was looked over: no partner is asked before.
            step=Ladder.NOBODY if ended else Ladder.COORDINATOR,
            commitment=_short(case.texts.get(Field.TRACK, ""), 500),
        )  # fmt: skip

    def _moment(self, day: date | None) -> datetime:
        """Nine o'clock of this day; of today no later than now."""
        return min(at_nine(day), self.work.now) if day else self.work.now

    def _note(self, old: OldRow) -> str:
        """The row in words, without who it is about: that stands with the youngster, and the row is kept whole."""
        lines = [
            _("%(aspect)s: %(why)s", aspect=self.headings[at] or _("Kolom %(number)d", number=at + 1), why=cell)
            for at, cell in enumerate(old.cells)
            if cell and at not in self.tells
        ]
        return "\n".join([_("Uit de oude lijst “%(name)s”, rij %(row)d.", name=self.list.name, row=old.number), *lines])

    def _entries(self, old: OldRow, case: OldCase, referral: Referral, tracks: Sequence[Track]) -> Iterator[Entry]:
        """What the ledger tells of the case: how it came, where it stands, and when that was."""
        came = {"channel": Channel.LIST, "list": str(old.list_id), "row": old.number}
        yield self._moved(referral, referral.submitted_at, None, Stage.SUBMITTED, came)
        began = min((one.agreed_on for one in case.tracks), default=None)
        if case.tracks:
            yield self._moved(referral, self._moment(began), Stage.SUBMITTED, Stage.TRACKS)
        here = Stage.TRACKS if case.tracks else Stage.SUBMITTED
        if case.stage != here:
            how = {"outcome": case.outcome} if case.outcome else {}
            yield self._moved(referral, referral.stage_since, here, case.stage, how)
        for track, one in zip(tracks, case.tracks, strict=True):
            before = None
            for stage in WAY_OF_TRACK[one.stage]:
                at, whose = self._moment(_day_of(one, stage)), {"organisation": str(track.organisation_id)}
                yield self._entry(TRACK, "track", track.id, referral.id, at, before, stage, whose)
                before = stage

    def _moved(
        self, referral: Referral, at: datetime | None, before: Stage | None, after: Stage,
        detail: Mapping[str, Any] = MappingProxyType({}),
    ) -> Entry:  # fmt: skip
        return self._entry(CASE, "referral", referral.id, referral.id, at, before, after, detail)

    def _entry(
        self, act: str, noun: str, noun_id: UUID, referral_id: UUID, at: datetime | None, before: str | None,
        after: str, detail: Mapping[str, Any],
    ) -> Entry:  # fmt: skip
        return Entry(
            at=at or self.work.now, real_at=self.work.real, hub_id=self.hub.id, asker_kind=self.work.asker.kind,
            act=act, noun=noun, noun_id=noun_id, referral_id=referral_id, from_stage=before, to_stage=after,
            detail=dict(detail),
        )  # fmt: skip


_BECAME = (
    sa.update(_R)
    .where(_R.c.list_id == sa.bindparam("in_list"), _R.c.number == sa.bindparam("in_row"))
    .values(referral_id=sa.bindparam("case"))
)


def _day_of(track: OldTrack, stage: TrackStage) -> date | None:
    if stage in (TrackStage.PROPOSED, TrackStage.ACCEPTED):
        return track.agreed_on
    return track.started_on if stage == TrackStage.STARTED else track.ended_on


def _short(text: str, most: int = 200) -> str:
    return " ".join(text.split())[:most]


def _address(text: str) -> str:
    """One address in small letters; "" for what is none: the row keeps what stood there."""
    bare = text.strip().lower()
    return bare if bare.count("@") == 1 and len(bare) <= 254 and not any(sign in bare for sign in " ,;<>\n") else ""

"""One row of the old list as a case of ours, or what stands in its way: pure, out of cells and what was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hub.dispatch.case import Outcome, Stage
from hub.dispatch.track import TrackStage
from hub.home.old_list import cells as read
from hub.home.old_list import row_words as say
from hub.home.old_list.fields import DAYS, Field
from hub.home.old_list.standing import ENDINGS, MEANINGS, Standing
from hub.wording import sort_key

OLDEST, FIRST_DAY = 40, date(2000, 1, 1)  # years of a youngster in an old list; before the first hub
NO_PARTNER = "-"  # chosen for a name that is no partner
Cells = Sequence[str]


@dataclass(frozen=True)
class Says:
    """A marked sentence with its values, about a field or about the row (`about` is "")."""

    about: str
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """What a person chose: the columns of each field, and what each value of a choice means, by `key_of` the value."""

    columns: Mapping[Field, Sequence[int]]
    values: Mapping[Field, Mapping[str, str]]
    start_as_referred: bool = False  # a start that nobody wrote down counts as on the day of the referral


@dataclass(frozen=True)
class OldTrack:
    """A track with one partner (the id of its organisation)."""

    partner: str
    stage: TrackStage
    agreed_on: date
    started_on: date | None = None
    ended_on: date | None = None
    agreed_start: date | None = None


@dataclass(frozen=True)
class OldCase:
    """What a row gives; `referred_on` decides in which school year it counts."""

    referred_on: date
    stage: Stage
    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None
    gender: str | None = None
    postcode: str = ""
    home_nis: str | None = None
    texts: Mapping[Field, str] = field(default_factory=dict)
    reason: str | None = None
    referrer_kind: str = "other"
    outcome: Outcome | None = None
    closed_on: date | None = None
    tracks: Sequence[OldTrack] = ()


@dataclass
class Reading:
    """A row that was read: the case, unless something stands in the way; and what one has to know about it."""

    case: OldCase | None = None
    troubles: list[Says] = field(default_factory=list)
    notices: list[Says] = field(default_factory=list)


def key_of(value: str) -> str:
    """By what a value of a choice is known: capitals, accents and signs do not matter."""
    return sort_key(value)


def read_row(cells: Cells, chosen: Chosen, today: date) -> Reading:
    """The case of this row as of `today`. Whatever stands in the way is told at once, not one thing after another."""
    return _Row(cells, chosen, today).read()


class _Row:
    def __init__(self, cells: Cells, chosen: Chosen, today: date) -> None:
        self.cells, self.chosen, self.today = cells, chosen, today
        self.made = Reading()

    def read(self) -> Reading:
        first, last = self._names()
        if not (first or last):
            self._trouble("", say.NO_NAME)
        days = {one: self._day(one) for one in (Field.AGREED_ON, Field.STARTED_ON, Field.ENDED_ON)}
        referred_on = self._referred_on(days[Field.STARTED_ON])
        born, partners = self._born(), self._partners()
        standing = self._standing(days, partners)
        if standing is not None and referred_on is not None:
            case = self._case(standing, referred_on, days, partners)
            if not self.made.troubles and case is not None:
                self.made.case = OldCase(**{**case, "first_name": first, "last_name": last, "birth_date": born})
        return self.made

    # What stands in a cell

    def text(self, one: Field) -> str:
        found = [self.cells[at] for at in self.chosen.columns.get(one, ()) if at < len(self.cells)]
        return "\n".join(text.strip() for text in found if text.strip())

    def _trouble(self, about: str, sentence: str, **values: Any) -> None:
        self.made.troubles.append(Says(about, sentence, values))

    def _notice(self, about: str, sentence: str, **values: Any) -> None:
        self.made.notices.append(Says(about, sentence, values))

    def _names(self) -> tuple[str, str]:
        for one in (Field.LAST_FIRST, Field.FIRST_LAST):
            if text := self.text(one):
                return read.split_name(text, last_first=one == Field.LAST_FIRST)
        return " ".join(self.text(Field.FIRST_NAME).split()), " ".join(self.text(Field.LAST_NAME).split())

    def _day(self, one: Field) -> date | None:
        said = self.text(one)
        if not said:
            return None
        day = read.read_day(said, self.today)
        if day is None:
            self._trouble(one, say.UNREAD_DAY, said=said[:60])
            return None
        if day.on < FIRST_DAY:
            self._trouble(one, say.TOO_LONG_AGO)
        if day.precision != read.Precision.DAY and one != Field.SCHOOL_YEAR:
            self._notice(one, say.NOT_PRECISE, said=said[:60])
        return day.on

    def _referred_on(self, started_on: date | None) -> date | None:
        read_before = len(self.made.troubles)
        days = [self._day(one) if one != Field.STARTED_ON else started_on for one in DAYS]
        on = next((day for day in days if day), None)
        if on is None:
            if len(self.made.troubles) == read_before:
                self._trouble(Field.REFERRED_ON, say.NO_DAY)
            return None
        if on > self.today:
            self._trouble(Field.REFERRED_ON, say.TO_COME)
        if days[0] is None:
            self._notice(Field.REFERRED_ON, say.BY_SCHOOL_YEAR)
        return on

    def _born(self) -> date | None:
        said = self.text(Field.BIRTH_DATE)
        day = read.read_day(said, self.today) if said else None
        if said and (day is None or day.precision != read.Precision.DAY):
            half = read.is_half_known(said, self.today)
            tell, why = (self._notice, say.NO_BIRTH_DAY) if half else (self._trouble, say.UNREAD_DAY)
            tell(Field.BIRTH_DATE, why, said=said[:60])
            return None
        if day and not (self.today.year - OLDEST <= day.on.year and day.on <= self.today):
            self._trouble(Field.BIRTH_DATE, say.ODD_BIRTH)
        return day.on if day else None

    def meant(self, one: Field, said: str) -> str | None:
        """What was chosen for this value; None when nobody chose anything."""
        return self.chosen.values.get(one, {}).get(key_of(said))

    def _partners(self) -> list[str]:
        found = []
        for said in read.read_several(self.text(Field.PARTNER)):
            partner = self.meant(Field.PARTNER, said)
            if not partner:
                self._trouble(Field.PARTNER, say.UNKNOWN_PARTNER, said=said[:60])
            elif partner != NO_PARTNER and partner not in found:
                found.append(partner)
        return found

    # How it stands

    def _standing(self, days: Mapping[Field, date | None], partners: Sequence[str]) -> Standing | None:
        said = self.text(Field.STANDING)
        chosen = self.meant(Field.STANDING, said) or ("" if said else Standing.BY_DAYS)
        ending = self.meant(Field.ENDING, self.text(Field.ENDING)) if self.text(Field.ENDING) else ""
        if not chosen:
            self._trouble(Field.STANDING, say.UNKNOWN_STANDING, said=said[:60])
            return None
        standing = Standing(ending) if ending in ENDINGS else Standing(chosen)
        if standing in (Standing.BY_DAYS, Standing.ENDED):
            return self._by_days(days, partners, ended=standing == Standing.ENDED)
        return standing

    def _by_days(
        self, days: Mapping[Field, date | None], partners: Sequence[str], *, ended: bool
    ) -> Standing | None:  # fmt: skip
        started, ends = days[Field.STARTED_ON], days[Field.ENDED_ON]
        said = read.read_yes(self.text(Field.STARTED))
        if ended or (ends and ends <= self.today):
            if not partners:
                self._trouble(Field.ENDING, say.HOW_ENDED)
                return None
            return Standing.NOT_STARTED if said is False else Standing.COMPLETED
        if said or (started and started <= self.today):
            return Standing.RUNNING
        return Standing.AGREED if partners else Standing.NEW

    def _case(
        self, standing: Standing, referred_on: date, days: Mapping[Field, date | None], partners: Sequence[str]
    ) -> dict[str, Any] | None:  # fmt: skip
        meaning = MEANINGS[standing]
        started, ended = days[Field.STARTED_ON], days[Field.ENDED_ON]
        if meaning.track and not partners:
            self._trouble(Field.PARTNER, say.NEEDS_PARTNER)
        tracks = self._tracks(meaning.track, referred_on, days, partners) if meaning.track else []
        closed_on = None
        if meaning.stage == Stage.CLOSED:
            closed_on = ended or max(referred_on, started or referred_on)
            if ended is None:
                self._notice(Field.ENDED_ON, say.NO_END)
            elif ended > self.today:
                self._trouble(Field.ENDED_ON, say.TO_COME)
            elif ended < max(referred_on, started or referred_on):
                self._trouble(Field.ENDED_ON, say.ENDS_EARLY)
        elif ended and ended <= self.today:
            self._notice(Field.ENDED_ON, say.ENDED_AND_RUNS)
        return {
            "referred_on": referred_on, "stage": meaning.stage, "outcome": meaning.outcome, "closed_on": closed_on,
            "tracks": [one if closed_on is None else _ended(one, closed_on) for one in tracks], **self._about(),
        }  # fmt: skip

    def _tracks(
        self, stage: TrackStage, referred_on: date, days: Mapping[Field, date | None], partners: Sequence[str]
    ) -> list[OldTrack]:  # fmt: skip
        started = days[Field.STARTED_ON]
        planned = started if started and started > self.today else None
        if stage == TrackStage.STARTED and planned:
            stage = TrackStage.ACCEPTED
        ran = stage in (TrackStage.STARTED, TrackStage.COMPLETED, TrackStage.STOPPED_EARLY)
        if ran and started is None and self.chosen.start_as_referred:
            started = referred_on
            self._notice(Field.STARTED_ON, say.START_ASSUMED)
        elif ran and started is None:
            self._trouble(Field.STARTED_ON, say.NEEDS_START)
        elif ran and planned:
            self._trouble(Field.STARTED_ON, say.TO_COME)
        agreed = days[Field.AGREED_ON] or (started if ran and started else referred_on)
        if agreed > self.today:
            self._trouble(Field.AGREED_ON, say.TO_COME)
        return [OldTrack(one, stage, agreed, started if ran else None, None, planned) for one in partners]

    def _about(self) -> dict[str, Any]:
        home, code = self.text(Field.HOME), self.text(Field.POSTCODE)
        postcode, nis = read.read_home(home, code)
        if (home or code) and nis is None:
            self._notice(Field.HOME, say.UNKNOWN_HOME, said=(home or code)[:60])
        said = self.text(Field.GENDER)
        gender = read.read_gender(said) if said else None
        if said and gender is None:
            self._notice(Field.GENDER, say.UNKNOWN_GENDER, said=said[:60])
        school = self.text(Field.SCHOOL)
        texts = {one: self.text(one) for one in TEXTS}
        return {
            "postcode": postcode, "home_nis": nis, "gender": gender,
            "reason": self.meant(Field.REASON, self.text(Field.REASON)) or None,
            "referrer_kind": self.meant(Field.REFERRER_KIND, self.text(Field.REFERRER_KIND)) or "other",
            "texts": texts | {Field.SCHOOL: self.meant(Field.SCHOOL, school) or school},
        }  # fmt: skip


TEXTS = (
    Field.PHONE, Field.CLB, Field.REFERRER, Field.REFERRER_ORGANISATION, Field.REFERRER_EMAIL, Field.STORY,
    Field.TRACK, Field.REMARKS,
)  # fmt: skip


def _ended(track: OldTrack, on: date) -> OldTrack:
    return OldTrack(track.partner, track.stage, track.agreed_on, track.started_on, on, track.agreed_start)

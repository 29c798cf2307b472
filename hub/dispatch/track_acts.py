"""What its partner can say about a track, as one table: when it is offered, what it asks, which operation it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from hub.dispatch import tracks
from hub.dispatch.clockwork.starting import sure_of_start
from hub.dispatch.letting_go import answering as letting_go
from hub.dispatch.letting_go.carries_on import TAKES_BACK
from hub.dispatch.track import DECLINE_REASONS, NOT_STARTED_REASONS, Reason, TrackStage
from hub.problems import Invalid
from hub.store import Work
from hub.web import Form, id_in, one
from hub.wording import N_, _

T = TrackStage


@dataclass(frozen=True)
class Voice:
    """The same words as the coordinator reads them; what is empty is said as to the partner."""

    title: str = ""
    button: str = ""
    day: str = ""
    hint: str = ""
    done: str = ""


@dataclass(frozen=True)
class TrackAct:
    """`day`, `note` and `number` are labels of fields; no label, no field. The first offered one is the obvious one."""

    slug: str
    title: str
    button: str
    stages: tuple[TrackStage, ...]
    run: Callable[[Work, UUID, "Said"], str]
    day: str = ""
    today: bool = False
    reasons: tuple[Reason, ...] = ()
    note: str = ""
    number: str = ""
    hint: str = ""
    desk: "Voice | None" = None  # how the coordinator reads it, where the partner's own words do not fit


@dataclass(frozen=True)
class Said:
    """What was typed in one of these forms; each field is named after its form."""

    data: Form
    slug: str

    def text(self, name: str) -> str:
        return one(self.data, f"{self.slug}_{name}")

    @property
    def reason(self) -> str:
        return self.text("reason")

    @property
    def note(self) -> str:
        return self.text("note")

    def day(self, field: str) -> date:
        """The day that was chosen; Invalid under the name that the operation gives the field."""
        try:
            return date.fromisoformat(self.text("day"))
        except ValueError:
            raise Invalid({field: _("Kies een dag.")}) from None

    @property
    def number(self) -> int:
        text = self.text("number")
        if text and not (text.isascii() and text.isdigit() and len(text) < 6):
            raise Invalid({"half_day_units": _("Geef een heel getal, zoals 2.")})
        return int(text or 0)


def start(work: Work, track_id: UUID, said: Said) -> str:
    tracks.start(work, track_id, said.day("on"))
    return _("Genoteerd: het traject is gestart.")


def plan(work: Work, track_id: UUID, said: Said) -> str:
    day = said.day("on")
    track = tracks.plan(work, track_id, day)
    sure_of_start(work, track.organisation_id, "on", day, said.text("day_anyway"))
    return _("Genoteerd: we kijken pas na die dag of het gestart is.")


def not_start(work: Work, track_id: UUID, said: Said) -> str:
    tracks.not_start(work, track_id, said.reason, said.note)
    return _("Genoteerd. De coördinator neemt de vraag opnieuw op.")


def withdraw(work: Work, track_id: UUID, said: Said) -> str:
    tracks.withdraw(work, track_id, said.reason, said.note)
    return _(
        "Genoteerd. De coördinator weet het meteen. Doen er nog partners mee, dan vragen we hun of zij verdergaan."
    )


def carry_on(work: Work, track_id: UUID, said: Said) -> str:
    letting_go.answer(work, track_id, id_in(said.data, "samen_which") or track_id, said.text("answer"), said.note)
    return _("Genoteerd. De coördinator ziet het.")


def contact(work: Work, track_id: UUID, said: Said) -> str:
    tracks.sign_of_life(work, track_id, said.note, said.number, on=said.day("on") if said.text("day") else None)
    return _("Het contact is genoteerd.")


def hold(work: Work, track_id: UUID, said: Said) -> str:
    tracks.hold(work, track_id, said.day("until"), said.note)
    return _("Genoteerd: het traject pauzeert.")


def resume(work: Work, track_id: UUID, said: Said) -> str:
    tracks.resume(work, track_id)
    return _("Genoteerd: het traject gaat verder.")


def complete(work: Work, track_id: UUID, said: Said) -> str:
    total = said.number if said.text("number") else None
    tracks.complete(work, track_id, said.day("on"), said.note, total)
    return _("Genoteerd: het traject is afgerond. Bedankt.")


def stop_early(work: Work, track_id: UUID, said: Said) -> str:
    tracks.stop_early(work, track_id, said.day("on"), said.reason, said.note)
    return _("Genoteerd. De coördinator neemt de vraag opnieuw op.")


def accept(work: Work, track_id: UUID, said: Said) -> str:
    day = said.day("agreed_start")
    track = tracks.accept(work, track_id, day)
    sure_of_start(work, track.organisation_id, "agreed_start", day, said.text("day_anyway"))
    return _("Genoteerd: jullie nemen dit op.")


def decline(work: Work, track_id: UUID, said: Said) -> str:
    tracks.decline(work, track_id, said.reason, said.note)
    return _("Genoteerd. De coördinator zoekt verder.")


def assign(work: Work, track_id: UUID, said: Said) -> str:
    tracks.assign(work, track_id, id_in(said.data, "begeleider_worker"))
    return _("Genoteerd wie begeleidt.")


NOTE = N_("Wil je er iets bij zeggen?")
BACK_TO_COORDINATOR = N_("De vraag gaat meteen terug naar de coördinator.")
BACK_WITH_YOU = N_("Genoteerd. De aanmelding ligt weer bij jou.")
BACK = Voice(hint=N_("De aanmelding komt meteen terug bij jou."), done=BACK_WITH_YOU)
ACTS = (
    TrackAct(
        "opnemen", N_("We nemen dit op"), N_("We nemen het op"), (T.PROPOSED,), accept, day=N_("We starten op"),
        desk=Voice(N_("De partner neemt het op"), N_("Noteer dat ze het opnemen"), N_("Start op"),
                   done=N_("Genoteerd: de partner neemt het op.")),
    ),
    TrackAct(
        "weigeren", N_("Dit lukt ons niet"), N_("We nemen het niet op"), (T.PROPOSED,), decline,
        reasons=DECLINE_REASONS, note=NOTE,
        desk=Voice(N_("De partner neemt het niet op"), N_("Noteer de weigering"), done=BACK_WITH_YOU),
    ),
    TrackAct(
        "gestart", N_("Het is gestart"), N_("Ja, gestart"), (T.ACCEPTED,), start, day=N_("Gestart op"), today=True,
    ),
    TrackAct(
        "gepland", N_("Het start op een andere dag"), N_("Bewaar de nieuwe dag"), (T.ACCEPTED,), plan,
        day=N_("Start op"), hint=N_("We vragen het pas opnieuw na die dag."),
    ),
    TrackAct(
        "niet-gestart", N_("Het gaat niet door"), N_("Het gaat niet door"), (T.ACCEPTED,), not_start,
        reasons=NOT_STARTED_REASONS, note=NOTE, hint=BACK_TO_COORDINATOR, desk=BACK,
    ),
    TrackAct(
        "terug", N_("We trekken ons terug"), N_("We trekken ons terug"), (T.ACCEPTED,), withdraw,
        reasons=DECLINE_REASONS, note=NOTE,
        hint=TAKES_BACK,
        desk=Voice(
            N_("De partner trekt zich terug"), N_("Noteer dat ze zich terugtrekken"),
            hint=N_("De aanmelding komt terug bij jou. Doen er nog partners mee, dan vragen we of zij verdergaan."),
            done=BACK_WITH_YOU,
        ),
    ),
    TrackAct(
        "verder", N_("Het gaat weer verder"), N_("Ja, het gaat verder"), (T.ON_HOLD,), resume,
    ),
    TrackAct(
        "contact", N_("Noteer een contact"), N_("Noteer"), (T.STARTED, T.ACCEPTED, T.ON_HOLD), contact,
        day=N_("Wanneer?"), today=True, note=N_("Wat is er gebeurd?"), number=N_("Dagdelen erbij"),
        hint=N_("Een paar woorden is genoeg. De coördinator leest mee: schrijf alleen wat die moet weten."),
        desk=Voice(hint=N_("Een paar woorden is genoeg.")),
    ),
    TrackAct(
        "afgerond", N_("Het is afgerond"), N_("Rond af"), (T.STARTED, T.ON_HOLD), complete, day=N_("Afgerond op"),
        today=True, note=N_("Hoe liep het af?"), number=N_("Dagdelen in totaal"),
    ),
    TrackAct(
        "pauze", N_("Het ligt even stil"), N_("Bewaar de pauze"), (T.STARTED, T.ON_HOLD), hold, day=N_("Pauze tot"),
        note=N_("Waarom?"), hint=N_("Op die dag vragen we of het weer verdergaat."),
    ),
    TrackAct(
        "gestopt", N_("Het stopt vroeger"), N_("Stop het traject"), (T.STARTED, T.ON_HOLD), stop_early,
        day=N_("Gestopt op"), today=True, reasons=NOT_STARTED_REASONS, note=NOTE, hint=BACK_TO_COORDINATOR,
        desk=BACK,
    ),
)  # fmt: skip
ASSIGN = TrackAct("begeleider", N_("Wie begeleidt?"), N_("Bewaar"), tuple(T), assign)
CARRY_ON = TrackAct("samen", N_("Gaan jullie verder?"), N_("Bewaar"), tuple(T), carry_on)
BY_SLUG = {act.slug: act for act in (*ACTS, ASSIGN, CARRY_ON)}
# Under which name an operation complains, and which field of the form that is.
FIELDS = {
    "on": "day", "until": "day", "agreed_start": "day", "text": "note", "note": "note", "hold_reason": "note",
    "reason": "reason", "half_day_units": "number",
}  # fmt: skip


def offered(stage: str, *, own: bool = True) -> list[TrackAct]:
    """What can be said about a track in this stage, the obvious first; not `own`: in the coordinator's voice."""
    return [act if own else for_desk(act) for act in ACTS if stage in act.stages]


def for_desk(act: TrackAct) -> TrackAct:
    said = act.desk
    if said is None:
        return act
    return replace(
        act, title=said.title or act.title, button=said.button or act.button, day=said.day or act.day,
        hint=said.hint or act.hint,
    )  # fmt: skip


def errors_of(wrong: Invalid, slug: str) -> dict[str, str]:
    return {f"{slug}_{FIELDS.get(name, name)}": said for name, said in wrong.errors.items()}

"""How an old case stands, in one word that a person chooses for each word of the list; and what that makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rapidfuzz import fuzz

from hub.dispatch.case import Outcome, Stage
from hub.dispatch.codes import MainReason, ReferrerKind
from hub.dispatch.track import TrackStage
from hub.home.old_list.fields import Field
from hub.wording import N_, sort_key


class Standing(StrEnum):
    BY_DAYS = "by_days"
    NEW = "new"
    CLARIFYING = "clarifying"
    WAITING = "waiting"
    AGREED = "agreed"
    RUNNING = "running"
    BACK = "back"
    ENDED = "ended"
    COMPLETED = "completed"
    STOPPED = "stopped"
    NOT_STARTED = "not_started"
    TALK = "talk"
    ELSEWHERE = "elsewhere"
    NOT_FOR_US = "not_for_us"
    WITHDRAWN = "withdrawn"


S = Standing
STANDING_WORDS = {
    S.BY_DAYS: N_("zie de datums en de partner"),
    S.NEW: N_("nieuw: nog niets mee gebeurd"),
    S.CLARIFYING: N_("vraagverheldering, of nog te bespreken"),
    S.WAITING: N_("op de wachtlijst"),
    S.AGREED: N_("traject afgesproken, nog niet gestart"),
    S.RUNNING: N_("traject loopt"),
    S.BACK: N_("moet opnieuw bekeken worden"),
    S.ENDED: N_("afgesloten: zie het resultaat, de datums en de partner"),
    S.COMPLETED: N_("afgesloten: traject afgerond"),
    S.STOPPED: N_("afgesloten: traject te vroeg gestopt"),
    S.NOT_STARTED: N_("afgesloten: traject niet gestart"),
    S.TALK: N_("afgesloten: het gesprek was genoeg"),
    S.ELSEWHERE: N_("afgesloten: elders doorverwezen"),
    S.NOT_FOR_US: N_("afgesloten: niet voor het meldpunt"),
    S.WITHDRAWN: N_("afgesloten: ingetrokken"),
}


@dataclass(frozen=True)
class Meaning:
    """Where the case stands, how it closed, and where its tracks stand, None for a case without any."""

    stage: Stage
    track: TrackStage | None = None
    outcome: Outcome | None = None


MEANINGS: Mapping[Standing, Meaning] = MappingProxyType({
    S.NEW: Meaning(Stage.SUBMITTED),
    S.CLARIFYING: Meaning(Stage.CLARIFICATION),
    S.WAITING: Meaning(Stage.WAITING_LIST),
    S.AGREED: Meaning(Stage.TRACKS, TrackStage.ACCEPTED),
    S.RUNNING: Meaning(Stage.TRACKS, TrackStage.STARTED),
    S.BACK: Meaning(Stage.REOPENED),
    S.COMPLETED: Meaning(Stage.CLOSED, TrackStage.COMPLETED, Outcome.TRACKS_ENDED),
    S.STOPPED: Meaning(Stage.CLOSED, TrackStage.STOPPED_EARLY, Outcome.TRACKS_ENDED),
    S.NOT_STARTED: Meaning(Stage.CLOSED, TrackStage.NOT_STARTED, Outcome.TRACKS_ENDED),
    S.TALK: Meaning(Stage.CLOSED, None, Outcome.TALK_WAS_ENOUGH),
    S.ELSEWHERE: Meaning(Stage.CLOSED, None, Outcome.REFERRED_ELSEWHERE),
    S.NOT_FOR_US: Meaning(Stage.CLOSED, None, Outcome.NOT_FOR_US),
    S.WITHDRAWN: Meaning(Stage.CLOSED, None, Outcome.WITHDRAWN),
})  # fmt: skip
ENDINGS = tuple(standing for standing, meaning in MEANINGS.items() if meaning.stage == Stage.CLOSED)

# How an answer is guessed: the first whose word stands in what the list says, in bare letters.
STANDINGS_SAID = (
    (S.NOT_STARTED, ("niet gestart", "niet opgestart", "nooit gestart")),
    (S.STOPPED, ("stopgezet", "vroegtijdig", "te vroeg", "gestopt", "afgehaakt", "afgebroken", "drop")),
    (S.ELSEWHERE, ("doorverwezen", "elders", "verwezen", "verwijzing")),
    (S.NOT_FOR_US, ("niet voor ons", "niet voor het meldpunt", "geweigerd", "niet weerhouden")),
    (S.WITHDRAWN, ("ingetrokken", "geannuleerd", "annulatie")),
    (S.TALK, ("gesprek", "advies", "consult")),
    (S.WAITING, ("wacht",)),
    (S.BACK, ("herneming", "hernemen", "opnieuw", "heropen")),
    (S.AGREED, ("toegewezen", "afgesproken", "opgenomen", "nog te starten", "start binnenkort")),
    (S.COMPLETED, ("afgerond", "voltooid", "positief", "succes", "geslaagd", "re integratie", "terug naar school")),
    (S.RUNNING, ("lopend", "loopt", "actief", "gestart", "bezig", "begeleiding", "traject", "en cours", "open")),
    (S.ENDED, ("afgesloten", "gesloten", "einde", "beeindigd", "stop", "klaar", "clos")),
    (S.CLARIFYING, ("verheldering", "tafel", "dispatch", "te bespreken", "intake", "onderzoek")),
    (S.NEW, ("nieuw", "aangemeld", "aanmelding")),
)
REASONS_SAID = (
    (MainReason.UNREACHABLE, ("afhaken", "onbereikbaar", "schooluitval", "uitval", "niet bereikbaar")),
    (MainReason.SCHOOL_REFUSAL, ("weiger", "schoolmoe", "fobie", "thuiszit")),
    (MainReason.TRUANCY, ("spijbel", "afwezig", "problematische afw", "verzuim", "absent")),
    (MainReason.BEHAVIOUR, ("gedrag", "agressie", "externaliser")),
    (MainReason.SOCIO_EMOTIONAL, ("emotion", "welbevinden", "psych", "angst", "depress", "mentaal")),
    (MainReason.EXCLUSION, ("schors", "uitsluit", "uitgesloten", "tucht")),
    (MainReason.MOTIVATION, ("motivatie", "demotiv", "schoolmotiv")),
    (MainReason.CONFLICT, ("pest", "conflict", "ruzie")),
    (MainReason.REORIENTATION, ("orienter", "studiekeuze", "richting")),
    (MainReason.OFFENCES, ("feiten", "politie", "delict", "drugs dealen")),
    (MainReason.RADICALISATION, ("radicalis",)),
    (MainReason.OTHER, ("andere", "overig", "varia")),
)
KINDS_SAID = (
    (ReferrerKind.CLB, ("clb",)),
    (ReferrerKind.SCHOOL, ("school", "leerkracht", "directie", "zorgco", "leerlingenbegeleid", "atheneum", "college")),
    (ReferrerKind.WELFARE, ("welzijn", "jac", "caw", "ocmw", "jeugd", "jongerenwerk")),
    (ReferrerKind.OTHER, ("andere", "ouder", "politie", "arts")),
)
SAID = {Field.STANDING: STANDINGS_SAID, Field.REASON: REASONS_SAID, Field.REFERRER_KIND: KINDS_SAID}
ALIKE = 80  # of a hundred


def suggest(field: Field, value: str) -> str:
    """The code that this value of a choice probably means; "" when nothing says so."""
    said = sort_key(value)
    if field == Field.STANDING and not said:
        return S.BY_DAYS
    table = STANDINGS_SAID if field == Field.ENDING else SAID.get(field, ())
    found = next((code for code, words in table if any(word in said for word in words)), "") if said else ""
    return found if field != Field.ENDING or found in ENDINGS else ""


def nearest(value: str, names: Sequence[tuple[str, str]]) -> str:
    """Of (id, name) the id of the one that is meant by a name in the list; "" when it may be none or several."""
    said = sort_key(value)
    bare = [(one, sort_key(name)) for one, name in names]
    same = [one for one, name in bare if name == said]
    within = [one for one, name in bare if said and (said in name.split() or f"{said} " in f"{name} ")]
    alike = [one for one, name in bare if said and fuzz.token_set_ratio(said, name) >= ALIKE]
    return next((found[0] for found in (same, within, alike) if len(found) == 1), "")

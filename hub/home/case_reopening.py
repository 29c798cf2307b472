"""Why a case comes back, in words, and which of these reasons one case can have."""

from collections.abc import Sequence

from hub.dispatch import moves
from hub.dispatch.tables import Referral
from hub.store import Work
from hub.wording import N_, _

REOPEN_WORDS = {
    "on_purpose": N_("op vraag van de aanmelder of van onszelf"),
    "silent": N_("we horen niets meer"),
    "stalled": N_("het zit vast"),
    "stopped_early": N_("te vroeg gestopt"),
    "not_started": N_("niet gestart"),
    "declined": N_("geweigerd"),
}
# What can only be said of a case that had a track, or lay on a table.
OF_TRACKS, OF_TABLES = ("stopped_early", "not_started"), ("declined",)


def reasons(work: Work, case: Referral) -> Sequence[tuple[str, ...]]:
    """Why this case can come back: nothing stopped early where nothing ran."""
    cannot = set(() if moves.tracks_of(work, case.id) else OF_TRACKS) | set(() if case.round else OF_TABLES)
    return [(code, _(words)) for code, words in REOPEN_WORDS.items() if code not in cannot]

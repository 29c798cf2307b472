"""Publishing the words on which sharing rests: a version of its own, which counts from a day on."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch.sharing import legal_sight
from hub.dispatch.sharing.legal import Edition, Part, Piece, changed
from hub.dispatch.sharing.legal_tables import LegalText
from hub.dispatch.typed import FARTHEST
from hub.faults import Faults
from hub.hubs import Hub
from hub.people.rights import Right, require
from hub.problems import Refused
from hub.store import Work
from hub.wording import _

LONGEST = 4000


def publish(work: Work, hub_id: UUID, typed: Mapping[str, str], valid_from: date | None) -> LegalText:
    """A new version, from today or a day to come. What was recorded before keeps the version under which it was said.
    Invalid and Refused as `changes` is."""
    hub = work.held(Hub, hub_id)
    last, said, valid_from = _checked(work, hub, typed, valid_from)
    text = LegalText(
        hub_id=hub.id, version=last.version + 1, valid_from=valid_from, said=said, published_at=work.now,
        published_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(text)
    work.flush()
    ledger.write(work, "legal_text.publish", "legal_text", text.id, hub_id=hub.id, version=text.version)
    return text


def changes(work: Work, hub_id: UUID, typed: Mapping[str, str], valid_from: date | None) -> dict[Piece, list[Part]]:
    """What a version with these words would change, piece by piece, before it is published.

    Invalid where a piece says nothing or the day lies behind us or before that of the last version; Refused when
    nothing changed.
    """
    last, said, _day = _checked(work, work.found(Hub, hub_id), typed, valid_from)
    return {piece: parts for piece in Piece if (parts := changed(last.words(piece), said[piece]))}


def _checked(
    work: Work, hub: Hub, typed: Mapping[str, str], valid_from: date | None
) -> tuple[Edition, dict[str, str], date]:  # fmt: skip
    require(work.asker, Right.MANAGE, hub.id)
    last, today, faults = legal_sight.editions_of(work, hub.id).all[0], brussels_date(work.now), Faults()
    said = {
        str(piece): faults.text(piece, typed.get(piece, ""), needed=_("Schrijf deze tekst."), at_most=LONGEST)
        for piece in Piece
    }
    if valid_from is None:
        faults.say("valid_from", _("Kies een dag."))
    elif valid_from < max(today, last.valid_from or today):
        faults.say("valid_from", _("Kies vandaag of een dag die nog komt, niet voor die van de vorige versie."))
    elif valid_from > today + FARTHEST:
        faults.say("valid_from", _("Die dag ligt te ver weg. Kijk het jaartal na."))
    faults.tell()
    assert valid_from is not None
    if said == {str(piece): last.words(piece) for piece in Piece}:
        raise Refused(_("Er veranderde niets aan de teksten."))
    return last, said, valid_from

"""The words on which sharing rests: published in versions, and each answer keeps the one under which it was given."""

import re
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from hub.clock import brussels_date
from hub.dispatch.sharing import publishing, recording
from hub.dispatch.sharing.gate import About, Said, Whose
from hub.dispatch.sharing.legal import FIRST, Piece
from hub.dispatch.sharing.legal_tables import LegalText
from hub.dispatch.sharing.recording import Typed
from hub.dispatch.sharing.sharing_tables import SharingAnswer, SharingGround
from tests.cast import World, send
from tests.tables import on_table, rows

BRAM, HILDE = "Bram Geerts", "Hilde Verbist"
OWN = {str(piece): FIRST.words(piece) for piece in Piece} | {"informed": "We vertellen je wie dit leest."}


def versions(world: World) -> list[tuple[str, str, int]]:
    """Of each answer about informing the youngster whether it counts, what was said, and under which version."""
    with world.desk() as work:
        kept = select(SharingAnswer).where(
            SharingAnswer.about == About.INFORMED, SharingAnswer.whose == Whose.YOUNGSTER
        )
        answers = work.session.exec(kept.order_by(col(SharingAnswer.noted_at), col(SharingAnswer.text_version))).all()
        return [("replaced" if one.replaced_at else "counts", one.said, one.text_version) for one in answers]


def says(world: World, case: UUID, said: Said, now: str | None = None) -> None:
    with world.desk(HILDE, now) as work:
        reason = "" if said == Said.YES else "Was er niet."
        recording.record(work, case, Typed({(About.INFORMED, Whose.YOUNGSTER): said}, reason))


def test_bram_publishes_a_version_from_a_day_on_and_hilde_reads_which_one_counts(today: World) -> None:
    case = on_table(today)
    page = f"/beheer/meldpunten/{today['dijleland']}/delen"
    day = brussels_date(today.now)
    with today.client(BRAM) as bram, today.client(HILDE) as hilde:
        card = f"/aanmeldingen/{case}/tafelkaart"
        assert "Nu gelden de teksten waarmee elk meldpunt begint" in bram.get(page).text
        assert "Je kan altijd zeggen dat je dat niet wil." in hilde.get(card).text
        wrong = send(bram, page, OWN | {"share": "", "valid_from": (day - timedelta(days=1)).isoformat()})
        assert wrong.status_code == 422
        assert "Schrijf deze tekst." in wrong.text
        assert "Kies vandaag of een dag die nog komt" in wrong.text
        assert OWN["informed"] in wrong.text
        assert send(bram, page, OWN | {"basis": "11.03.04-016.48", "valid_from": str(day)}).status_code == 422
        later = (day + timedelta(days=30)).isoformat()
        shown = send(bram, page, OWN | {"valid_from": later})
        assert (shown.status_code, rows(today, LegalText)) == (200, []), "first it says what changes"
        assert "Je verandert 1 tekst" in shown.text
        assert re.search(r"<ins>.{0,80}We vertellen je wie dit leest\.</ins>", shown.text)
        sure = re.findall(r'name="sure" value="(\w+)"', shown.text)[0]
        other = send(bram, page, OWN | {"valid_from": later, "sure": sure, "share": "Nog iets."})
        assert ("Je verandert 2 teksten" in other.text, rows(today, LegalText)) == (True, []), "that was not shown"
        assert send(bram, page, OWN | {"valid_from": later, "sure": sure}).status_code == 303
        assert OWN["informed"] not in hilde.get(card).text, "its day is still to come"
        assert "Er veranderde niets aan de teksten." in send(bram, page, OWN | {"valid_from": later}).text
        kept = bram.get(page).text
        assert "Versie 1" in kept
        assert send(hilde, page, OWN | {"valid_from": later}).status_code == 403


def test_an_answer_keeps_the_version_under_which_it_was_given_when_another_one_follows(world: World) -> None:
    case = on_table(world)
    with world.desk(BRAM) as work:
        publishing.publish(work, world["dijleland"], OWN, brussels_date(work.now))
        publishing.publish(
            work, world["dijleland"], OWN | {"share": "Anders."}, brussels_date(work.now) + timedelta(days=7)
        )
    assert [one.version for one in rows(world, LegalText)] == [1, 2]
    says(world, case, Said.NOT_REACHED)
    says(world, case, Said.YES, "2026-09-23T09:30")
    assert versions(world) == [
        ("replaced", "yes", 0), ("replaced", "not_reached", 1), ("counts", "yes", 2),
    ]  # fmt: skip
    assert {one.text_version for one in rows(world, SharingGround)} == {0}, "nothing about partners was weighed anew"
    with world.client(HILDE) as hilde:
        history = hilde.get(f"/aanmeldingen/{case}/tafelkaart").text.partition("Wat vroeger gezegd werd")[2]
        assert "tekst versie 1" in history

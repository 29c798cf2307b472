"""At one partner not everybody is bound by the same secrecy: who is not, sees agreements and outcome, and reads why."""

from uuid import UUID

from sqlmodel import select

from hub.asker import Role
from hub.dispatch import claims, tracks
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.gate import About, Said, Whose
from hub.dispatch.table_tables import Track
from hub.people.desk import give_role
from hub.people.tables import Membership, Secrecy
from tests.cast import World, send
from tests.pages.test_board import board_of
from tests.referrals import refer
from tests.tables import ASKED, on_table, row, running, takes_up

FIEN = "Fien Maes"
WHY = "Voor jou geldt discretieplicht, geen beroepsgeheim"
CONTENT = ("Is al weken thuis.", "Tekent graag", "Belde met de moeder.")


def helps_out(world: World) -> UUID:
    """Fien of the JAC helps out at Kompas, where no more than the duty of discretion binds her; returns that role."""
    with world.desk() as work:
        kompas = world["Kompas NAFT"]
        return give_role(
            work, FIEN, "fien@dehaven.example", Role.PARTNER, organisation_id=kompas, secrecy=Secrecy.DISCRETION
        ).id


def agrees(world: World, case: UUID, said: Said) -> None:
    """Hilde records what the youngster says about sharing."""
    answers = {(About.SHARE, Whose.YOUNGSTER): said}
    with world.desk("Hilde Verbist") as work:
        recording.record(
            work, case, recording.Typed(answers, reason="" if said == Said.YES else "Zegt dat liever zelf.")
        )


def test_a_volunteer_sees_agreements_and_its_own_words_until_the_youngster_agrees_to_share(today: World) -> None:
    track_id, role = running(today), helps_out(today)
    here, case = f"/trajecten/{track_id}", row(today, Track, track_id).referral_id
    agrees(today, case, Said.NO)
    with today.desk("Nadia Pauwels") as work:
        tracks.sign_of_life(work, track_id, "Belde met de moeder.")
    with today.client(FIEN) as client, today.client("Nadia Pauwels") as nadia, today.client("Hilde Verbist") as hilde:
        assert send(client, f"{here}/contact", {"contact_note": "Ging mee zwemmen."}).status_code == 303
        page = client.get(here).text
        for words in ("Ging mee zwemmen.", WHY, "coördinator van Centraal Meldpunt Dijleland", "Afgesproken start"):
            assert words in page
        assert page.count("Wat er gezegd werd, lees je hier niet.") == 1
        assert not [words for words in CONTENT if words in page]
        opened = send(client, f"{here}/wie", {}).text
        assert "Noor El Amrani" in opened, "who it is, is for whoever guides"
        assert not [words for words in CONTENT if words in opened]
        for reader in (nadia, hilde):
            page = reader.get(here).text
            assert [words for words in (*CONTENT, WHY) if words in page] == list(CONTENT)
        for answer, reads in ((Said.NOT_ASKED, False), (Said.YES, True), (Said.NO, False)):
            agrees(today, case, answer)
            page = client.get(here).text
            assert (answer, [words in page for words in (*CONTENT, WHY)]) == (answer, [reads] * 3 + [not reads])
        with today.client("Bram Geerts") as bram:
            person = f"/beheer/mensen/{today[FIEN]}"
            assert "Bij een partner leest alleen wie beroepsgeheim heeft" in bram.get(person).text
            assert "Bij een partner leest alleen wie beroepsgeheim heeft" in bram.get("/beheer/mensen/nieuw").text
            send(bram, f"/beheer/rollen/{role}/geheim", {"secrecy": Secrecy.PROFESSIONAL})
        assert [words in client.get(here).text for words in CONTENT] == [True] * 3


def test_the_card_is_read_whole_until_it_is_known_whom_it_is_about(today: World) -> None:
    noor = on_table(today)
    with today.client("Yusuf Aydin") as yusuf:
        assert "Is al weken thuis." in yusuf.get(f"{board_of(today, noor)}/zaak/{noor}").text
        claim = takes_up(today, "Yusuf Aydin", noor, "Een buddy")
        with today.desk("Hilde Verbist") as work:
            track = claims.confirm(work, claim)
        agrees(today, noor, Said.NOT_REACHED)
        page = yusuf.get(f"/trajecten/{track.id}").text
        assert (ASKED in page, WHY in page, "Is al weken thuis." in page) == (True, True, False)


def test_at_a_clb_only_professional_secrecy_takes_over_what_a_school_told(today: World) -> None:
    noor = refer(today)
    with today.desk() as work:
        griet = work.session.exec(select(Membership).where(Membership.person_id == today["Griet Somers"])).one()
        griet.secrecy = Secrecy.DISCRETION
    with today.client("Griet Somers") as client:
        here = f"/mijn-scholen/{noor}"
        page = client.get(here).text
        assert "Overnemen kan wie beroepsgeheim heeft" in page
        assert 'value="takes_over"' not in page
        typed = {"worker": "Griet Somers", "email": "griet@debrug.example"}
        refused = send(client, here, {**typed, "answer": "takes_over"})
        assert (refused.status_code, "leest wat de school vertelde" in refused.text) == (409, True)
        assert send(client, here, {**typed, "answer": "agreed"}).status_code == 303
    assert today.case(noor).referrer_kind == "school"

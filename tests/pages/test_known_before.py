"""Was this youngster known already? The case says so without a name, and beside each other the desk decides."""

from uuid import UUID

from hub.dispatch import clarify
from tests.cast import World, send
from tests.tables import put_on_table


def youngster(world: World, case: UUID) -> UUID:
    found = world.case(case).youngster_id
    assert found
    return found


def test_hilde_reads_what_agrees_without_a_name_compares_and_decides(world: World) -> None:
    before = world.refer(last_name="Elamrani", birth_date=None)
    again = world.refer()
    address = f"/aanmeldingen/{again}/al-gekend"
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(f"/aanmeldingen/{again}").text
        assert "Al gekend?" in page
        assert f'href="/aanmeldingen/{before}"' in page
        assert "zelfde voornaam · zelfde familienaam · zelfde postcode" in page
        assert "Noor" not in page
        assert "amrani" not in page.lower()
        beside = send(hilde, address, {})
        assert beside.status_code == 200
        for shown in ("Noor", "El Amrani", "Elamrani", "niet ingevuld", "Dezelfde jongere", "Broer of zus"):
            assert shown in beside.text, shown
        decided = send(hilde, f"{address}/{youngster(world, before)}", {"verdict": "same"}).text
        assert "Genoteerd: dezelfde jongere. Er is niets samengevoegd." in decided
        assert "Maak ongedaan" in decided
        assert "dezelfde jongere" in hilde.get(f"/aanmeldingen/{before}").text
        undone = send(hilde, f"{address}/{youngster(world, before)}", {"verdict": "undo"}).text
        assert "Ongedaan gemaakt." in undone
        again_undone = send(hilde, f"{address}/{youngster(world, before)}", {"verdict": "undo"})
        assert again_undone.status_code == 409
        assert "Hier is niets beslist" in again_undone.text


def test_names_are_never_shown_by_following_a_link(world: World) -> None:
    before, again = world.refer(), world.refer()
    with world.client("Hilde Verbist") as hilde:
        for path in ("", f"/{youngster(world, before)}"):
            answer = hilde.get(f"/aanmeldingen/{again}/al-gekend{path}", follow_redirects=False)
            assert answer.headers["location"] == f"/aanmeldingen/{again}"


def test_who_is_somebody_else_is_not_told_again_and_a_decision_stays_in_sight_later(world: World) -> None:
    other, sibling, case = world.refer(), world.refer(first_name="Yassin"), world.refer()
    with world.client("Hilde Verbist") as hilde:
        for one, verdict in ((other, "other"), (sibling, "sibling")):
            send(hilde, f"/aanmeldingen/{case}/al-gekend/{youngster(world, one)}", {"verdict": verdict})
        for on_table in (False, True):
            if on_table:
                with world.desk("Hilde Verbist") as work:
                    clarify.ask(work, case, "Sinds wanneer blijft ze weg?")
                put_on_table(world, case)
            page = hilde.get(f"/aanmeldingen/{case}").text
            assert f'href="/aanmeldingen/{sibling}"' in page
            assert "broer of zus" in page
            assert f'href="/aanmeldingen/{other}"' not in page


def test_a_case_that_is_like_no_other_says_nothing_and_a_made_up_verdict_is_not_there(world: World) -> None:
    case = world.refer()
    with world.client("Hilde Verbist") as hilde:
        assert "Al gekend?" not in hilde.get(f"/aanmeldingen/{case}").text
        assert "Niemand lijkt op deze jongere" in send(hilde, f"/aanmeldingen/{case}/al-gekend", {}).text
        made_up = send(hilde, f"/aanmeldingen/{case}/al-gekend/{youngster(world, world.refer())}", {"verdict": "merge"})
        assert made_up.status_code == 404

"""Begin met een kopie: a new referral takes over the frame of an earlier one, and is looked over before it goes."""

from hub.dispatch.tables import Referral
from hub.intake.tables import Document
from tests.cast import World, send
from tests.pages.test_own_schools import HERE, by_marc
from tests.pages.test_referral_form import ELS, PDF, open_form, post
from tests.tables import rows

STORY = "Noor El Amrani en haar broer blijven weg."


def in_main(text: str) -> str:
    return text.partition("<main")[2].partition("</main")[0]


BARE = {"first_name": "", "last_name": "", "birth_date_day": "", "birth_date_month": "", "birth_date_year": ""}


def test_els_copies_what_she_wrote_of_noor_for_her_brother(world: World) -> None:
    with world.client("Els Dierckx") as els:
        assert post(els, open_form(els), {"files": PDF}, story=STORY, postcode="2800").status_code == 303
        (noor,) = rows(world, Referral)
        assert f'href="/aanmelden?kopie={noor.id}"' in els.get(f"{HERE}/{noor.id}").text
        address = f"/aanmelden?kopie={noor.id}"
        page = in_main(els.get(address).text)
        assert "Een kopie van CM-2026-00001" in page
        assert "N. E. en haar broer blijven weg." in page
        for taken in (
            "nakijken",
            'value="truancy" checked',
            'value="Sint-Jansatheneum (demo)"',
            'value="Griet Somers"',
        ):
            assert taken in page
        for left in ("El Amrani", 'value="Noor"', "2011", 'value="2800"', "verslag.pdf"):
            assert left not in page
        about = {
            **BARE,
            "first_name": "Ilyas",
            "story": "N. en haar broer blijven weg.",
            "postcode": "",
            "copied": noor.number,
        }
        again = post(els, open_form(els, address), **about)
        assert (again.status_code, "Kijk na wat je overnam" in again.text) == (422, True)
        assert "Een kopie van CM-2026-00001" in again.text
        assert post(els, open_form(els, address), **about, copied_checked="1").status_code == 303
    brother = next(one for one in rows(world, Referral) if one.id != noor.id)
    assert brother.story == about["story"]
    assert [one.referral_id for one in rows(world, Document)] == [noor.id]


def test_the_copy_of_a_colleague_takes_over_no_word_and_a_stranger_has_none(world: World) -> None:
    sam = by_marc(world, structure="312")
    with world.client("Els Dierckx") as els:
        assert "Begin met een kopie" in els.get(f"{HERE}/{sam}").text
        page = in_main(els.get(f"/aanmelden?kopie={sam}").text)
        assert '<option value="312" selected>' in page
        for secret in ("blijft weg", "Janssens", "S.J.", 'value="truancy" checked', "Griet"):
            assert secret not in page
    with world.client("Griet Somers") as griet:
        assert griet.get(f"/aanmelden?kopie={sam}").status_code == 404
    with world.client() as anybody:
        assert "Een kopie van" not in anybody.get(f"/aanmelden?kopie={sam}").text


def test_a_copy_that_is_kept_for_later_is_still_a_copy(world: World) -> None:
    noor = world.refer()
    with world.client("Els Dierckx") as els:
        key = open_form(els, f"/aanmelden?kopie={noor}")
        data = {**ELS, "form_key": key, "copied": "CM-2026-00001"}
        kept = send(els, "/aanmelden/bewaar", data)
        assert "Een kopie van CM-2026-00001" in els.get(kept.headers["location"]).text

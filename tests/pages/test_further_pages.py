"""The page "Maak hieruit nog een aanmelding" of a case, and how cases out of one original find each other."""

from sqlmodel import select

from hub.dispatch.case import Stage
from hub.letters import Letter
from tests.cast import World, send
from tests.desk.test_completing import nameless
from tests.mail_shop import a_mail, arrives, cases, the_mail


def test_karim_makes_two_cases_of_a_form_about_two_brothers(world: World) -> None:
    first = nameless(world, channel="form", story="Het gaat om twee broers.")
    here = f"/aanmeldingen/{first}/jongeren"
    with world.client("Karim Haddou") as karim:
        assert f'href="{here}"' in karim.get(f"/aanmeldingen/{first}").text
        page = karim.get(here).text
        assert "Het gaat om twee broers." in page
        assert "dit is CM-2026-00001" in page
        typed = {"first": str(first), "r0_first_name": "Milan", "r1_first_name": "Jonas", "r1_postcode": "2800"}
        more = send(karim, here, {**typed, "more": "1"})
        assert (more.status_code, 'value="Jonas"' in more.text, 'name="r2_first_name"' in more.text) == (
            200, True, True,
        )  # fmt: skip
        done = send(karim, here, typed)
        assert done.headers["location"] == f"/aanmeldingen/{first}"
        after = karim.get(done.headers["location"]).text
        assert "CM-2026-00001 is aangevuld." in after
        assert "Uit hetzelfde formulier:" in after
        second = cases(world)[1]
        assert f'href="/aanmeldingen/{second.id}"' in after
        assert "CM-2026-00001" in karim.get(f"/aanmeldingen/{second.id}").text
        assert "Jongere 3" in karim.get(here).text


def test_a_case_links_to_its_mail_and_to_its_siblings(world: World) -> None:
    arrives(world, a_mail("Het gaat om twee broers."))
    mail = f"/vandaag/mails/{the_mail(world).id}"
    first = cases(world)[0].id
    with world.client("Hilde Verbist") as hilde:
        assert f'href="{mail}"' in hilde.get(f"/aanmeldingen/{first}").text
        send(hilde, f"/aanmeldingen/{first}/jongeren", {"first": str(first), "r0_last_name": "Jacobs",
             "r1_last_name": "Jacobs"})  # fmt: skip
        page = hilde.get(f"/aanmeldingen/{cases(world)[1].id}").text
    assert "Uit dezelfde e-mail:" in page
    assert f'href="/aanmeldingen/{first}"' in page
    assert f'href="{mail}"' in page


def test_nobody_named_or_something_wrong_comes_back_with_what_was_typed(world: World) -> None:
    first = nameless(world)
    here = f"/aanmeldingen/{first}/jongeren"
    with world.client("Hilde Verbist") as hilde:
        empty = send(hilde, here, {"first": str(first), "r0_first_name": ""})
        assert (empty.status_code, "Vul in over wie het nog gaat." in empty.text) == (422, True)
        wrong = send(hilde, here, {"r0_last_name": "Jacobs", "r0_first_name": "85.07.30-033.28", "r0_postcode": "1"})
        assert wrong.status_code == 422
        assert "rijksregisternummer" in wrong.text
        assert 'value="Jacobs"' in wrong.text
    assert len(cases(world)) == 1


def test_a_spare_case_is_closed_without_telling_the_referrer(world: World) -> None:
    world.refer()
    spare = world.refer()
    with world.client("Hilde Verbist") as hilde:
        assert "Dubbel aangemaakt" in hilde.get(f"/aanmeldingen/{spare}").text
        unknown = send(hilde, f"/aanmeldingen/{spare}/dubbel", {"number": "77"})
        assert (unknown.status_code, 'value="77"' in unknown.text) == (422, True)
        assert send(hilde, f"/aanmeldingen/{spare}/dubbel", {"number": "1"}).status_code == 303
        page = hilde.get(f"/aanmeldingen/{spare}").text
    assert "dubbel aangemaakt" in page
    assert "CM-2026-00001" in page
    assert world.case(spare).stage == Stage.CLOSED
    with world.desk() as work:
        assert work.session.exec(select(Letter)).all() == []

"""What stands beside a label in a mail is shown to the desk, which takes it over, refuses it, or takes that back."""

import re

import sqlalchemy as sa
from litestar.testing import TestClient
from sqlmodel import col

from hub.dispatch.tables import Youngster
from hub.ledger import Entry
from tests.cast import World, send
from tests.mail_shop import FATHER, a_mail, arrives, cases, reply_address, the_mail

FORM = """Beste, ik maak me zorgen over een leerling.

Naam leerling: PEETERS Lotte
Geb.datum: 3 maart 2010
Adres: Kerkstraat 12, 2800 Mechelen
School: VTI Voorbeeld
Klas: 3B
Naam moeder: An Smets
Tel. moeder: 0470/12.34.56
Schooljaar: 2024-25

Met vriendelijke groeten
Els Dierckx
"""


def buttons(page: str) -> dict[str, str]:
    """The key behind each value, by what is read out of its button."""
    found = re.findall(r'name="key" value="(\w+)"><button[^>]*value="take">[^<]*<span[^>]*>[: ]*([^<]+)</span>', page)
    return {label: key for key, label in found}


def youngster(world: World) -> Youngster:
    with world.store.begin() as work:
        return work.session.scalars(sa.select(Youngster).order_by(col(Youngster.created_at).desc()).limit(1)).one()


def shown(client: TestClient, at: str) -> str:
    return str(send(client, f"{at}/gevonden/toon", {}).text)


def test_hilde_takes_over_what_a_mail_says_one_by_one_or_all_and_back(world: World) -> None:
    arrives(world, a_mail(FORM))
    [case] = cases(world)
    at = f"/aanmeldingen/{case.id}"
    with world.client("Hilde Verbist") as hilde:
        assert "8 gegevens gevonden om over te nemen" in hilde.get(at).text
        assert not youngster(world).last_name, "nothing is stored by itself"
        closed = hilde.get(f"{at}/gevonden").text
        assert "Lotte" not in closed
        assert "Toon wat we vonden" in closed
        page = shown(hilde, at)
        assert "Er staat schooljaar 2024-2025 bij." in page
        assert "2800 Mechelen" in page
        assert "Geb.datum: 3 maart 2010" in page, "where it was found"
        assert set(buttons(page)) == {
            "Voornaam", "Familienaam", "Geboortedatum", "Postcode en gemeente", "School", "Leerjaar of klas",
            "Naam (moeder)", "Telefoon of e-mail (moeder)",
        }  # fmt: skip

        wrong = send(hilde, f"{at}/gevonden", {"do": "wrong", "key": buttons(page)["School"]}).text
        assert "Dit stellen we niet meer voor: School." in wrong
        one = send(hilde, f"{at}/gevonden", {"do": "take", "key": buttons(page)["Familienaam"]}).text
        assert "Overgenomen: Familienaam." in one
        assert youngster(world).last_name == "Peeters"
        again = send(hilde, f"{at}/gevonden", {"do": "take", "key": buttons(page)["Familienaam"]})
        assert (again.status_code, "stelden we intussen niet meer voor" in again.text) == (409, True)

        done = send(hilde, f"{at}/gevonden", {"do": "all"})
        assert done.headers["location"] == f"{at}#formulier"
        after = youngster(world)
        assert (after.first_name, str(after.birth_date), after.home_nis) == ("Lotte", "2010-03-03", "12025")
        [case] = cases(world)
        assert (
            case.sections["parents"]["people"][0] | {"name": "An Smets", "contact": "0470 12 34 56"}
            == case.sections["parents"]["people"][0]
        )
        assert case.school_name != "VTI Voorbeeld"
        page = hilde.get(at).text
        assert "gevonden om over te nemen" not in page

        # Somebody corrects one of them before it is taken back: that stays.
        told = {"first_name": "Charlotte", "last_name": "Peeters", "postcode": "2800", "home_nis": "12025"}
        send(
            hilde,
            f"{at}/gegevens/jongere",
            told | {"birth_date_day": "3", "birth_date_month": "3", "birth_date_year": "2010"},
        )
        undo = re.search(rf"{at}/gevonden/[0-9a-f-]+/terug", page)
        assert undo
        back = send(hilde, undo.group(), {}).text
        assert "Wat er intussen veranderd is, blijft staan." in back
        after = youngster(world)
        assert (after.first_name, after.birth_date, after.postcode, after.last_name) == (
            "Charlotte",
            None,
            "",
            "Peeters",
        )
        [case] = cases(world)
        assert case.sections["parents"] == {"people": []}
        assert "Geboortedatum" in buttons(back)
        assert send(hilde, undo.group(), {}).status_code == 409
    with world.store.begin() as work:
        entries = work.session.scalars(sa.select(Entry).where(col(Entry.referral_id) == case.id)).all()
    assert {"found.wrong", "identity.seen"} <= {one.act for one in entries}
    assert "Peeters" not in repr([one.detail for one in entries]), "the ledger keeps no value"


def test_words_about_several_youngsters_or_for_few_eyes_are_not_offered(world: World) -> None:
    both = "Naam leerling: Lotte Peeters\nNaam leerling: Jef Peeters\nSchool: VTI Voorbeeld"
    arrives(world, a_mail(both))
    [case] = cases(world)
    at = f"/aanmeldingen/{case.id}"
    with world.client("Hilde Verbist") as hilde:
        page = shown(hilde, at)
        assert "Er staat meer dan één jongere in" in page
        assert set(buttons(page)) == {"School"}
        # A later mail about the same case says another school: then nothing is certain.
        arrives(world, a_mail("School: Campus Test", to=reply_address(case.number), subject="Re: Zorgen"))
        page = shown(hilde, at)
        assert "VTI Voorbeeld · Campus Test" in page
        assert "Niets om over te nemen" in page
        # Two referrals out of one mail: nobody knows whose class it is.
        arrives(world, a_mail("Naam leerling: Noor Testa\nKlas: 4C", subject="Nog iets"))
        mail = the_mail(world)
        send(hilde, f"/vandaag/mails/{mail.id}/aanmeldingen", {"r0_first_name": "Jan", "r0_last_name": "Testa"})
        third = f"/aanmeldingen/{cases(world)[1].id}"
        page = shown(hilde, third)
        assert "Er staat meer dan één jongere in" in page
        assert not buttons(page)
    with world.desk() as work:
        work.session.execute(sa.text("UPDATE referral SET main_reason = 'offences'"))
    with world.client("Karim Haddou") as karim:
        assert karim.get(f"{third}/gevonden").status_code == 403
        assert "gevonden om over te nemen" not in karim.get(third).text


def test_what_a_waiting_mail_says_fills_the_row_of_the_new_referral(world: World) -> None:
    noor = world.case(world.refer())
    arrives(world, a_mail(FORM, sender=FATHER, subject="Noor", to=reply_address(noor.number)))
    path = f"/vandaag/mails/{the_mail(world).id}"
    with world.client("Hilde Verbist") as hilde:
        page = hilde.get(path).text
        assert "3 maart 2010" in page
        assert 'value="Peeters"' not in page, "nothing is filled in before somebody asks for it"
        page = send(hilde, f"{path}/aanmeldingen", {"fill": "1", "r0_first_name": "Charlotte"}).text
        assert 'value="Charlotte"' in page, "what was typed stays"
        assert all(f'value="{one}"' in page for one in ("Peeters", "2800", "2010", "VTI Voorbeeld"))
        assert len(cases(world)) == 1

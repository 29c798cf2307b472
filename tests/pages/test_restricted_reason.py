"""A restricted reason shuts the story in with it: the coordinator reads it, the duty desk knows there is a case."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select

from hub.dispatch import claims, clarify, tracks
from hub.dispatch.codes import MainReason, SubjectKind
from hub.dispatch.table_tables import Claim
from hub.dispatch.tables import Message, Referral, Youngster
from hub.intake import drawing
from hub.intake.arrival import store_raw
from hub.intake.drawing import Drawn
from hub.intake.ingest import read_due
from hub.intake.mail_pages import VIEWS
from hub.intake.questions import SECTIONS
from hub.intake.tables import Document, RawMail
from hub.store import Work
from tests.cast import World, send
from tests.mail_shop import ATTEST, a_mail, arrives
from tests.pages.test_referral_form import PDF, open_form, post
from tests.tables import on_table, takes_up

SECRET = "zakmes"


def referred_with(world: World, reason: str) -> UUID:
    with world.client() as els:
        story = f"Er was een {SECRET} in zijn tas."
        sent = post(els, open_form(els), files={"files": PDF}, story=story, main_reason=reason, school_name="")
        assert sent.status_code == 303
    with world.desk() as work:
        case = work.session.exec(select(Referral).where(Referral.channel == "form")).one()
        case.sections = {"question": {"goal": f"Geen {SECRET} meer."}}
        at = world.now
        work.session.add(
            Message(hub_id=case.hub_id, referral_id=case.id, at=at, kind="form", text=f"Het {SECRET} is weg.")
        )
        clarify_asked(work, case.id)
        return case.id


def clarify_asked(work: Work, case: UUID) -> None:
    clarify.ask(work, case, f"Waar is het {SECRET} nu?")


def test_the_duty_desk_reads_nothing_that_was_told_and_the_coordinator_everything(world: World) -> None:
    case = referred_with(world, MainReason.OFFENCES)
    with world.desk() as work:
        document = work.session.exec(select(Document.id)).one()
    pages = (f"/aanmeldingen/{case}", "/vandaag", "/aanmeldingen", f"/zoeken?q={SECRET}", "/vandaag/mails")
    closed = (
        f"/documenten/{document}", f"/aanmeldingen/{case}/gegevens/hulpvraag", f"/aanmeldingen/{case}/jongeren",
    )  # fmt: skip
    with world.client("Karim Haddou") as karim:
        for path in pages:
            page = karim.get(path)
            assert page.status_code == 200
            assert SECRET not in page.text.replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", ""), path
        assert "Alleen de coördinator leest dit verhaal" in karim.get(pages[0]).text
        assert "verslag.pdf" not in karim.get(pages[0]).text
        assert [karim.get(path).status_code for path in closed] == [403, 403, 403]
        assert "Ik heb het gelezen" not in karim.get(pages[0]).text
        note = karim.get(f"/aanmeldingen/{case}/notitie")
        assert (note.status_code, SECRET in note.text) == (200, False), "beside the form that he may fill in"
        assert send(karim, f"/aanmeldingen/{case}/gelezen", {}).status_code == 403
        named = send(karim, f"/aanmeldingen/{case}/wie", {})
        assert SECRET not in named.text
    with world.client("Hilde Verbist") as hilde:
        hers = hilde.get(pages[0]).text
        for said in (
            "in zijn tas",
            f"Geen {SECRET} meer",
            f"Het {SECRET} is weg",
            f"Waar is het {SECRET} nu",
            "verslag",
        ):
            assert said in hers
        assert [hilde.get(path).status_code for path in closed] == [200, 200, 200]


STORY = {"absence", "question", "network", "group", "team", "consult"}
TOLD = {
    SubjectKind.PUPIL: {"question": {"tried": SECRET}, "network": {"services": SECRET}, "absence": {"half_days": 12}},
    SubjectKind.GROUP: {"group": {"not_safe": SECRET}, "network": {"services": SECRET}},
    SubjectKind.TEAM: {"team": {"asks": SECRET}},
    SubjectKind.QUESTION: {"consult": {"known_what": SECRET}},
}


@pytest.mark.parametrize("kind", TOLD)
def test_every_section_that_tells_is_shut_with_the_story(world: World, kind: SubjectKind) -> None:
    nobody: dict[str, Any] = (
        {} if kind == SubjectKind.PUPIL else {"first_name": "", "last_name": "", "birth_date": None}
    )
    case = world.refer(subject_kind=kind, main_reason=MainReason.OFFENCES, sections=TOLD[kind], **nobody)
    closed = {section.slug for section in SECTIONS if section.name in TOLD[kind]}
    with world.client("Karim Haddou") as karim, world.client("Hilde Verbist") as hilde:
        for slug in closed:
            path = f"/aanmeldingen/{case}/gegevens/{slug}"
            assert (karim.get(path).status_code, hilde.get(path).status_code) == (403, 200), slug
            assert send(karim, path, {"half_days": "1"}).status_code == 403
        pages = [who.get(f"/aanmeldingen/{case}").text for who in (karim, hilde)]
        assert [SECRET in page for page in pages] == [False, True]
        for section in SECTIONS:
            links = [f"/gegevens/{section.slug}" in page for page in pages]
            asked = kind in section.kinds
            assert links == [asked and section.name not in STORY, asked], section.name


def test_what_is_told_among_plain_facts_is_shut_too_and_stays_when_the_desk_fills_in_the_rest(world: World) -> None:
    consent = {"share": "no", "share_by": "Noor", "share_how": f"Ze zwijgt over het {SECRET}."}
    case = world.refer(main_reason=MainReason.OFFENCES, sections={"consent": consent})
    with world.desk() as work:
        youngster = work.session.get_one(Youngster, world.case(case).youngster_id)
        youngster.home_situation = f"Het {SECRET} is van haar vader."
    here = f"/aanmeldingen/{case}"
    facts = {"first_name": "Noor", "last_name": "El Amrani", "birth_date_day": "4", "birth_date_month": "3",
             "birth_date_year": "2011", "postcode": "2800", "phone": "0470 00 00 01"}  # fmt: skip
    with world.client("Karim Haddou") as karim, world.client("Hilde Verbist") as hilde:
        read = [send(karim, f"{here}/wie", {}), send(karim, f"{here}/gegevens/jongere/toon", {})]
        read += [karim.get(here), karim.get(f"{here}/gegevens/instemming")]
        assert [(page.status_code, SECRET in page.text) for page in read] == [(200, False)] * 4
        assert send(karim, f"{here}/gegevens/jongere", facts).status_code == 303
        assert send(karim, f"{here}/gegevens/instemming", {"share": "yes", "share_by": "Noor"}).status_code == 303
        page = hilde.get(here).text
        assert page.count(SECRET) == 2
        assert "0470 00 00 01" in send(hilde, f"{here}/wie", {}).text


def test_another_reason_that_is_restricted_shuts_it_as_well_and_a_plain_one_does_not(world: World) -> None:
    case = referred_with(world, MainReason.TRUANCY)
    with world.client("Karim Haddou") as karim:
        assert SECRET in karim.get(f"/aanmeldingen/{case}").text
        with world.desk() as work:
            work.session.execute(sa.update(Referral).values(other_reasons=[MainReason.RADICALISATION]))
        assert SECRET not in karim.get(f"/aanmeldingen/{case}").text


def test_the_mail_of_such_a_case_is_for_the_coordinator_too(world: World) -> None:
    raw = (
        b"From: Jan Maris <jan@delinde.example>\r\nTo: aanmelden@dijleland.example\r\nSubject: Een zakmes\r\n"
        b"Message-ID: <1@delinde.example>\r\nDate: Tue, 15 Sep 2026 09:00:00 +0200\r\n\r\nSam had een zakmes mee.\r\n"
    )
    with world.desk() as work:
        mail_id = store_raw(work, raw, "upload", "a file").id
    read_due(world.store, now=world.now)
    with world.desk() as work:
        mail = work.session.get_one(RawMail, mail_id)
        case = work.session.get_one(Referral, mail.referral_id)
        case.main_reason = MainReason.OFFENCES
    with world.client("Karim Haddou") as karim, world.client("Hilde Verbist") as hilde:
        everything = f"/vandaag/mails?toon={VIEWS[2]}"
        assert "Jan Maris" in karim.get(everything).text
        assert SECRET not in karim.get(everything).text
        for path in (f"/vandaag/mails/{mail_id}", f"/vandaag/mails/{mail_id}/origineel"):
            assert karim.get(path).status_code == 403
            assert hilde.get(path).status_code == 200
        assert SECRET in hilde.get(everything).text


def test_the_same_words_are_shut_wherever_they_went(world: World) -> None:
    """A mail about two brothers that came twice, and a form about two: who may not read one may not read the other."""
    raw = a_mail(f"Over twee broers. Eén had een {SECRET} mee.", subject=f"Een {SECRET}", files=[ATTEST])
    arrives(world, raw)
    arrives(world, raw)
    form = referred_with(world, MainReason.OFFENCES)
    with world.desk("Hilde Verbist") as work:
        mail, copy = sorted(work.session.exec(select(RawMail)).all(), key=lambda one: one.duplicate_of is not None)
        mails = [mail.id, copy.id]
        of_mail = mail.referral_id
        [by_mail] = drawing.draw(work, mail.id, [Drawn(first_name="Milan", main_reason=MainReason.OFFENCES)])
        [by_form] = drawing.draw_further(work, form, [Drawn(first_name="Jonas", main_reason=MainReason.TRUANCY)])
        cases = [form, by_form.id, of_mail, by_mail.id]
        documents = work.session.exec(select(Document.id)).all()
    with world.client("Karim Haddou") as karim:
        for path in [*(f"/aanmeldingen/{case}" for case in cases), f"/vandaag/mails?toon={VIEWS[2]}"]:
            page = karim.get(path)
            assert (page.status_code, SECRET in page.text) == (200, False), path
        closed = [f"/documenten/{one}" for one in documents]
        closed += [f"/vandaag/mails/{one}{more}" for one in mails for more in ("", "/origineel")]
        assert len(documents) == 4
        assert {karim.get(path).status_code for path in closed} == {403}
        row = {"r0_first_name": "Zita"}
        took_apart = [f"/vandaag/mails/{mail_id}/aanmeldingen" for mail_id in mails[:1]]
        took_apart += [f"/aanmeldingen/{case}/jongeren" for case in cases]
        assert {send(karim, path, row, get_first="/vandaag").status_code for path in took_apart} == {403}
    with world.client("Hilde Verbist") as hilde:
        assert {hilde.get(path).status_code for path in closed} == {200}


def test_the_form_says_who_reads_it(world: World) -> None:
    with world.client() as els:
        assert (
            "Alleen de coördinator leest dan deze reden, wat je schrijft en je bijlagen." in els.get("/aanmelden").text
        )


def test_a_strangers_mail_that_points_at_such_a_case_is_placed_by_the_coordinator(world: World) -> None:
    case = referred_with(world, MainReason.OFFENCES)
    number = world.case(case).number
    arrives(world, a_mail(f"Hij had een {SECRET} mee.", sender="buur@thuis.example", subject=f"{SECRET} [{number}]"))
    with world.desk() as work:
        mail = work.session.exec(select(RawMail)).one()
        assert (mail.outcome, mail.suggested_referral_id) == ("to_place", case)
    with world.client("Karim Haddou") as karim, world.client("Hilde Verbist") as hilde:
        assert karim.get(f"/vandaag/mails/{mail.id}").status_code == 403
        assert SECRET not in karim.get("/vandaag/mails").text + karim.get("/vandaag").text
        answer = a_mail(f"Nog over dat {SECRET}.", sender="buur@thuis.example", In_Reply_To=mail.message_key)
        followed = arrives(world, answer)
        with world.desk() as work:
            second = work.session.exec(select(RawMail).where(RawMail.id != mail.id)).one()
        assert (followed.reason, karim.get(f"/vandaag/mails/{second.id}").status_code) == ("follows_unplaced", 403)
        assert SECRET in hilde.get(f"/vandaag/mails/{mail.id}").text


def test_whoever_may_not_read_a_mail_does_not_open_it_by_placing_it_or_laying_it_aside(world: World) -> None:
    number = world.case(referred_with(world, MainReason.OFFENCES)).number
    open_number = world.case(world.refer(first_name="Sam", last_name="Maris")).number
    arrives(world, a_mail(f"Hij had een {SECRET} mee.", sender="buur@thuis.example", subject=f"{SECRET} [{number}]"))
    with world.desk() as work:
        mail = work.session.exec(select(RawMail)).one()
    here = f"/vandaag/mails/{mail.id}"
    aside, placed = {"reason": "Niets te doen."}, {"number": open_number}
    with world.client("Karim Haddou") as karim, world.client("Hilde Verbist") as hilde:
        assert send(karim, f"{here}/plaats", placed, get_first="/vandaag").status_code == 403
        assert send(karim, f"{here}/niets", aside, get_first="/vandaag").status_code == 403
        assert send(hilde, f"{here}/niets", aside, get_first="/vandaag").status_code == 303
        assert karim.get(here).status_code == 403, "it still points at the case"
        assert SECRET not in karim.get(f"/vandaag/mails?toon={VIEWS[2]}").text
        assert send(karim, f"{here}/plaats", placed, get_first="/vandaag").status_code == 403
        assert send(hilde, f"{here}/plaats", placed, get_first="/vandaag").status_code == 303
        assert karim.get(here).status_code == 200, "the coordinator says that it is about somebody else"


def test_a_mail_about_a_case_that_is_shut_by_its_brothers_is_shut_too(world: World) -> None:
    form = referred_with(world, MainReason.OFFENCES)
    with world.desk("Hilde Verbist") as work:
        [brother] = drawing.draw_further(work, form, [Drawn(first_name="Jonas", main_reason=MainReason.TRUANCY)])
        about, sender = brother.number, brother.referrer_email
    came = arrives(world, a_mail(f"Hij hield het {SECRET} bij.", sender=sender, subject=f"{SECRET} [{about}]"))
    with world.desk() as work:
        mail = work.session.exec(select(RawMail)).one()
    assert came.referral == about
    with world.client("Karim Haddou") as karim, world.client("Hilde Verbist") as hilde:
        everything = f"/vandaag/mails?toon={VIEWS[2]}"
        assert SECRET not in karim.get(everything).text
        assert [one.get(f"/vandaag/mails/{mail.id}").status_code for one in (karim, hilde)] == [403, 200]


def test_what_partners_wrote_is_shut_with_the_story_and_who_writes_for_the_duty_desk_reads_so(world: World) -> None:
    case = on_table(world)
    with world.desk() as work:
        work.session.execute(sa.update(Referral).values(main_reason=MainReason.OFFENCES))
    with world.desk("Tom Claes") as work:
        claims.decline(work, case, "staff", f"Geen {SECRET} bij ons.")
    takes_up(world, "Nadia Pauwels", case, "Kort traject", commitment=f"We praten over het {SECRET}.")
    with world.desk("Hilde Verbist") as work:
        track = claims.confirm(work, work.session.exec(select(Claim.id)).one()).id
    with world.desk("Nadia Pauwels") as work:
        tracks.not_start(work, track, "refuses", f"Hij geeft zijn {SECRET} niet af.")
    says_so = "De permanentie kent het verhaal niet"
    with world.client("Karim Haddou") as karim, world.client("Hilde Verbist") as hilde:
        for_karim, for_hilde = (who.get(f"/aanmeldingen/{case}").text for who in (karim, hilde))
        assert for_hilde.count(SECRET) > 3
        assert SECRET not in for_karim
        assert "de jongere of de ouders willen niet" in for_karim, "the coded reason stays"
        for slug in ("vlag", "intrekken"):
            assert says_so in hilde.get(f"/aanmeldingen/{case}/{slug}").text, slug
        with world.desk("Hilde Verbist") as work:
            [brother] = drawing.draw_further(work, case, [Drawn(first_name="Jonas")])
        assert says_so in hilde.get(f"/aanmeldingen/{brother.id}/vlag").text, "the same words"
        with world.desk() as work:
            work.session.execute(sa.update(Referral).values(main_reason=MainReason.TRUANCY))
        assert says_so not in hilde.get(f"/aanmeldingen/{case}/vlag").text

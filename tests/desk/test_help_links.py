"""Links that ask whether there is help end with whom they were mailed to, and a second "no" is heard like the first."""

from hub.dispatch import referrer_links
from hub.dispatch.feedback import answering
from hub.dispatch.readdressing import readdress
from hub.dispatch.tables import Message, Referral
from hub.problems import NotFound
from tests.cast import World, send
from tests.desk.test_follow_up import follow
from tests.desk.test_is_there_help import HILDE, agreed, questions, started, token, written
from tests.personal_pages import els_at
from tests.tables import end_after_talk, rows


def works(world: World, link: str) -> bool:
    with world.desk(now="2026-10-29T10:00") as work:
        try:
            answering.asked_by(work, link)
        except NotFound:
            return False
    return True


def test_the_link_to_a_referrer_that_left_works_no_more_and_the_question_goes_to_the_next(world: World) -> None:
    started(world)
    question = questions(world)["referrer"]
    contact = token(world, agreed(world, question.referral_id))
    follow(world, "2026-10-27T10:00")
    mailed = token(world, question.id)
    assert works(world, mailed)
    with world.desk(HILDE, "2026-10-28T10:00") as work:
        case = work.session.get_one(Referral, question.referral_id)
        case.referrer_email = "karim@sintjans.example"
        readdress(work, case)
    assert not works(world, mailed)
    assert works(world, contact), "that is somebody else"
    follow(world, "2026-11-04T10:00")
    assert len(written(world, "karim@sintjans.example", "help_asked")) == 1
    again = token(world, question.id)
    assert works(world, again)
    with world.desk(HILDE, "2026-11-05T10:00") as work:
        referrer_links.replace(work, question.referral_id, again=False)
    assert not works(world, again)
    assert questions(world)["referrer"].answered_at is None


def test_a_second_no_on_the_own_page_brings_the_case_back_again(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        for turn in (1, 2):
            with world.desk(HILDE) as work:
                end_after_talk(work, noor, "De school gaat verder.")
            assert "Je antwoordde" not in els.get(here).text
            assert send(els, f"{here}/geholpen", {"helped": "no"}).status_code == 303
            assert world.case(noor).stage == "reopened"
            said = [one for one in rows(world, Message) if one.kind == "form"]
            assert [one.text for one in said] == ["Is er geholpen? Nee."] * turn

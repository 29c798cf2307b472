"""Back to a page of before a form was kept, without a script: what was kept meanwhile is not written over unseen."""

from tests.cast import World
from tests.pages.test_referral_form import open_form
from tests.pages.test_unsent import UnsentForm, all_of, keep, keep_on, kept_at


def test_back_to_a_page_of_before_the_form_was_kept_writes_nothing_over_without_a_word(world: World) -> None:
    with world.client() as els:
        key = open_form(els)
        here = kept_at(keep(els, key, story="Noor komt al"))
        kept_at(keep_on(els, els.get(here), story="Op haar telefoon typte ze verder."))
        again = keep(els, key, story="Noor komt al niet")  # Back, and *Bewaar* on the page as it was
        assert (again.status_code, "werd intussen al bewaard" in again.text) == (409, True)
        assert all_of(world, UnsentForm)[0].typed["story"] == "Op haar telefoon typte ze verder."
        kept_at(keep_on(els, again, story="Noor komt al niet"))
        kept_at(keep(els, key, story="Noor komt al niet"))
    assert all_of(world, UnsentForm)[0].typed["story"] == "Noor komt al niet"

"""The look keeps its promises: every part renders, is labelled, needs no inline code, and can be read by weak eyes."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from hub import rendering, wording
from hub.intake.typed import OfField

ROOT = Path(__file__).parents[2]
PARTS = ("form", "state", "show", "list", "figures", "icons")
IMPORTS = "".join(f'{{% import "parts/{name}.html" as {name} with context %}}' for name in PARTS)
HUB = SimpleNamespace(name="Centraal Meldpunt Dijleland", phone="015 00 12 34")
VOID = {"input", "meta", "link", "br", "hr", "path", "circle", "rect"}


class Page(HTMLParser):
    """The elements of a page as (tag, attributes), their ids, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [found for name, found in self.elements if name == tag and wanted.items() <= found.items()]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    with wording.use_language("nl"):
        yield


Write = Callable[..., Page]


@pytest.fixture
def write() -> Write:
    """Renders a few lines of template with all parts at hand."""
    env = rendering.environment()

    def page(text: str, **values: Any) -> Page:
        html = env.from_string(IMPORTS + text).render(csrf_token="secret", **values)
        found = Page(html)
        assert not found.open, f"left open: {found.open}"
        return found

    return page


def frame(name: str = "base.html", **values: Any) -> Page:
    context: dict[str, Any] = {
        "hub": HUB,
        "person": None,
        "nav": [],
        "csrf_token": "secret",
        "flash": [],
        "lang": "nl",
        "demo": False,
    }
    context |= {"asset": lambda path: f"/static/{path}?v=1"} | values
    return Page(rendering.environment().get_template(name).render(**context | values))


EVERY_PART = """
{{ form.csrf() }}{{ form.honeypot() }}
{{ form.field("email", "E-mail", "email", "an@school", "Kijk dit na.", "Een hint", True, "email") }}
{{ form.textarea("story", "Verhaal", "Een\nverhaal", "Te kort.") }}
{{ form.select("kind", "Soort", [("a", "A"), ("Groep", [("b", "B")])], "b", empty="Kies") }}
{{ form.choice("reason", "Reden", [("x", "X", "hint bij X"), ("y", "Y")], "y", "Kies.", columns=True) }}
{{ form.checks("more", "Nog", [("1", "Eén"), ("2", "Twee")], [2], "Kies er een.") }}
{{ form.check("agree", "Akkoord", True, "Nodig.", "Waarom") }}
{{ form.date("start", "Start", "2026-12-01") }}
{{ form.date_parts("born", "Geboren", ("1", "2", None), "Deze dag bestaat niet.") }}
{% set kept = [{"id": 7, "name": "brief.pdf", "size": "12 kB", "shut": ""}] %}
{{ form.upload("files", "Bijlagen", file_limits.FORM, kept, "Te groot.") }}
{{ form.error_summary({"email": "Kijk dit na.", "born": "Deze dag bestaat niet.", "reason": "Kies."}) }}
{{ form.button("Verstuur") }}{{ form.link_button("/x", "Ga") }}{{ form.post("/x", "Doe", fields={"a": 1}) }}
{% call form.confirm("Sluit", "Zeker?", "danger") %}{{ form.button("Ja") }}{% endcall %}
{{ state.badge("late", "2 dagen te laat") }}{{ state.count(3, "wachten") }}
{{ state.stages([{"word": "Aan", "state": "done", "when": "vandaag", "at": "2026-12-01"},
                 {"word": "Nu", "state": "now"}, {"word": "Vast", "state": "stuck", "text": "waarom"},
                 {"word": "Later", "state": "todo"}]) }}
{{ state.fit_list([{"offer": "Kort", "fit": "fits", "reasons": ["16 jaar"], "places": "2 vrij", "by": "De Brug"},
                   {"offer": "Lang", "fit": "not", "reasons": ["vol"]}, {"offer": "Groep", "fit": "unknown"}]) }}
{{ state.letter_line("stuck", "niet aangekomen", "Brief", "De Brug", "vandaag", "2026-12-01", "/brief/1") }}
{{ show.when("2026-12-01", "dinsdag", "1 december 2026") }}{{ show.chip("J.V.", "16 jaar", "/x") }}
{{ show.facts([("Naam", "J.V."), ("School", "")], wide=True) }}{{ show.bar(3, 0) }}{{ show.receipt("CM-2026-00123") }}
{% call show.card("Kaart", aside="nu", id="kaart") %}x{% endcall %}
{% call show.empty("Niets") %}Hier komt het.{% endcall %}{% call show.notice("late", "Let op") %}x{% endcall %}
{{ show.flash([("ok", "Bewaard."), ("error", "Mislukt.")]) }}
{% call show.timeline() %}{% call show.entry("mail", "An", "vandaag", "2026-12-01", "Antwoord", private="Alleen jij") %}
x{% endcall %}{% endcall %}
{% call list.table("Open", ["Wie", ("Dagen", "number")], keys=True) %}<tr class="row"><td>
<a class="stretched" href="/1">J.V.</a>
</td><td class="number" data-label="Dagen">3</td></tr>{% endcall %}
{{ list.pagination("?v=1", "?v=2", "3 van 9") }}{{ list.tabs([("/a", "A", True, 2), ("/b", "B", False)], "Welke") }}
{% call list.filters("/radar", "/radar") %}{{ form.select("stap", "Stap", [("1", "Eén")]) }}{% endcall %}
{% call list.actions("Vast", 1, "stuck") %}{{ list.action("stuck", "/1", "J.V.", "waarom", "3 dagen", "Kies", "/1/x",
               "post") }}
{% endcall %}
{{ figures.tile("Aanmeldingen", "239", "207", "32 meer", "Alle.", "2025-2026") }}
{% call figures.chart("m", "Maanden", "Per maand.", ["Maand", ("Nu", "number")], [["sep", 4]], "/m.csv") %}
<svg></svg>{% endcall %}
{% for name in ("form", "phone", "lock", "chevron") %}{{ icons.icon(name) }}{% endfor %}
"""


@pytest.fixture
def every_part(write: Write) -> Page:
    return write(EVERY_PART)


def test_no_part_carries_code_or_style_inside_the_page(every_part: Page) -> None:
    for tag, attrs in every_part.elements:
        assert tag not in ("script", "style")
        assert not [name for name in attrs if name == "style" or name.startswith("on")], (tag, attrs)


def test_each_control_has_a_label_of_its_own(every_part: Page) -> None:
    labelled = {attrs.get("for") for attrs in every_part.all("label")}
    for tag in ("input", "select", "textarea"):
        for control in every_part.all(tag):
            if control.get("type") != "hidden" and not control["name"].startswith("drop_"):
                assert control["id"] in labelled, control


def test_what_describes_a_control_exists_and_no_id_is_used_twice(every_part: Page) -> None:
    assert len(every_part.ids) == len(set(every_part.ids))
    for _, attrs in every_part.elements:
        for name in ("aria-describedby", "aria-labelledby"):
            assert set(attrs.get(name, "").split()) <= set(every_part.ids)


def test_each_line_of_the_error_summary_jumps_to_its_field(every_part: Page) -> None:
    jumps = [link["href"][1:] for link in every_part.all("a") if link.get("href", "").startswith("#f-")]
    assert len(jumps) == 3
    assert set(jumps) <= set(every_part.ids)


def test_a_wrong_field_says_so_to_those_who_do_not_see_red(write: Write) -> None:
    page = write('{{ form.field("email", "E-mail", value="an@", error="Kijk dit na.") }}')
    field = page.all("input")[0]
    assert field["aria-invalid"] == "true"
    assert field["value"] == "an@"
    assert "Fout: Kijk dit na." in page.words


def test_what_was_chosen_stays_chosen_whatever_its_type(write: Write) -> None:
    page = write(
        '{{ form.checks("a", "A", [(1, "een"), (2, "twee")], ["2"]) }}{{ form.select("b", "B", [(3, "drie")], "3") }}'
    )
    assert [box["value"] for box in page.all("input") if "checked" in box] == ["2"]
    assert "selected" in page.all("option")[0]


def test_typed_words_can_not_become_part_of_the_page(write: Write) -> None:
    nasty = '"><script>alert(1)</script>'
    page = write('{{ form.field("a", "A", value=x) }}{{ form.textarea("b", "B", x) }}{{ show.chip(x) }}', x=nasty)
    assert page.all("script") == []
    assert page.all("input")[0]["value"] == nasty


@pytest.mark.parametrize("kind", ["course", "waits", "late", "stuck", "rest"])
def test_a_state_is_a_word_and_a_shape_not_only_a_colour(write: Write, kind: str) -> None:
    page = write("{{ state.badge(kind, 'te laat') }}", kind=kind)
    assert "te laat" in page.words
    assert page.all("svg", **{"class": "shape"})


def test_no_two_states_share_their_shape(write: Write) -> None:
    env = rendering.environment()
    kinds = ("course", "waits", "late", "stuck", "rest", "fits", "not", "unknown")
    drawn = {env.from_string(IMPORTS + "{{ icons.shape(kind) }}").render(kind=kind) for kind in kinds}
    assert len(drawn) == len(kinds)


def test_every_form_that_changes_something_carries_the_token(every_part: Page) -> None:
    posts = every_part.all("form", method="post")
    tokens = every_part.all("input", name="_csrf_token", value="secret")
    assert len(posts) == 2
    assert len(tokens) == len(posts) + 1


def test_a_visitor_reads_where_to_turn_in_danger() -> None:
    page = frame()
    assert {"tel:112", "tel:1813", "tel:1712"} <= {link["href"] for link in page.all("a")}
    assert page.all("body")[0]["class"] == "public"


def test_a_colleague_sees_the_way_around_and_can_sign_out() -> None:
    person = SimpleNamespace(name="Els Vermeulen", person_id=uuid4(), keys=True, roles=[])
    page = frame(person=person, nav=[("/vandaag", "Vandaag", True, 3), ("/radar", "Radar", False, None)])
    assert page.all("a", href="/vandaag", **{"aria-current": "page"})
    assert page.all("form", method="post", **{"data-forget": ""})
    assert "tel:112" not in {link.get("href") for link in page.all("a")}


def test_the_first_stop_of_the_keyboard_is_the_way_to_the_content() -> None:
    page = frame()
    assert page.all("a")[0]["href"] == "#content"
    assert "content" in page.ids


def test_the_frame_needs_no_inline_code_under_a_strict_policy() -> None:
    page = frame(
        demo=True,
        flash=[("ok", "Bewaard.")],
        person=SimpleNamespace(name="Els", person_id=uuid4(), keys=True, roles=[]),
    )
    assert all("src" in script for script in page.all("script"))
    assert page.all("style") == []
    assert not [attrs for _, attrs in page.elements if "style" in attrs]


@pytest.mark.parametrize("path", sorted((ROOT / "templates/errors").glob("[0-9]*.html")), ids=lambda path: path.stem)
def test_each_error_says_what_to_do_next_even_when_little_works(path: Path) -> None:
    page = frame(f"errors/{path.name}", hub=None)
    assert len(page.all("h1")) == 1
    assert page.all("a", href="/", **{"class": "button primary"})


def test_a_refusal_gives_its_reason() -> None:
    assert "Alleen de coördinator" in frame("errors/403.html", reason="Alleen de coördinator mag dit.").words


def test_every_file_that_the_frame_asks_for_is_there() -> None:
    page = frame()
    asked = [link["href"] for link in page.all("link")] + [script["src"] for script in page.all("script")]
    ours = [address.removeprefix("/static/").split("?")[0] for address in asked if "build/" not in address]
    assert {"css/tokens.css", "css/print.css", "favicon.svg"} < set(ours)
    assert [name for name in ours if not (ROOT / "static" / name).is_file()] == []


def test_no_module_asks_for_another_by_an_address_that_is_kept_for_a_year() -> None:
    modules = list((ROOT / "static/js").glob("*.js"))
    fetches = re.compile(r"""^import\b|\bimport\(|\bfrom ["']""", re.MULTILINE)
    assert modules
    assert [path.name for path in modules if fetches.search(path.read_text().split("*/", 1)[1])] == []


@pytest.mark.parametrize(
    ("kind", "state"), [("done", "course"), ("note", "waits"), ("warning", "late"), ("error", "stuck")]
)
def test_what_just_happened_looks_like_what_it_means(write: Write, kind: str, state: str) -> None:
    page = write("{{ show.flash([(kind, 'Zo.')]) }}", kind=kind)
    assert page.all("div", **{"class": f"flash {state}"})


def test_a_mistake_that_could_be_of_any_field_is_listed_under_its_label(write: Write) -> None:
    errors = {"born": OfField("Deze dag bestaat niet.", "Geboren"), "email": "Geef een e-mailadres."}
    page = write("{{ form.error_summary(errors) }}", errors=errors)
    assert [link["href"] for link in page.all("a")] == ["#f-born", "#f-email"]
    assert "Geboren: Deze dag bestaat niet." in page.words
    assert page.words.rstrip().endswith("Geef een e-mailadres.")

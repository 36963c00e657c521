"""What people have set in their system is respected: fewer movements, colours of their own, larger text."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.recording import Show
from tests.browser.test_every_page import violations

pytestmark = pytest.mark.django_db

MOVES = """() => [...document.querySelectorAll('*')].flatMap((element) =>
    [null, '::before', '::after'].flatMap((part) => {
        const style = getComputedStyle(element, part)
        const seconds = [style.transitionDuration, style.animationDuration]
            .flatMap((list) => list.split(',')).map(parseFloat)
        const moves = Math.max(...seconds) > 0.001 || style.scrollBehavior === 'smooth'
        return moves ? [`${element.tagName} ${element.className} ${part ?? ''}`] : []
    }))"""
KEEPS_ITS_COLOURS = """() => [...document.querySelectorAll('body :not(svg, svg *)')]
    .filter((element) => getComputedStyle(element).forcedColorAdjust === 'none')
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((element) => element.outerHTML.slice(0, 120))"""
STATES = ["free", "few", "full", "closed"]


@pytest.fixture
def as_set(show) -> Iterator[Show]:
    """The window with settings a test changes; afterwards they are as they were."""
    show.window.set_viewport_size({"width": 1280, "height": 900})
    yield show
    show.window.emulate_media(reduced_motion="reduce", forced_colors="none")


@pytest.mark.parametrize("name", ["home, bookings open", "catalogue", "plant", "people", "story"])
def test_nothing_moves_for_who_wants_fewer_movements(recordings, as_set, name):
    assert as_set.show(recordings[name, "it"]).evaluate(MOVES) == []


def test_for_the_others_something_does(recordings, as_set):
    as_set.window.emulate_media(reduced_motion="no-preference")
    assert as_set.show(recordings["catalogue", "it"]).evaluate(MOVES) != []


@pytest.mark.parametrize("name", ["home, bookings open", "catalogue", "plant", "people", "story"])
def test_text_twice_as_large_on_a_phone_needs_no_scrolling_sideways(recordings, as_set, name):
    """A window half as wide stands for it: media queries in rem count in the size the reader has set."""
    as_set.window.set_viewport_size({"width": 180, "height": 400})
    window = as_set.show(recordings[name, "it"])
    assert window.evaluate("document.documentElement.scrollWidth") <= 180


def forced(show: Show) -> Page:
    show.window.emulate_media(forced_colors="active")
    return show.window


@pytest.mark.parametrize(
    "name",
    ["home, bookings open", "catalogue, filters in use", "plant", "people, errors", "offer", "booking"],
)
def test_axe_finds_nothing_in_forced_colours(recordings, as_set, name):
    forced(as_set)
    window = as_set.show(recordings[name, "it"])
    # Not contrast: the colours are those of whoever chose them, and axe reads the ones of the style sheet.
    assert violations(window, rules={"color-contrast": {"enabled": False}}) == []
    assert window.evaluate(KEEPS_ITS_COLOURS) == [], "may vanish on a background somebody has chosen"


def test_in_forced_colours_the_states_of_slots_are_told_apart_by_words_and_every_slot_has_a_border(
    recordings, as_set
):
    forced(as_set)
    page = as_set.show(recordings["plant", "it"])
    said = {state: set(page.locator(f".slot .places.is-{state}").all_inner_texts()) for state in STATES}
    assert all(said.values()), said
    assert sum(map(len, said.values())) == len(set().union(*said.values())), "two states say the same"
    borders = page.locator(".slot").evaluate_all(
        "slots => slots.map((slot) => getComputedStyle(slot).borderTopStyle)"
    )
    assert set(borders) == {"solid"}


def test_in_forced_colours_the_focus_has_a_ring_and_a_wrong_field_says_so(recordings, as_set):
    forced(as_set)
    page = as_set.show(recordings["people, errors", "it"])
    field = page.locator("input[name=adults]")
    field.focus()
    assert field.evaluate("field => getComputedStyle(field).outlineStyle") == "solid"
    described = field.get_attribute("aria-describedby").split()
    assert any(page.locator(f"[id='{each}']").inner_text().strip() for each in described)
    assert field.get_attribute("aria-invalid") == "true"

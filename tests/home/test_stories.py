"""A visitor reads stories: by topic, one after the other, in a feed reader."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from home.models import Topic
from home.reading import reading_minutes
from tests.builders.pages import SiteKit, a_request, a_site, a_story, translated

pytestmark = pytest.mark.django_db


def a_topic(site: SiteKit, slug: str, name: str, english: str = "") -> Topic:
    """An Italian topic, with its English version when a name is given."""
    topic = Topic.objects.create(slug=slug, name=name, locale=site.italian)
    if english:
        Topic.objects.create(
            slug=slug, name=english, locale=site.english, translation_key=topic.translation_key
        )
    return topic


def about(story, *topics: Topic):
    story.topics.set(topics)
    story.save()
    return story


def titles(stories) -> list[str]:
    return [story.title for story in stories]


def index_context(site: SiteKit, **query: str) -> dict:
    return site.stories.get_context(a_request(**query))


def test_a_topic_shows_its_stories_only():
    site = a_site()
    people, textile = a_topic(site, "people", "Persone"), a_topic(site, "textile", "Tessile")
    about(a_story(site, title="La tessitrice"), people, textile)
    about(a_story(site, title="Il telaio"), textile)
    a_story(site, title="Senza argomento")
    context = index_context(site, topic="people")
    assert titles(context["stories"]) == ["La tessitrice"]
    assert context["topic"] == people


def test_only_topics_with_live_stories_are_offered():
    site = a_site()
    used, hidden = a_topic(site, "people", "Persone"), a_topic(site, "schools", "Scuole")
    a_topic(site, "empty", "Vuoto")
    about(a_story(site), used)
    about(a_story(site, live=False), hidden)
    assert index_context(site)["topics"] == [used]


@pytest.mark.parametrize("asked", ["unknown", "", "people\x00", "x" * 5000])
def test_an_unknown_topic_shows_all_stories(asked: str):
    site = a_site()
    about(a_story(site, title="Una"), a_topic(site, "people", "Persone"))
    assert titles(index_context(site, topic=asked)["stories"]) == ["Una"]


def test_an_english_story_says_its_topics_in_english():
    site = a_site()
    translated(site.stories, title="Stories", slug="stories")
    story = about(a_story(site), a_topic(site, "people", "Persone", english="People"))
    english = translated(story, title="A story", slug="a-story")
    topics = english.get_context(a_request())["story_topics"]
    assert [topic.name for topic in topics] == ["People"]


def test_from_one_story_to_the_next():
    site = a_site()
    first, second, third = (
        a_story(site, title=title, published_on=dt.date(2027, 9, day))
        for title, day in [("Prima", 1), ("Seconda", 5), ("Terza", 5)]
    )
    a_story(site, title="Bozza", published_on=dt.date(2027, 9, 6), live=False)
    second_context = second.get_context(a_request())
    assert (second_context["older"].title, second_context["newer"].title) == ("Prima", "Terza")
    assert first.get_context(a_request())["older"] is None
    assert third.get_context(a_request())["newer"] is None


def test_reading_takes_a_minute_per_two_hundred_words():
    assert [reading_minutes(text) for text in ("", "parola " * 200, "parola " * 201)] == [1, 1, 2]


def test_the_feed_of_a_language_has_its_newest_stories(client):
    site = a_site()
    english_list = translated(site.stories, title="Stories", slug="stories")
    assert english_list.live
    story = a_story(site, title="Fili & <telai>", introduction="Due.", published_on=dt.date(2027, 9, 1))
    translated(story, title="Threads", slug="threads")
    a_story(site, title="Bozza", live=False)
    response = client.get("/it/rss/")
    assert response["Content-Type"].startswith("application/rss+xml")
    channel = ElementTree.fromstring(response.content).find("channel")
    assert [item.findtext("title") for item in channel.iter("item")] == ["Fili & <telai>"]
    assert channel.findtext("item/pubDate") == "Wed, 01 Sep 2027 00:00:00 +0200"
    english = ElementTree.fromstring(client.get("/en/rss/").content)
    assert [item.findtext("title") for item in english.iter("item")] == ["Threads"]


def test_a_character_that_came_along_with_pasted_words_does_not_end_the_feed(client):
    a_story(a_site(), title="Il \x0bforno", introduction="Mille\x02 gradi.")
    feed = ElementTree.fromstring(client.get("/it/rss/").content)
    assert feed.findtext("channel/item/title") == "Il forno"
    assert feed.findtext("channel/item/description") == "Mille gradi."


def test_a_feed_without_stories_is_still_a_feed(client):
    a_site()
    assert ElementTree.fromstring(client.get("/it/rss/").content).find("channel/item") is None


def test_pages_of_stories_name_the_feed_and_the_way_back(client):
    site = a_site()
    story = about(a_story(site), a_topic(site, "people", "Persone"))
    page = client.get(story.url).content.decode()
    assert reverse("stories-feed") in page
    assert f'href="{site.stories.url}?topic=people"' in page

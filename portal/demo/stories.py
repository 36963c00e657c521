"""The stories with their topics, and the figures of past editions."""

import datetime as dt

from django.utils.text import slugify

from events.models import Edition
from home.models import PastEdition, StoryIndexPage, StoryPage, Topic
from home.models.stories import RelatedPlant

from .choice import Pictures, picture_of_story
from .content_files import LANGUAGES, read
from .site import Pages, index_pages
from .tree import article_body, locales, put_pair
from .videos import STORY, load_video, with_video


def load_past_editions() -> None:
    """Create the rows of the chart on the home page; existing years are left alone."""
    for entry in read("past_editions")["edition"]:
        PastEdition.objects.get_or_create(year=entry["year"], defaults=entry)


def load_topics() -> dict[str, Topic]:
    """Create the topics in both languages; returns the Italian ones by their key."""
    topics: dict[str, Topic] = {}
    for slug, names in read("stories")["topics"].items():
        for code, locale in locales().items():
            values = {"name": names[code]}
            if slug in topics:
                values["translation_key"] = topics[slug].translation_key
            topic, _created = Topic.objects.get_or_create(slug=slug, locale=locale, defaults=values)
            topics.setdefault(slug, topic)
    return topics


def load_stories(
    homes: Pages,
    edition: Edition,
    plants: dict[str, Pages],
    pictures: Pictures,
    today: dt.date,
) -> Pages:
    """Create the stories, the newest at most yesterday, each with the plants it speaks of."""
    index = index_pages(StoryIndexPage, "stories", homes)
    entries, topics = read("stories")["story"], load_topics()
    # Dates are told as days before the opening; while that is still far off, the whole series
    # moves back so that the last one came out yesterday.
    newest = edition.first_day - dt.timedelta(days=min(entry["days_before_opening"] for entry in entries))
    shift = max(dt.timedelta(0), newest - (today - dt.timedelta(days=1)))
    for entry in entries:
        video = load_video(pictures[entry["sector"]][0]) if entry["key"] == STORY else None
        published = edition.first_day - dt.timedelta(days=entry["days_before_opening"]) - shift
        fields = {
            code: {
                "title": entry[code]["title"],
                "slug": slugify(entry[code]["title"])[:70].strip("-"),
                "introduction": entry[code]["intro"],
                "author_line": entry[code]["author_line"],
                "published_on": published,
                "hero": picture_of_story(entry, pictures),
                "body": article_body(entry[code]["body"]),
            }
            for code in LANGUAGES
        }
        if video:
            for code, values in fields.items():
                values["body"] = with_video(values["body"], video, code)
        for code, story in put_pair(StoryPage, index, fields).items():
            if story.related_plants.exists():
                continue
            story.topics.set(topics[slug] for slug in entry["topics"])
            story.save()
            for order, key in enumerate(entry["related"]):
                RelatedPlant.objects.create(story=story, related_page=plants[key][code], sort_order=order)
    return index

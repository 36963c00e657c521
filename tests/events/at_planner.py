"""Staff at a visit's form: they look at what would change, choose, and confirm. Shared by tests."""

from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from events.admin.planner.replan import Replanning


def shown(response: HttpResponse) -> Replanning | None:
    """What the page says would change, if it says anything; read in English, as the builders' staff do."""
    translation.activate("en")
    return (response.context or {}).get("replanning")


def choices_on(replanning: Replanning, **choices: str) -> dict[str, str]:
    """What stands in the preview's fields, with other choices: `move_12="…"`, `text_it="…"`."""
    form = replanning.form
    data = {form.add_prefix(name): str(form[name].value() or "") for name in form.fields}
    data |= {form.add_prefix(name): value for name, value in choices.items()}
    return {**data, "replan-outline": replanning.outline}


def confirm(client: Client, url: str, data: dict, seen: Replanning, **choices: str) -> HttpResponse:
    """Press the button below what was shown; with other choices these are looked at first."""
    sent = {**data, **choices_on(seen, **choices)}
    if choices:
        seen = shown(client.post(url, {**sent, "preview": "yes"}))
    return client.post(url, {**sent, "replan-seen": seen.seal, "confirm": "yes"}, follow=True)


def save(client: Client, url: str, data: dict, **choices: str) -> HttpResponse:
    """Save a visit as a person does: where something would change, look at it and confirm."""
    response = client.post(url, data, follow=True)
    seen = shown(response)
    if seen and "seal" in response.context:  # a new visit
        return client.post(url, {**data, "seen": response.context["seal"]}, follow=True)
    return confirm(client, url, data, seen, **choices) if seen else response

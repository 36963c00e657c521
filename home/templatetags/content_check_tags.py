"""The checks in the templates of the admin."""

from django import template

from home.content_admin import findings_of
from home.content_checks import Finding
from home.models import BasePage

register = template.Library()


@register.filter
def is_checked(page: object) -> bool:
    """Whether the checks know this object: our pages, aliases left out. No query."""
    return isinstance(page, BasePage) and not page.alias_of_id


@register.simple_tag
def page_findings(page: BasePage) -> list[Finding]:
    """What is found in a page as it is in the editor. Its queries: `home.content_checks.findings`."""
    return findings_of(page)

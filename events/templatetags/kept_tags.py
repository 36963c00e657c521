"""Pieces of pages that are the same for many visitors: drawn once, until something is published."""

from django import template
from django.http import HttpRequest
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .. import kept

register = template.Library()


class KeptNode(template.Node):
    """A piece that is the same on many pages."""

    def __init__(
        self, name: str, arguments: list[FilterExpression], when: FilterExpression | None, nodelist: NodeList
    ) -> None:
        self.name, self.arguments, self.when, self.nodelist = name, arguments, when, nodelist

    def render(self, context: Context) -> SafeString:
        """Draw it, or take it as it was drawn for another page."""
        request = context.get("request")
        if getattr(request, "is_preview", False):
            return self.nodelist.render(context)
        if self.when is not None and not self.when.resolve(context):
            return self.nodelist.render(context)
        values = [str(argument.resolve(context)) for argument in self.arguments]
        return kept.keep(
            ("piece", self.name, get_language(), *_host_of(request), *values),
            lambda: self.nodelist.render(context),
        )


def _host_of(request: HttpRequest | None) -> tuple[str, str]:
    """What the addresses of pages depend on. A mail has no request: its addresses begin with SITE_URL."""
    return kept.host_of(request) if request else ("mail", "")


@register.tag("kept")
def do_kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept "footer" %}…{% endkept %}`: drawn once, until something is published.

    What is inside may depend on the language, the site and the further arguments: on nothing else.
    A page is named by its number, `{% kept "words" self.pk %}`. In a preview everything is drawn anew:
    what the editor sees there is known by the same number, and nobody else may get it.
    Two pieces never have the same name. `{% kept "fields" visit.pk when form.is_blank %}` keeps
    it only where the last value is true, and draws it anew where it is not: a form somebody typed
    into is never anybody else's. No token and no name of a visitor inside.
    """
    _tag, name, *arguments = token.split_contents()
    when = None
    if "when" in arguments:
        *arguments, _word, condition = arguments
        when = parser.compile_filter(condition)
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip("\"'"), [parser.compile_filter(text) for text in arguments], when, nodelist)

"""Every address of the admin that is ours, and some of Wagtail's, each with an object behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

OURS = {"events", "home", "factories", "portal", "media"}


@dataclass(frozen=True)
class Door:
    """One address: its name as in `reverse`, what it needs to know, and which object it is tried on."""

    name: str
    parameters: tuple[str, ...]
    thing: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.thing}".strip()

    def address(self, things: dict[str, dict[str, object]]) -> str:
        """The address of the named thing, or of the one with the longest prefix of this name."""
        known: dict[str, object] = {}
        for key in sorted(things, key=len):
            if key == self.thing or (not self.thing and self.name.startswith(key)):
                known |= things[key]
        missing = sorted(set(self.parameters) - set(known))
        assert not missing, f"{self} needs {', '.join(missing)}: add it to `things`."
        return reverse(self.name, kwargs={name: known[name] for name in self.parameters})


def doors(wagtails: str) -> list[Door]:
    """Ours, and Wagtail's as lines "name object object"; in the order of their names."""
    found = []
    named = {line.split()[0]: line.split()[1:] for line in wagtails.strip().splitlines()}
    for path, name, pattern in _patterns(get_resolver(), "", ""):
        if not path.startswith("admin/") or not name:
            continue
        parameters = tuple(pattern.pattern.converters)
        if name in named:
            found += [Door(name, parameters, thing) for thing in named[name] or [""]]
        elif _is_ours(pattern):
            found.append(Door(name, parameters))
    return sorted(set(found), key=str)


def _patterns(resolver: URLResolver, space: str, path: str) -> Iterator[tuple[str, str, URLPattern]]:
    """All addresses with their whole path and name; parameters of outer patterns are never used here."""
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern, inner, here)
        else:
            yield here, f"{space}{pattern.name}" if pattern.name else "", pattern


def _is_ours(pattern: URLPattern) -> bool:
    view = pattern.callback
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    view_class = getattr(view, "view_class", None)
    module = (view_class or view).__module__
    model = getattr(view, "view_initkwargs", {}).get("model")
    label = getattr(getattr(model, "_meta", None), "app_label", "")
    return module.partition(".")[0] in OURS or label in OURS

"""The pages around the plants: home, catalogue, stories, information, menus."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from factories.models import CataloguePage, DataCentreTourPage, Sector
from home.models import HomePage, InformationPage, Menu, SiteSettings
from home.models.menus import LinkRole, MenuItem, MenuKey
from home.models.pages import FeaturedPage
from media.models import PortalImage

from .content_files import LANGUAGES, SECTORS, read
from .tree import article_body, locales, paragraphs, put_pair, stream

HOME_SLUGS = {"it": "fabbriche-aperte", "en": "fabbriche-aperte-en"}
SLUGS = {
    "catalogue": {"it": "stabilimenti", "en": "plants"},
    "stories": {"it": "storie", "en": "stories"},
    "tour": {"it": "data-center-csi-piemonte", "en": "csi-piemonte-data-centre"},
}
LINK_ROLES = {
    "privacy": LinkRole.PRIVACY,
    "legal-notes": LinkRole.LEGAL,
    "faq": LinkRole.FAQ,
    "report": LinkRole.REPORT,
}
"""Which information pages are the links that every public site must have."""
Pages = dict[str, Page]


def load_home(hero: PortalImage) -> Pages:
    """Create the two home pages and make the Italian one the root of the site."""
    root = Page.get_first_root_node()
    texts = read("pages")["home"]
    fields = {}
    for code in LANGUAGES:
        text = texts[code]
        fields[code] = {
            "title": text["title"],
            "slug": HOME_SLUGS[code],
            "tagline": text["tagline"],
            "introduction": text["intro"],
            "hero": hero,
            "steps": stream([("step", step) for step in text["how_it_works"]]),
            "body": stream([("text", text["why"])]),
        }
    homes = put_pair(HomePage, dict.fromkeys(LANGUAGES, root), fields)
    address = urlsplit(settings.SITE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname or "localhost",
            "port": address.port or (443 if address.scheme == "https" else 80),
            "root_page": homes["it"],
            "site_name": texts["it"]["title"],
        },
    )
    # The page that Wagtail's own migrations greet with.
    root.get_children().filter(slug="home", content_type__model="page").delete()
    SiteSettings.objects.get_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={
            "region_name": "Regione Piemonte",
            "region_url": "https://www.regione.piemonte.it/",
            "transparency_url": "https://trasparenza.regione.piemonte.it/",
        },
    )
    return homes


def load_sectors() -> dict[str, dict[str, Sector]]:
    """Create the six sectors in both languages: {sector key: {language: sector}}."""
    texts = read("pages")["sector"]
    sectors: dict[str, dict[str, Sector]] = {}
    for order, key in enumerate(SECTORS):
        pair: dict[str, Sector] = {}
        for code, locale in locales().items():
            values = {"name": texts[key][code]["name"], "description": texts[key][code]["description"]}
            if pair:
                values["translation_key"] = pair["it"].translation_key
            pair[code], _ = Sector.objects.get_or_create(
                key=key, locale=locale, defaults={**values, "sort_order": order}
            )
        sectors[key] = pair
    return sectors


def index_pages(model: type[Page], name: str, homes: Pages) -> Pages:
    texts = read("pages")[name]
    fields = {
        code: {
            "title": texts[code]["title"],
            "slug": SLUGS[name][code],
            "introduction": texts[code]["intro"],
            "show_in_menus": True,
        }
        for code in LANGUAGES
    }
    return put_pair(model, homes, fields)


def load_catalogue(homes: Pages) -> Pages:
    """Create the list of plants in both languages."""
    return index_pages(CataloguePage, "catalogue", homes)


def load_tour(homes: Pages, image: PortalImage) -> Pages:
    """Create the page of the CSI Piemonte data-centre tour, with public facts only."""
    texts, fields = read("tour"), {}
    for code in LANGUAGES:
        text = texts[code]
        rules = "".join(f"<li>{rule}</li>" for rule in text["identity_rules"])
        stages = [{"title": s["title"], "minutes": s["minutes"], "text": s["text"]} for s in text["stages"]]
        faq = [{"question": item["question"], "answer": f"<p>{item['answer']}</p>"} for item in text["faq"]]
        fields[code] = {
            "title": text["title"],
            "slug": SLUGS["tour"][code],
            "introduction": text["intro"],
            "hero": image,
            "body": stream([("text", paragraphs(text["body"])), ("faq", {"title": "", "items": faq})]),
            "see": stream([("line", stage["title"]) for stage in text["stages"]]),
            "stages": stream([("stages", {"title": "", "items": stages})]),
            "identity_rules": f"<ul>{rules}</ul>",
            "safety_text": " ".join(text["identity_rules"][3:]),
            "access_text": text["access"],
            "reach_text": text["reach"],
            "address": "Corso Unione Sovietica 216",
            "municipality": "Torino",
            "province": "TO",
            "latitude": 45.0313,
            "longitude": 7.6447,
            "photos_allowed": False,
            "identity_required": True,
        }
    return put_pair(DataCentreTourPage, homes, fields)


def load_information_pages(homes: Pages) -> dict[str, Pages]:
    """Create the information pages: {key: {language: page}}."""
    pages = {}
    for entry in read("pages")["page"]:
        fields = {
            code: {
                "title": entry[code]["title"],
                "slug": entry[f"slug_{code}"],
                "introduction": entry[code]["intro"],
                "body": article_body(entry[code]["body"]),
            }
            for code in LANGUAGES
        }
        pages[entry["key"]] = put_pair(InformationPage, homes, fields)
    return pages


def feature(homes: Pages, plants: list[Pages], tour: Pages) -> None:
    """Show some plants and the data-centre tour on the home pages."""
    for code in LANGUAGES:
        home = homes[code]
        HomePage.objects.filter(pk=home.pk).update(tour_page=tour[code].pk)
        if home.featured_pages.exists():
            continue
        for order, plant in enumerate(plants):
            FeaturedPage.objects.create(home_page=home, page=plant[code], sort_order=order)


def load_menus(sections: list[Pages], information: dict[str, Pages]) -> None:
    """Create the menus of header and footer in both languages."""
    entries = {entry["key"]: entry["menu"] for entry in read("pages")["page"]}
    named = {key: (information[key], LINK_ROLES.get(key, "")) for key in entries}
    chosen = {
        MenuKey.MAIN: [(pages, "") for pages in sections]
        + [named[key] for key, menus in entries.items() if "main" in menus],
        MenuKey.FOOTER: [named[key] for key, menus in entries.items() if "footer" in menus],
    }
    for key, links in chosen.items():
        first: Menu | None = None
        for code, locale in locales().items():
            defaults = {"translation_key": first.translation_key} if first else {}
            menu, created = Menu.objects.get_or_create(key=key, locale=locale, defaults=defaults)
            if created:
                _fill_menu(menu, [(pages[code], role) for pages, role in links], first)
            first = first or menu


def _fill_menu(menu: Menu, links: list[tuple[Page, str]], source: Menu | None) -> None:
    """Add the links; a translated menu's links share the keys of the source's."""
    keys = [item.translation_key for item in source.items.order_by("sort_order")] if source else []
    for order, (page, role) in enumerate(links):
        extra = {"translation_key": keys[order]} if keys else {}
        if isinstance(page, DataCentreTourPage):  # its title would take a second line of the header
            extra["label"] = read("tour")[menu.locale.language_code]["menu_label"]
        MenuItem.objects.create(
            menu=menu, locale=menu.locale, page=page, element=role, sort_order=order, **extra
        )

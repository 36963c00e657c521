"""Videos in the admin's sidebar."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import PortalVideo
from .video_forms import CAPTIONS, REMOVE, TRANSCRIPT


class VideoViewSet(SnippetViewSet):
    """Videos with what makes them accessible."""

    model = PortalVideo
    icon = "media"
    menu_label = _("Videos")
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["title", "nobody_speaks", "credit"]
    search_fields = ["title", "credit"]
    panels = [
        FieldPanel("title"),
        FieldPanel("file"),
        FieldPanel("poster"),
        FieldRowPanel([FieldPanel("credit"), FieldPanel("licence")]),
        MultiFieldPanel(
            [
                FieldPanel("nobody_speaks"),
                *(
                    FieldPanel(f"{name}{code}")
                    for code, _name in settings.LANGUAGES
                    for name in (CAPTIONS, REMOVE, TRANSCRIPT)
                ),
            ],
            heading=_("For those who cannot hear or see it"),
        ),
    ]


register_snippet(VideoViewSet)

"""The captions of videos, at an address of their own: the player accepts nothing else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .models import PortalVideo


@require_safe
def captions(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """WebVTT in one language; 404 where there is none. 1 query."""
    video = PortalVideo._base_manager.filter(pk=pk).only("captions").first()
    if video is None or language not in video.captions:
        raise Http404
    response = HttpResponse(video.captions[language], content_type="text/vtt; charset=utf-8")
    response["Cache-Control"] = "max-age=300"
    return response

"""The demo's video, made from its own illustrations, in one of the stories."""

import json
import uuid

from django.core.files import File

from media.models import PortalImage, PortalVideo

from .content_files import LANGUAGES, VIDEOS
from .pictures import CREDIT
from .tree import BLOCKS

STORY = "how-a-loom-works"
TITLE = "Dal filo al vestito (demo)"
CAPTION = {
    "it": "Dal filo al vestito in sedici secondi.",
    "en": "From thread to dress in sixteen seconds.",
}
TRANSCRIPT = {
    "it": "Senza parole. Quattro illustrazioni scorrono da sinistra a destra. La prima mostra un telaio da "
    "vicino, con i fili d'ordito tesi e la navetta rossa. La seconda una lunga sala con cinque telai ai "
    "piedi delle Alpi. La terza una tintoria al tramonto, con un drappo rosso che sale tra i rulli. "
    "L'ultima un atelier sul lago, dove due sarte tagliano il tessuto.",
    "en": "No words. Four illustrations pass from left to right. The first shows a loom close up, with its "
    "warp threads and the red shuttle. The second a long shed with five looms at the foot of the Alps. "
    "The third a dye house at dusk, with a red cloth climbing over rollers. The last a workshop by the "
    "lake, where two tailors cut the cloth.",
}


def load_video(poster: PortalImage) -> PortalVideo:
    """Create the video; an existing one is left alone."""
    video = PortalVideo.objects.filter(title=TITLE).first()
    if video is None:
        captions = {code: (VIDEOS / f"textile.{code}.vtt").read_text(encoding="utf-8") for code in LANGUAGES}
        with (VIDEOS / "textile.mp4").open("rb") as source:
            video = PortalVideo.objects.create(
                title=TITLE,
                file=File(source, name="dal-filo-al-vestito.mp4"),
                poster=poster,
                captions=captions,
                transcripts=TRANSCRIPT,
                credit=CREDIT,
                licence="cc-by-4.0",
            )
    return video


def with_video(body: str, video: PortalVideo, language: str) -> str:
    """A body with the video after its first block, under the same id in every language."""
    blocks = json.loads(body)
    value = {"video": video.pk, "caption": CAPTION[language]}
    blocks.insert(1, {"type": "video", "value": value, "id": str(uuid.uuid5(BLOCKS, "video"))})
    return json.dumps(blocks)


def remove_videos() -> None:
    """Delete the demo's video and its file."""
    PortalVideo.objects.filter(title=TITLE).delete()

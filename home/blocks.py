"""StreamField blocks of article bodies. One template per block in home/blocks/."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

RICH_TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
SHORT_RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class FigureBlock(blocks.StructBlock):
    """A picture with a caption; credit and text alternative come with the picture."""

    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "home/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    """A sentence somebody said, and who said it."""

    quote = blocks.TextBlock(label=_("Quotation"), help_text=_("Without quotation marks."))
    by = blocks.CharBlock(label=_("Name and role"), required=False, max_length=160)

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "home/blocks/quote.html"


class FactBlock(blocks.StructBlock):
    """One number and what it counts."""

    value = blocks.CharBlock(label=_("Value"), max_length=30, help_text=_("For example: 1,000 m²"))
    label = blocks.CharBlock(label=_("What it is"), max_length=120)


class FactsBlock(blocks.StructBlock):
    """A few numbers side by side."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    items = blocks.ListBlock(FactBlock(), label=_("Facts"), min_num=1, max_num=8)

    class Meta:
        label = _("Facts and figures")
        icon = "list-ul"
        template = "home/blocks/facts.html"


class GalleryBlock(blocks.StructBlock):
    """Several pictures, each with a caption of its own."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    images = blocks.ListBlock(FigureBlock(), label=_("Pictures"), min_num=2, max_num=20)

    class Meta:
        label = _("Gallery")
        icon = "image"
        template = "home/blocks/gallery.html"


class VideoLinkBlock(blocks.StructBlock):
    """A plain link to a video elsewhere. Nothing is loaded from there: no player, no cookie."""

    url = blocks.URLBlock(label=_("Address of the video"))
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    duration = blocks.CharBlock(
        label=_("Length"), required=False, max_length=20, help_text=_("Minutes and seconds, for example 3:40")
    )
    still = ImageChooserBlock(label=_("Still picture"), required=False)

    class Meta:
        label = _("Link to a video")
        icon = "media"
        template = "home/blocks/video_link.html"


class VideoBlock(blocks.StructBlock):
    """A video on our own server: captions and transcript come with it. Nothing is loaded beforehand."""

    video = SnippetChooserBlock("media.PortalVideo", label=_("Video"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        label = _("Video")
        icon = "media"
        template = "home/blocks/video.html"


class StageBlock(blocks.StructBlock):
    """One stop of a tour."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    minutes = blocks.IntegerBlock(label=_("Minutes"), required=False, min_value=1, max_value=480)
    text = blocks.TextBlock(label=_("Text"), required=False)
    image = ImageChooserBlock(label=_("Picture"), required=False)


class StagesBlock(blocks.StructBlock):
    """The stops of a tour, in the order in which they are visited."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    items = blocks.ListBlock(StageBlock(), label=_("Stages"), min_num=1, max_num=20)

    class Meta:
        label = _("Stages of the visit")
        icon = "order"
        template = "home/blocks/stages.html"


class QuestionBlock(blocks.StructBlock):
    """A question as a visitor would ask it, and the answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=SHORT_RICH_TEXT_FEATURES)


class FaqBlock(blocks.StructBlock):
    """Questions and answers."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    items = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        label = _("Questions and answers")
        icon = "help"
        template = "home/blocks/faq.html"


class StepBlock(blocks.StructBlock):
    """One step of "how it works" on the home page."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), max_length=300)

    class Meta:
        label = _("Step")
        icon = "order"
        template = "home/blocks/step.html"


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks every article body is made of, in the order the editor sees them."""
    return [
        (
            "text",
            blocks.RichTextBlock(
                label=_("Text"),
                icon="pilcrow",
                features=RICH_TEXT_FEATURES,
                template="home/blocks/text.html",
            ),
        ),
        ("figure", FigureBlock()),
        ("quote", QuoteBlock()),
        ("facts", FactsBlock()),
        ("gallery", GalleryBlock()),
        ("video", VideoBlock()),
        ("video_link", VideoLinkBlock()),
        ("stages", StagesBlock()),
        ("faq", FaqBlock()),
    ]

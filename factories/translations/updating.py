"""wagtail-localize's page that syncs translations: it publishes nothing."""

from django.forms import Form, HiddenInput
from wagtail_localize.views.update_translations import UpdateTranslationsView


class QuietUpdateView(UpdateTranslationsView):
    """Without the tick "publish": it would put texts online that nobody has read, Italian ones among them."""

    def get_form(self) -> Form:
        """A field that is switched off answers no, whatever is sent."""
        form = super().get_form()
        field = form.fields["publish_translations"]
        field.disabled, field.initial, field.widget = True, False, HiddenInput()
        return form

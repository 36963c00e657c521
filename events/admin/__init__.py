"""The booking module's screens in Wagtail's admin. Only `events.wagtail_hooks` loads them."""

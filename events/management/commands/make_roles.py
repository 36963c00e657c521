"""Create the staff's roles: `manage.py make_roles`."""

from django.core.management.base import BaseCommand

from events import roles


class Command(BaseCommand):
    help = "Create the staff's groups and give them the rights they lack. Can be run again at any time."

    def handle(self, *args: object, **options: object) -> None:
        report = roles.make_roles()
        if options["verbosity"] < 1:
            return
        created = ", ".join(report.created) or "none, all of them existed"
        self.stdout.write(f"Roles created: {created}.")
        if report.without_pages:
            self.stdout.write(
                f"No pages yet for: {', '.join(report.without_pages)}. "
                "Run this command again when the home pages of all languages exist."
            )
        if report.missing:
            self.stdout.write(f"Permissions not installed here: {', '.join(report.missing)}.")

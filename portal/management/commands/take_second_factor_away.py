"""`manage.py take_second_factor_away NAME`: the last way back in when every administrator is locked out."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.two_factor import services


class Command(BaseCommand):
    """Removes the second factor of one person; the password stays."""

    help = "Remove the second factor of one member of staff (app and recovery codes)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The log-in name."""
        parser.add_argument("username")

    def handle(self, *args: object, **options: object) -> None:
        """Remove it and say so; a name nobody has ends with an error."""
        users = get_user_model()
        try:
            user = users.objects.get(**{users.USERNAME_FIELD: options["username"]})
        except users.DoesNotExist as error:
            raise CommandError(f"Nobody has the log-in {options['username']}.") from error
        had = services.take_away(user=user, by=None)
        self.stdout.write(f"{user}: {'second factor removed' if had else 'had no second factor'}.")

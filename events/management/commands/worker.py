"""manage.py worker: the one background process."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from events import worker

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send queued mails and do the periodic work, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument("--pause", type=float, default=2.0, help="seconds between rounds")

    def handle(self, *args: object, **options: object) -> None:
        """Work in rounds; SIGTERM and Ctrl-C end the current round first."""
        if options["once"]:
            worker.tick()
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        self.stdout.write("Worker started.")
        while not stop.is_set():
            try:
                worker.tick()
            except DatabaseError:
                # The database may be away for a moment: nothing is lost, the rows wait.
                logger.exception("No database in this round")
            stop.wait(options["pause"])
        self.stdout.write("Worker stopped.")

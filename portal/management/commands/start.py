"""manage.py start: the web server and the worker together, on one machine, with one command."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.users import DEMO_USERS, demo_users_exist
from portal.settings.languages import languages_by_themselves


class Command(BaseCommand):
    help = "Start the web server and the worker; Ctrl-C stops both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: object, **options: object) -> None:
        """Run both processes until one ends or Ctrl-C is pressed; then stop the other."""
        host, port = options["host"], options["port"]
        processes = [self._web(host, port), self._worker()]
        signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        try:
            self._wait_until_ready(host, port, processes)
            self._say_where(port)
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
            raise CommandError("The web server or the worker has stopped.")
        except KeyboardInterrupt:
            self.stdout.write("Stopping.")
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=30)

    def _environment(self, port: int | None = None) -> dict[str, str]:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
        if port:
            environment.setdefault("SITE_URL", f"http://localhost:{port}")
        return environment

    def _web(self, host: str, port: int) -> subprocess.Popen:
        command = [sys.executable, "-m", "gunicorn", "portal.wsgi:application"]
        command += ["--bind", f"{host}:{port}", "--workers", "1", "--threads", "8"]
        command += ["--worker-class", "gthread", "--log-level", "warning"]
        if settings.DEBUG:
            command.append("--reload")
        return subprocess.Popen(command, env=self._environment(port))

    def _worker(self) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "manage.py", "worker"], env=self._environment())

    def _wait_until_ready(self, host: str, port: int, processes: list[subprocess.Popen]) -> None:
        for _ in range(120):
            if any(process.poll() is not None for process in processes):
                raise CommandError(f"Could not start. Is port {port} in use? Try: make run PORT=8001")
            try:
                urllib.request.urlopen(f"http://{host}:{port}/readyz", timeout=2).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.5)
        raise CommandError("The web server did not answer within a minute.")

    def _say_where(self, port: int) -> None:
        base, codes = f"http://localhost:{port}", settings.SITE_LANGUAGES
        lines = [
            "",
            *(f"  Portal, {name + ' ':<10} {base}/{code}/" for code, name in languages_by_themselves(codes)),
            f"  Newsroom (Wagtail) {base}/admin/",
        ]
        if getattr(settings, "DEMO_MAILBOX", False):
            lines.append(f"  Mails it has sent  {base}/mailbox/")
        lines.append(f"  Health             {base}/readyz")
        if demo_users_exist():
            lines += ["", "  Demo log-ins (user / password):"]
            lines += [f"    {user.username:<12} {user.password:<22} {user.role}" for user in DEMO_USERS]
        lines += ["", "  Ctrl-C stops both.", ""]
        self.stdout.write("\n".join(lines))

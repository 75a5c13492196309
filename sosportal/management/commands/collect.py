"""`manage.py collect`: collectstatic where something has changed."""

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Compressing all static files takes seconds; comparing them takes none."""

    help = "Collects the static files, unless they are the ones collected last."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        """Compare with what was collected last; collect if that differs."""
        if not Path(settings.STATICFILES_DIRS[0]).is_dir():
            raise CommandError("The style sheets and scripts are not built: run `make build`.")
        root = Path(settings.STATIC_ROOT)
        stamp = root.with_suffix(".stamp")
        with root.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two at a time would take each other's half-made files away
            digest = _digest()
            if not (stamp.exists() and stamp.read_text() == digest and (root / "staticfiles.json").exists()):
                call_command("collectstatic", interactive=False, verbosity=0)
                stamp.write_text(digest)


def _digest() -> str:
    """One number for all static files, ours and the packages'."""
    files = [(name, storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    digest = hashlib.sha256()
    for name, path in sorted(files):
        digest.update(name.encode() + b"\0" + Path(path).read_bytes())
    return digest.hexdigest()

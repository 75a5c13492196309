#!/usr/bin/env python
"""The portal's commands. Each finds the running servers of SOS_HOME, or starts them for its own duration."""

import os
import sys

from django.core.management import execute_from_command_line

from sosportal import services


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sosportal.settings")
    try:
        with services.for_command(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except services.ServiceError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()

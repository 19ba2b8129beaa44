#!/usr/bin/env python3
"""Django's command line, for developers; users start with `python3 -m server`."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run one Django command with the project's settings."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

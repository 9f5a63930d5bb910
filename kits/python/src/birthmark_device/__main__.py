"""The command, as ``python -m birthmark_device``."""

from birthmark_device.cli import main

raise SystemExit(main())

"""``python -m birthmark_verifier``."""

import sys

from .cli import main

sys.exit(main())

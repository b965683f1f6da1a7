"""`python -m polisi`: the same as the command `polisi`."""

import sys

from polisi.cli import main

sys.exit(main())

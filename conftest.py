"""How stored notebooks are run by the tests, wherever they lie."""

import os
from pathlib import Path

# Kernels that tests start show no progress bars: their outputs are compared.
os.environ["WHITEBOARD_QUIET"] = "1"

# And they may neither reach beyond this machine nor write beside their notebook.
GUARD = str(Path(__file__).parent / "tests/guard")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [GUARD, os.environ.get("PYTHONPATH")]))

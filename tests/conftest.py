"""What all tests share."""

import os

from hypothesis import settings

# Where a change is judged, the same texts are tried each time; at a desk, new ones.
settings.register_profile("judging", derandomize=True, deadline=None)
settings.register_profile("desk", deadline=None)
settings.load_profile("judging" if os.environ.get("CI") else "desk")

"""Rules that hold sections against each other: each step's output is the next one's input."""

import importlib
import pkgutil

# Importing a module registers its rules.
for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

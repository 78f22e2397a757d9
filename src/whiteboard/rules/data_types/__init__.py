"""Rules on what is stored: rows, references, and the data types section (codes T)."""

import importlib
import pkgutil

# Importing a module registers its rules.
for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

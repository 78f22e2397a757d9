"""Rules on requirements: questions, objects, relations, access patterns, scope (codes R)."""

import importlib
import pkgutil

# Importing a module registers its rules.
for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

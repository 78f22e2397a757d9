"""What a late submission loses, as nbgrader's settings say."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whiteboard.grading.nbgrader_settings import SettingsError, section, setting

if TYPE_CHECKING:
    from traitlets.config import Config

LatePenalty = Callable[[str, float, float], float | None]
"""Asked with a student, the score of a notebook, and seconds late; gives points to take off, or None."""

_STOCK = "nbgrader.plugins.latesubmission.LateSubmissionPlugin"
_STOCK_NAMES = (_STOCK, "nbgrader.plugins.LateSubmissionPlugin")


def all_points(student: str, score: float, seconds_late: float) -> float:
    """nbgrader's own ``penalty_method = "zero"``: a late notebook scores nothing."""
    return score


def configured_penalty(config: Config | None, root: Path) -> LatePenalty | None:
    """The penalty that ``c.AssignLatePenalties.plugin_class`` gives; None where it takes nothing off.

    nbgrader is imported only where a plugin of the instructor's own is set.

    Parameters
    ----------
    config : traitlets.config.Config or None
        The course's settings.
    root : Path
        The course's folder, from which a plugin's module may be imported.

    Raises
    ------
    SettingsError
        When the plugin cannot be imported.
    """
    if config is None:
        return None
    plugin: Any = section(config, "AssignLatePenalties").get("plugin_class", _STOCK)
    name = plugin if isinstance(plugin, str) else f"{plugin.__module__}.{plugin.__qualname__}"
    if name in _STOCK_NAMES:
        method = setting(config, "LateSubmissionPlugin", "penalty_method", str, "none")
        return all_points if method == "zero" else None
    if isinstance(plugin, str):
        plugin = _imported(plugin, root)
    asked: LatePenalty = plugin(config=config).late_submission_penalty
    return asked


def _imported(name: str, root: Path) -> Any:
    module, _, attribute = name.rpartition(".")
    sys.path.insert(0, str(root))
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError(
            f"c.AssignLatePenalties.plugin_class is {name!r}, and that cannot be imported: {error}; "
            f"write MODULE.CLASS, with the module beside {root / 'nbgrader_config.py'}"
        ) from error
    finally:
        sys.path.remove(str(root))

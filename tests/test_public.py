"""The public face: what can be imported is promised."""

from pathlib import Path

import whiteboard


def test_the_exported_names_are_these():
    assert sorted(whiteboard.__all__) == [
        "check", "judge", "problem", "read_board", "read_section", "to_dict", "to_html", "to_text",
    ]  # fmt: skip
    assert all(hasattr(whiteboard, name) for name in whiteboard.__all__)


def test_no_exported_name_hides_a_subpackage():
    folder = Path(whiteboard.__file__).parent
    modules = {
        path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    # `judge` is a function that its module is named for; there is nothing else to reach in there.
    assert set(whiteboard.__all__) & modules <= {"judge"}


def test_subpackages_are_reachable_without_an_import_statement():
    assert whiteboard.run.__name__ == "whiteboard.run"
    assert not hasattr(whiteboard, "lunch")

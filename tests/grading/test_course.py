"""A course's settings and folders, as nbgrader has them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from whiteboard.grading.course import Course, CourseError, absolute_url
from whiteboard.grading.gradebook.late import all_points
from whiteboard.grading.limits import Limits
from whiteboard.grading.names import BadName, check_name, why_not
from whiteboard.grading.nbgrader_settings import SettingsError

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_other_settings(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path_factory.mktemp("jupyter")))
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)


def configured(root, text, overrides=None):
    (root / "nbgrader_config.py").write_text("c = get_config()\n" + text)
    return Course.load(root, overrides)


def test_without_settings_everything_is_as_nbgrader_has_it(tmp_path):
    course, theirs = Course.load(tmp_path), CourseDirectory(root=str(tmp_path))
    for name in ("course_id", "db_url", "directory_structure", "groupshared"):
        assert getattr(course, name) == getattr(theirs, name), name
    for step in ("source", "release", "submitted", "autograded", "feedback"):
        assert getattr(course, f"{step}_directory") == getattr(theirs, f"{step}_directory")
    assert list(course.ignore) == theirs.ignore
    assert course.permissions == 0o444
    assert course.settings.limits == Limits()
    assert course.late_penalty() is None


def test_this_repositorys_own_settings_are_read():
    assert Course.load(REPOSITORY).course_id == "whiteboard"


def test_settings_of_nbgrader_and_ours_are_read(tmp_path):
    course = configured(
        tmp_path,
        """
c.CourseDirectory.course_id = "course-101"
c.CourseDirectory.db_url = "sqlite:///grades/book.db?timeout=60"
c.CourseDirectory.submitted_directory = "handed-in"
c.CourseDirectory.groupshared = True
c.CourseDirectory.student_id_exclude = "eve, mallory"
c.CourseDirectory.ignore.append("*.bak")
c.Autograde.exclude_overwriting = {"ps1": ["helper.py"]}
c.WhiteboardGrading.isolation = "full"
c.WhiteboardGrading.cell_seconds = 5
c.WhiteboardGrading.total_seconds = 30.0
c.WhiteboardGrading.memory = 1_000_000_000
c.WhiteboardGrading.extra_packages = ("scipy",)
c.WhiteboardGrading.jobs = 3
""",
    )
    assert course.course_id == "course-101"
    assert course.db_url == f"sqlite:///{tmp_path}/grades/book.db?timeout=60"
    assert course.submitted("learner-007", "ps1") == tmp_path / "handed-in/learner-007/ps1"
    assert course.permissions == 0o664
    assert course.student_id_exclude == ("eve", "mallory")
    assert course.ignore[-2:] == ("feedback", "*.bak")
    assert course.exclude_overwriting == {"ps1": ["helper.py"]}
    assert course.settings.isolation == "full"
    assert (course.settings.limits.cell_seconds, course.settings.limits.total_seconds) == (5.0, 30.0)
    assert course.settings.limits.memory == 1_000_000_000
    assert course.settings.extra_packages == ("scipy",)
    assert course.jobs == 3


def test_the_course_goes_over_jupyters_folders_and_overrides_go_over_all(tmp_path):
    jupyter = Path(os.environ["JUPYTER_CONFIG_DIR"])
    (jupyter / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.CourseDirectory.course_id = 'jupyter'\n"
        "c.WhiteboardGrading.jobs = 7\n"
        "c.WhiteboardGrading.isolation = 'none'\n"
    )
    settings = {"CourseDirectory": {"course_id": "course"}, "WhiteboardGrading": {"isolation": "best"}}
    (tmp_path / "nbgrader_config.json").write_text(json.dumps(settings))
    course = Course.load(tmp_path, {"WhiteboardGrading": {"isolation": "full"}})
    assert (course.course_id, course.jobs, course.settings.isolation) == ("course", 7, "full")


def test_settings_may_import_what_stands_beside_them(tmp_path):
    (tmp_path / "names_beside_settings.py").write_text("COURSE = 'beside'")
    course = configured(
        tmp_path, "import names_beside_settings\nc.CourseDirectory.course_id = names_beside_settings.COURSE"
    )
    assert course.course_id == "beside"
    assert str(tmp_path) not in sys.path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = (", "line 2: SyntaxError"),
        ("\n\nraise ValueError('no hub')", "line 4: ValueError: no hub"),
        ("import sys\nsys.exit(3)", "line 3: SystemExit: 3"),
        ("c.CourseDirectory.db_url = 5", "c.CourseDirectory.db_url is 5, a int; it must be a str"),
        ("c.WhiteboardGrading.isolation = 'total'", "isolation is 'total'; write one of full, best, none"),
        ("c.WhiteboardGrading.cel_seconds = 3", "cel_seconds is no setting; there is cell_seconds"),
        ("c.WhiteboardGrading.jobs = 0", "jobs is 0; it must be more than 0"),
        ("c.WhiteboardGrading.memory = float('nan')", "memory is nan, a float; it must be a int"),
        ("c.WhiteboardGrading.cell_seconds = float('nan')", "must be more than 0"),
        ("c.WhiteboardGrading.jobs = True", "jobs is True"),
        ("c.Autograde.permissions = 999", "permissions is 999; write the digits of a mode, such as 444"),
        ("c.AssignLatePenalties.plugin_class = 'none.such.Plugin'", "cannot be imported"),
    ],
)
def test_a_setting_without_meaning_is_named(tmp_path, text, said):
    with pytest.raises(SettingsError) as caught:
        configured(tmp_path, text).late_penalty()
    assert said in str(caught.value)
    if "line" in said:
        assert str(tmp_path / "nbgrader_config.py") in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[1]", "\0", '"text"', '{"CourseDirectory": 5}'])
def test_json_that_is_no_settings_is_named(tmp_path, text):
    (tmp_path / "nbgrader_config.json").write_text(text)
    with pytest.raises(SettingsError, match=r"nbgrader_config\.json|CourseDirectory"):
        Course.load(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CourseError, match="is no folder"):
        Course.load(tmp_path / "nowhere")


def test_the_penalty_for_lateness_is_the_configured_one(tmp_path):
    assert configured(tmp_path, "c.LateSubmissionPlugin.penalty_method = 'zero'").late_penalty() is all_points
    (tmp_path / "own_penalty.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class PerHour(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return total_seconds_late / 3600\n"
    )
    late = configured(tmp_path, "c.AssignLatePenalties.plugin_class = 'own_penalty.PerHour'").late_penalty()
    assert late("honest", 10.0, 7200.0) == 2


def test_a_course_without_a_plugin_of_its_own_loads_without_nbgrader(tmp_path):
    code = (
        "import sys\nfrom pathlib import Path\nfrom whiteboard.grading.course import Course\n"
        f"course = Course.load(Path({str(tmp_path)!r}))\ncourse.late_penalty()\n"
        "import whiteboard.grading.gradebook, whiteboard.grading.graded_folder\n"
        "print([name for name in ('nbgrader', 'nbformat', 'nbconvert', 'sqlalchemy', 'IPython') if name in sys.modules])"
    )
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == "[]"


def test_a_live_nbgrader_gives_the_same_course(tmp_path):
    loaded = configured(
        tmp_path,
        """
c.CourseDirectory.course_id = "live"
c.CourseDirectory.student_id_exclude = "eve"
c.CourseDirectory.ignore = ["*.x"]
c.WhiteboardGrading.jobs = 2
""",
    )
    config = Config(loaded.config)
    live = Course.of(CourseDirectory(root=str(tmp_path), config=config), config)
    assert live == loaded


@pytest.mark.parametrize(
    "structure",
    [
        "{nbgrader_step}/{student_id}/{assignment_id}",
        "{nbgrader_step}/{assignment_id}/{student_id}",
        "work/{nbgrader_step}/of-{student_id}-here/{assignment_id}",
        "{nbgrader_step}/{assignment_id}-{student_id}",
        "{nbgrader_step}/{student_id}/{assignment_id}/by-{student_id}",
    ],
)
def test_submissions_are_found_by_nbgraders_structure(tmp_path, structure):
    course = configured(tmp_path, f"c.CourseDirectory.directory_structure = {structure!r}")
    for student in ("learner-b", "learner-a", "Zoë"):
        course.submitted(student, "ps1").mkdir(parents=True)
    course.submitted("learner-c", "ps10").mkdir(parents=True)
    course.autograded("learner-d", "ps1").mkdir(parents=True)
    assert course.submissions("ps1") == [
        (student, course.submitted(student, "ps1")) for student in ("Zoë", "learner-a", "learner-b")
    ]
    assert course.submissions("ps2") == []


def test_what_is_no_folder_is_a_submission_too_and_hidden_and_excluded_ones_are_none(tmp_path):
    course = configured(tmp_path, "c.CourseDirectory.student_id_exclude = 'eve'")
    for student in ("honest", "eve", ".hidden"):
        (tmp_path / "submitted" / student / "ps1").mkdir(parents=True)
    (tmp_path / "submitted/hostile").mkdir()
    (tmp_path / "submitted/hostile/ps1").write_text("a file")
    (tmp_path / "submitted/linking").mkdir()
    (tmp_path / "submitted/linking/ps1").symlink_to("/nowhere")
    (tmp_path / "submitted/README").write_text("no student")
    assert [student for student, _ in course.submissions("ps1")] == ["honest", "hostile", "linking"]


def test_a_folder_whose_name_can_be_no_students_is_said_to_be_left_out(tmp_path):
    course = Course.load(tmp_path)
    odd = ["a*b", "new\nline", "x" * 200, "back\\slash", "bidi\u2028"]
    for student in (*odd, "honest"):
        (tmp_path / "submitted" / student / "ps1").mkdir(parents=True)
    os.mkdir(os.fsencode(tmp_path / "submitted") + b"/not-utf8-\xff")
    os.mkdir(os.fsencode(tmp_path / "submitted") + b"/not-utf8-\xff/ps1")
    assert [student for student, _ in course.submissions("ps1")] == ["honest"]
    refused = course.refused("ps1")
    assert len(refused) == 6
    assert "holds '\\n'" in refused["'new\\nline'"]
    assert all(why.isascii() and "rename it" in why for why in refused.values())


@pytest.mark.parametrize(
    "name", ["..", ".", "", "a/b", "../../etc", "ps1+ps2", " ps1", "a\\b", "a\0b", "{x}", "*"]
)
def test_an_assignment_cannot_be_called_so_that_it_leads_elsewhere(tmp_path, name):
    course = Course.load(tmp_path)
    with pytest.raises(BadName, match="assignment name"):
        course.submissions(name)
    with pytest.raises(BadName, match="assignment name"):
        course.autograded("learner-007", name)


def test_a_structure_that_nothing_can_fill_is_named(tmp_path):
    for structure in (
        "{nbgrader_step}/{course}",
        "{nbgrader_step}/{",
        "{nbgrader_step}/{0}",
        "{student_id}/{course}",
    ):
        with pytest.raises(CourseError, match="directory_structure"):
            configured(tmp_path, f"c.CourseDirectory.directory_structure = {structure!r}").submissions("ps1")


@given(st.text())
def test_any_name_passes_and_stays_inside_or_is_refused_in_plain_words(name):
    reason = why_not("student", name)
    if reason is None:
        check_name("student", name)
        assert os.path.normpath(os.path.join("/course", name)) == f"/course/{name}"
    else:
        assert reason.isascii()
        assert reason.isprintable()
        assert len(reason) < 400


@pytest.mark.parametrize(
    ("url", "absolute"),
    [
        ("sqlite:///book.db", "sqlite:////srv/book.db"),
        ("sqlite:////data/book.db", "sqlite:////data/book.db"),
        ("postgresql+psycopg://user@host/grades", "postgresql+psycopg://user@host/grades"),
        ("postgresql+psycopg:///grades?host=/run", "postgresql+psycopg:///grades?host=/run"),
        ("sqlite://", "sqlite://"),
    ],
)
def test_a_file_in_a_url_is_made_absolute(url, absolute):
    assert absolute_url(url, Path("/srv")) == absolute

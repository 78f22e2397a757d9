"""nbgrader's settings for this course; nbgrader reads them when it is started in this folder.

Folders (source/, release/, submitted/, autograded/, feedback/) and the gradebook are nbgrader's defaults. The
exchange is left to the place where the course runs, such as ``c.Exchange.root`` in a hub's own settings.
"""

import os
import sysconfig

c = get_config()

# nbgrader calls alembic by its bare name when it makes a gradebook, so the environment's commands must be on
# the path even where the environment was not activated.
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])

c.CourseDirectory.course_id = "whiteboard"

# An untouched cell must run: a learner who has done nothing sees "not attempted" and never a stack trace.
c.ClearSolutions.code_stub = {"python": "# type your draft here"}
c.ClearSolutions.text_stub = "*Type your answer here.*"

# A lesson's database is filled in seconds; a cell that takes minutes is stuck.
c.ExecutePreprocessor.timeout = 120

# `nbgrader autograde` and formgrader grade as `whiteboard grade` does: drafts are read as text, code runs as a guest,
# and every submission ends in a recorded state. docs/grading.md says how, and what else can be set.
c.Autograde.exporter_class = "whiteboard.grading.nbgrader_side.GradingExporter"

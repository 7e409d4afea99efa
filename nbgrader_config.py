"""nbgrader for this course: solutions are written, exercises are generated from them."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.CourseDirectory.course_id = "backend-engineering"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
# What lies beside a solution and is not for students: answers that the tests are tried with.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "wrong", "right"]

# Lateness. An assignment without a due time is never late. `course/grading/late.py` says what the numbers mean.
c.LatePenalty.due = {}  # {"02-databases": "2027-01-31 23:59 Europe/Berlin"}
c.LatePenalty.grace_minutes = 15
c.LatePenalty.percent_per_day = 10
c.LatePenalty.max_percent = 50
c.LatePenalty.cutoff_days = 7

# What nbgrader itself does with these, for example behind formgrader's buttons, is done the course's way: lateness by
# the policy above, students' code in the sandboxes. As text, so that reading this file imports nothing.
c.AssignLatePenalties.plugin_class = "course.grading.late.LatePenalty"
c.Autograde.autograde_preprocessors = [
    "course.grading.nbgrader_execute.JudgedExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

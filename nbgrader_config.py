"""nbgrader for this course: solutions are written, exercises are generated from them."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821

c.CourseDirectory.course_id = "backend-engineering"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

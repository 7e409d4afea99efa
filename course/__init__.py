"""The library behind the course's notebooks: real engines, measurement, figures and the `course` command."""

"""What can be wrong for a whole run, as against one submission: each ends a command with one sentence."""

from course.grading.assignment import NoAssignment
from course.grading.grade import Busy
from course.grading.gradebook import GradebookUnusable
from course.grading.sandbox import NoSandbox
from course.grading.workers import NoCluster

PROBLEMS = (NoAssignment, Busy, GradebookUnusable, NoSandbox, NoCluster)

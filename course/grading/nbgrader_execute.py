"""The course's way of running notebooks as an nbgrader preprocessor: formgrader's *Autograde* button is safe too.

`nbgrader_config.py` puts it in the place of nbgrader's own `Execute`, which runs tests in the student's kernel with the
grader's rights. The marks that nbgrader reads from the outputs are the ones that `course grade` writes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor

from course.engines.paths import PROJECT
from course.grading.assignment import load
from course.grading.run import run_notebook


class JudgedExecute(NbGraderPreprocessor):
    """Runs the notebook in the sandboxes and fills in the outputs."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """As nbconvert's. Raises RuntimeError when the grader, not the student, is at fault: nbgrader gives no mark."""
        name = resources["nbgrader"]["assignment"]
        root = Path(self.parent.coursedir.root) if self.parent is not None else PROJECT
        outcome = run_notebook(load(name, root), dict(nb))
        if outcome.broken is not None:
            raise RuntimeError(outcome.broken)
        results = outcome.by_id()
        for number, cell in enumerate((cell for cell in nb.cells if cell.cell_type == "code"), start=1):
            cell.execution_count = number
            cell.outputs = []
            result = results.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
            if result is None:
                continue
            if result.kind == "test" and result.points not in (0.0, result.max_points):
                data = {"text/plain": str(result.points)}
                cell.outputs = [new_output("execute_result", data=data, execution_count=number)]
            elif result.kind == "test" and result.reason:
                cell.outputs = [new_output("error", ename="Lost", evalue=result.reason, traceback=[result.reason])]
            elif result.kind != "test":
                cell.outputs = [new_output(**{k: v for k, v in one.items()}) for one in result.outputs]
        return nb, resources

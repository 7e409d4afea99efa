"""The `course` command: one verb a function, each doing its work in the module that owns it.

Nothing heavy is imported up here, so that `course --help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

app = typer.Typer(
    name="course",
    help="Backend engineering, measured: open the course, check this machine, and look after the notebooks.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Only see whether it answers, then stop it.")] = False,
) -> None:
    """Open JupyterLab on the start page. Other options go to JupyterLab, for example --port 8000 or --no-browser."""
    from threading import Thread

    from course.lab import jupyter
    from course.practice.original import keep

    # While exercises are as released, a copy is kept: `course restore` takes it when cells were lost.
    Thread(target=keep, daemon=True).start()
    raise typer.Exit(jupyter.serve(context.args, check=check))


@app.command()
def doctor() -> None:
    """Say what this machine has and how to get the rest. Exit code 0: everything the course itself brings is there."""
    from course.lab.doctor import examine

    report, complete = examine()
    typer.echo(report)
    raise typer.Exit(0 if complete else 1)


@app.command()
def install(
    engines: Annotated[list[str], typer.Argument(metavar="ENGINE...", help="As `course doctor` names them.")],
) -> None:
    """Fetch engines that come through Maven or Go into the course's cache, once."""
    from course.engines.errors import EngineFailed, EngineUnavailable
    from course.engines.install import install as fetch

    for engine in engines:
        try:
            fetch(engine, typer.echo)
        except (EngineFailed, EngineUnavailable, ValueError) as error:
            stop(str(error))


@app.command()
def check(
    assignment: Annotated[
        str | None, typer.Argument(metavar="[ASSIGNMENT]", help="Its name or its notebook; all that were begun.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="SECONDS", help="For each cell; as nbgrader's Validate: 30.")
    ] = None,
) -> None:
    """Run an exercise's visible tests in a fresh kernel. Exit code 0: everything visible passes."""
    import sys

    from course.practice import verbs
    from course.practice.work import Cell, NoWork

    def passing(text: str) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r\033[K{text}", nl=False, err=True)

    def watch(cell: Cell) -> None:
        passing(f"cell {cell.number} {cell.id}")

    def say(text: str) -> None:
        passing("")
        typer.echo(text)

    try:
        complete = verbs.check(assignment, limit=limit, say=say, watch=watch)
    except NoWork as problem:
        stop(str(problem))
    except KeyboardInterrupt:
        say("Stopped: nothing was recorded.")
        raise typer.Exit(130) from None
    raise typer.Exit(0 if complete else 1)


@app.command()
def submit(
    assignment: Annotated[
        str | None, typer.Argument(metavar="[ASSIGNMENT]", help="Its name or its notebook; the one that was begun.")
    ] = None,
    student: Annotated[
        str | None, typer.Option("--as", metavar="STUDENT", help="Your name; as you are logged in.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write a file there, for your university's system.")
    ] = None,
) -> None:
    """Hand in an exercise: into nbgrader's exchange, or as a file to upload. Prints a receipt."""
    from course.practice import verbs
    from course.practice.work import NoWork

    try:
        typer.echo(verbs.submit(assignment, student=student, to=to))
    except NoWork as problem:
        stop(str(problem))


@app.command()
def restore(assignment: Annotated[str, typer.Argument(help="Its name or its notebook.")]) -> None:
    """Put the cells that must not change back into an exercise, and keep the answers."""
    from course.practice import verbs
    from course.practice.work import NoWork

    try:
        typer.echo(verbs.restore(assignment))
    except NoWork as problem:
        stop(str(problem))


@app.command()
def progress() -> None:
    """Which exercises are done, and how far the others are."""
    from course.practice.progress import outline

    typer.echo(outline())


@app.command()
def release(
    assignments: Annotated[list[str] | None, typer.Argument(help="All of them when none is named.")] = None,
    verify: Annotated[bool, typer.Option("--verify/--no-verify", help="First try right and wrong answers.")] = True,
    check: Annotated[bool, typer.Option("--check", help="Only see whether exercises/ is as it is generated.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Answers tried at a time; one a processor.")] = None,
) -> None:
    """Make exercises/ from solutions/, once the tests tell right answers from wrong ones."""
    from course.grading import instructor

    try:
        instructor.release(assignments, check=check, dynamic=verify, workers=workers, say=typer.echo)
    except instructor.Stopped as stopped:
        stop(str(stopped))
    except KeyboardInterrupt:
        stop("Stopped. What was tried and held is remembered.")


@app.command()
def bundle(
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="The archive (.zip).")] = None,
) -> None:
    """Write the archive that students get: the course without solutions and hidden tests."""
    from course.grading import instructor

    try:
        instructor.bundle(output, say=typer.echo, note=lambda line: typer.echo(line, err=True))
    except instructor.Stopped as stopped:
        stop(str(stopped))


@app.command()
def collect(
    assignment: Annotated[str, typer.Argument(help="Its name, as in solutions/.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Files or folders from a learning platform; nbgrader's exchange when none is named."),
    ] = None,
    received: Annotated[
        str | None, typer.Option(metavar="TIME", help="When these files were handed in, e.g. '2027-01-31 23:59 UTC'.")
    ] = None,
) -> None:
    """Bring what students handed in to submitted/. A newer hand-in replaces an older one, which is kept in backups/."""
    from course.engines.paths import PROJECT
    from course.grading import collect as collecting
    from course.grading.intake import parse_time

    try:
        when = parse_time(received) if received else None
    except ValueError:
        raise typer.BadParameter(f"{received!r} is no time; write it as '2027-01-31 23:59 UTC'.") from None
    if missing := [str(path) for path in files or () if not path.exists()]:
        raise typer.BadParameter(f"there is no {', '.join(missing)}")
    found = (
        collecting.from_files(assignment, files, when)
        if files
        else collecting.from_exchange(assignment, collecting.inbound())
    )
    done = collecting.collect(assignment, PROJECT, found)
    for line in [*done.notes, *(f"Not taken: {one}" for one in done.refused)]:
        typer.echo(line, err=True)
    typer.echo(f"{len(done.taken)} new or newer, {len(done.older)} as before, {len(done.refused)} not taken.")
    raise typer.Exit(1 if done.refused and not (done.taken or done.older) else 0)


@app.command()
def grade(
    assignment: Annotated[str, typer.Argument(help="Its name, as in solutions/.")],
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be repeated.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Submissions at a time; default: one a processor.")] = None,
    scheduler: Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, tcp://host:port.")] = None,
    sandbox: Annotated[
        str | None, typer.Option(help="bubblewrap, container, rlimits; default: the best here.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what is graded already.")] = False,
) -> None:
    """Grade what was handed in and is not graded yet, each submission in sandboxes of its own. Can be interrupted."""
    from course.grading import show
    from course.grading.grade import Settings
    from course.grading.grade import grade as run
    from course.grading.problems import PROBLEMS
    from course.grading.sandbox.rlimits import WARNING

    if sandbox == "rlimits":
        typer.echo(WARNING, err=True)
    settings = Settings(workers=workers, scheduler=scheduler, sandbox=sandbox, again=again).configured()
    try:
        with show.progress() as told:
            found = run(assignment, student, settings, told)
    except PROBLEMS as problem:
        stop(str(problem))
    except KeyboardInterrupt:
        stop("Stopped. What was graded is kept; the same command goes on from there.")
    typer.echo(show.summary(found))
    raise typer.Exit(1 if any(outcome.broken for outcome in found.graded.values()) else 0)


@app.command()
def feedback(
    assignment: Annotated[str, typer.Argument(help="Its name, as in solutions/.")],
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be repeated.")] = None,
) -> None:
    """Write a page for each student: marks, reasons, comments, and their own answers."""
    from course.grading import instructor

    try:
        instructor.feedback(assignment, student, say=typer.echo, note=lambda line: typer.echo(line, err=True))
    except instructor.Stopped as stopped:
        stop(str(stopped))


@app.command()
def export(
    assignment: Annotated[str | None, typer.Argument(help="All that were graded when none is named.")] = None,
    form: Annotated[str, typer.Option("--format", help="csv, canvas or moodle.")] = "csv",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Not to the screen.")] = None,
    partial: Annotated[bool, typer.Option("--partial", help="Also when marks are missing.")] = False,
    missing_as_zero: Annotated[bool, typer.Option("--missing-as-zero", help="0 for who handed in nothing.")] = False,
) -> None:
    """Marks as a table, for a spreadsheet or for the gradebooks of Canvas and Moodle."""
    from course.grading import instructor

    try:
        instructor.export(
            assignment,
            form=form,
            path=output,
            partial=partial,
            missing_as_zero=missing_as_zero,
            note=lambda line: typer.echo(line, err=True),
        )
    except instructor.Stopped as stopped:
        stop(str(stopped))


@app.command()
def build(
    notebooks: Annotated[list[Path] | None, typer.Argument(help="Notebooks; all of them when none is named.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Execute also what has not changed.")] = False,
    figures: Annotated[bool, typer.Option("--figures", help="Redraw figures of unchanged cells too.")] = False,
) -> None:
    """Execute notebooks and store them in canonical form. Unchanged ones are skipped."""
    import sys
    import time

    from course.authoring.build import Refused
    from course.authoring.build import build as execute
    from course.authoring.notebooks import all_notebooks

    def watch(cell: str) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r\033[K{cell}", nl=False, err=True)

    for path in [find(name) for name in notebooks] if notebooks else all_notebooks():
        started = time.monotonic()
        try:
            done = execute(path, force=force, figures=figures, watch=watch)
        except Refused as refused:
            stop(f"Not stored: {refused}")
        typer.echo(
            f"{path.name}: executed in {time.monotonic() - started:.0f} s" if done else f"{path.name}: unchanged"
        )


@app.command()
def lint(
    notebooks: Annotated[list[Path] | None, typer.Argument(help="Notebooks; all of them when none is named.")] = None,
) -> None:
    """See whether notebooks have the form they should, and whether the roadmap is covered. Executes nothing."""
    from course.authoring import coverage, form
    from course.authoring.notebooks import all_notebooks

    paths = [find(name) for name in notebooks] if notebooks else all_notebooks()
    found = [problem for path in paths for problem in form.problems(path)]
    if not notebooks:
        found += coverage.gaps()
    if found:
        stop("\n".join(found))
    typer.echo(f"{len(paths)} notebooks: nothing to say.")


@app.command()
def roadmap(
    section: Annotated[int | None, typer.Argument(help="Only this section, by its number.")] = None,
) -> None:
    """What the course teaches, where, and what is still to come."""
    from course.authoring import coverage
    from course.roadmap import sections

    wanted = [one for one in sections() if section in (None, one.number)]
    if not wanted:
        raise typer.BadParameter(f"there is no section {section}; `course roadmap` lists them.")
    typer.echo(coverage.outline(wanted))


def find(name: Path) -> Path:
    """A notebook by path, or by its name alone: `02-databases`."""
    from course.authoring.notebooks import all_notebooks

    if name.suffix == ".ipynb" and name.exists():
        return name.resolve()
    for path in all_notebooks():
        if name.name in (path.name, path.stem):
            return path
    raise typer.BadParameter(f"there is no notebook {name}")


def stop(sentence: str) -> NoReturn:
    """End with exit code 1 and a sentence on standard error."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()

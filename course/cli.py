"""The `course` command: one verb a function, each doing its work in the module that owns it.

Nothing heavy is imported up here, so that `course --help` answers at once.
"""

from __future__ import annotations

from typing import Annotated

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
    from course.lab import jupyter

    raise typer.Exit(jupyter.serve(context.args, check=check))


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


if __name__ == "__main__":
    app()

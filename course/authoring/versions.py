"""Do pyproject.toml, requirements.lock and environment.yml say the same, and nothing about where packages come from?

pyproject.toml names ranges, requirements.lock exact versions with their hashes, environment.yml installs that lock. A
lock with an index address in it would break for everybody who uses another mirror, or none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from course.engines.paths import PROJECT

PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)(?P<rest>(?:.*\\\n)(?:[ \t]+--hash=\S+.*\n?)*)?", re.M
)
ADDRESS = re.compile(
    r"\S*://\S*|^\s*-(?:-index-url|-extra-index-url|-find-links|-trusted-host|i|f)\b.*|^\S+ @ .*", re.M
)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def problems(root: Path = PROJECT) -> list[str]:
    """What does not fit together, one sentence each."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    return [*_lock(lock), *_ranges(project, lock), *_environment(environment, project["requires-python"])]


def _lock(lock: str) -> Iterator[str]:
    for address in ADDRESS.findall(lock):
        yield f"requirements.lock names a place to get packages from: {address.strip()}"
    for match in PINNED.finditer(lock):
        if not HASH.search(match["rest"] or ""):
            yield f"requirements.lock has no hash for {match['name']}."
    for line in lock.splitlines():
        if line and not line.startswith((" ", "\t", "#")) and not PINNED.match(line) and not ADDRESS.match(line):
            yield f"requirements.lock has a line that pins nothing: {line}"


def _ranges(project: dict[str, object], lock: str) -> Iterator[str]:
    pinned: dict[str, set[str]] = {}
    for match in PINNED.finditer(lock):
        pinned.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    groups: dict[str, list[str]] = {"dependencies": project["dependencies"], **project["optional-dependencies"]}  # type: ignore[dict-item]
    for group, wanted in groups.items():
        for requirement in map(Requirement, wanted):
            versions = pinned.get(canonicalize_name(requirement.name), set())
            if not versions:
                yield f"pyproject.toml ({group}) wants {requirement.name}, which requirements.lock does not have."
            for version in versions:
                if not requirement.specifier.contains(version, prereleases=True):
                    yield f"pyproject.toml ({group}) wants {requirement}, and requirements.lock has {version}."


def _environment(environment: dict[str, object], python: str) -> Iterator[str]:
    if environment["channels"] != ["conda-forge"]:
        yield f"environment.yml must name the channel conda-forge and no other, not {environment['channels']}."
    dependencies = environment["dependencies"]
    assert isinstance(dependencies, list)
    pip = [entry["pip"] for entry in dependencies if isinstance(entry, dict)]
    if pip != [["-r requirements.lock"]]:
        yield f"environment.yml must install its Python packages through requirements.lock alone, not {pip}."
    interpreter = [entry for entry in dependencies if isinstance(entry, str) and re.match(r"python\b", entry)]
    lowest = SpecifierSet(python)
    versions = SpecifierSet(interpreter[0].removeprefix("python")) if interpreter else SpecifierSet()
    inside = [minor for minor in range(8, 20) if f"3.{minor}" in versions]
    if not interpreter or not inside or any(f"3.{minor}" not in lowest for minor in inside):
        yield f"environment.yml has {interpreter or 'no python'}, and pyproject.toml requires {python}."

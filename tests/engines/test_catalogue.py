"""What the course says of a machine: cheap, never raising, with a line that fits the platform."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from course.engines import catalogue
from course.engines.catalogue import ENGINES, Found, engine, require
from course.engines.errors import EngineUnavailable


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing but an empty folder on PATH; returns that folder."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("COURSE_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    monkeypatch.setattr(catalogue, "PLACES", ())
    monkeypatch.setattr(catalogue, "JAVA_HOMES", ())
    monkeypatch.setattr(catalogue, "RABBITMQ", programs / "none")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    return programs


def put(folder: Path, name: str, says: str, code: int = 0) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_the_embedded_engines_are_here_whatever_else_is() -> None:
    embedded = [info for info in ENGINES if info.tier == "embedded"]
    assert [info.name for info in embedded] == ["postgres", "redis", "aws", "etcd", "kafka", "duckdb", "rocksdb"]
    for info in embedded:
        found = info.find()
        assert found is not None
        assert found.version
        assert info.install_line() == "make lab"


def test_names_are_unique_and_every_line_can_be_typed() -> None:
    assert len({info.name for info in ENGINES}) == len(ENGINES)
    assert all(info.install_line().strip() for info in ENGINES)


def test_an_unknown_name() -> None:
    with pytest.raises(ValueError, match="It knows postgres, redis"):
        engine("postgress")


def test_nothing_is_found_on_a_bare_machine(bare: Path) -> None:
    assert [info.name for info in ENGINES if info.tier != "embedded" and info.find()] == []
    with pytest.raises(EngineUnavailable) as missing:
        require("mariadb")
    assert missing.value.install in str(missing.value)


def test_a_program_is_found_with_its_version(bare: Path) -> None:
    put(bare, "mariadb-install-db", "")
    path = put(bare, "mariadbd", "mariadbd  Ver 11.8.3-MariaDB for Linux on x86_64")
    assert engine("mariadb").find() == Found("11.8.3", "on this machine", path)


def test_a_server_without_its_installer_does_not_count(bare: Path) -> None:
    put(bare, "mysqld", "mysqld  Ver 8.0.36 for Linux on x86_64 (MySQL Community Server - GPL)")
    assert engine("mariadb").find() is None


def test_rabbitmq_needs_erlang_and_is_not_asked_for_its_version(bare: Path, tmp_path: Path) -> None:
    home = tmp_path / "rabbitmq_server-4.1.0"
    (home / "plugins" / "rabbit-4.1.0").mkdir(parents=True)
    (home / "sbin").mkdir()
    script = put(home / "sbin", "rabbitmq-server", "", code=1)
    (bare / "rabbitmq-server").symlink_to(script)
    assert engine("rabbitmq").find() is None
    put(bare, "erl", "")
    found = engine("rabbitmq").find()
    assert (found.version, found.path) == ("4.1.0", bare / "rabbitmq-server")


def test_a_program_that_fails_does_not_count(bare: Path) -> None:
    put(bare, "node", "v20.1.0 cannot load a library", code=127)
    put(bare, "git", "no number here")
    assert engine("node").find() is None
    assert engine("git").find() is None


@pytest.mark.parametrize(
    ("says", "version", "for_cassandra"),
    [
        ('openjdk version "17.0.15" 2025-04-15', "17.0.15", True),
        ('openjdk version "11.0.2" 2019-01-15', "11.0.2", True),
        ('openjdk version "21" 2023-09-19', "21", False),
        ('java version "1.8.0_391"', "1.8.0", False),
    ],
)
def test_java_of_the_right_age(bare: Path, says: str, version: str, for_cassandra: bool) -> None:
    put(bare, "java", says)
    assert catalogue.java().version == version
    assert (catalogue.java(catalogue.JAVA_FOR_CASSANDRA) is not None) == for_cassandra


def test_java_17_is_taken_before_what_is_first_on_path(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(bare, "java", 'openjdk version "21.0.1" 2023-10-17')
    home = tmp_path / "jdk" / "bin"
    home.mkdir(parents=True)
    wanted = put(home, "java", 'openjdk version "17.0.9" 2023-10-17')
    monkeypatch.setenv("JAVA_HOME", str(home.parent))
    assert catalogue.java(catalogue.JAVA_FOR_CASSANDRA).path == wanted


@pytest.mark.parametrize(("version", "new_enough"), [("go1.19.8", False), ("go1.22.6", True), ("go1.27.3", True)])
def test_go_of_the_right_age(bare: Path, version: str, new_enough: bool) -> None:
    put(bare, "go", f"go version {version} linux/amd64")
    assert (catalogue.go(catalogue.GO_FOR_FERRETDB) is not None) == new_enough


def test_an_engine_elsewhere_counts_and_a_hidden_one_does_not(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_MARIADB_URL", "mysql://course@db/")
    assert engine("mariadb").find() == Found("", "at COURSE_MARIADB_URL")
    monkeypatch.setenv("COURSE_HIDE_ENGINES", "postgres, mariadb")
    assert engine("mariadb").find() is None
    assert engine("postgres").find() is None
    assert engine("redis").find() is not None


def test_what_was_installed_counts_only_while_it_is_whole(bare: Path, tmp_path: Path) -> None:
    home = tmp_path / "state" / "cache" / "mongodb-1.24.0"
    home.mkdir(parents=True)
    (home / "ferretdb").write_bytes(b"0123456789")
    assert catalogue.installed("mongodb") is None  # an install that did not finish has no stamp
    (home / "installed.json").write_text(json.dumps({"version": "1.24.0", "files": {"ferretdb": 10}}))
    found = engine("mongodb").find()
    assert (found.version, found.path) == ("1.24.0", home / "ferretdb")
    (home / "ferretdb").write_bytes(b"012")
    assert engine("mongodb").find() is None
    (home / "ferretdb").unlink()
    assert engine("mongodb").find() is None


@pytest.mark.parametrize(
    ("platform", "programs", "root", "line"),
    [
        ("linux", ["apt-get"], True, "apt-get install -y mariadb-server-core mariadb-client-core"),
        ("linux", ["apt-get"], False, "sudo apt-get install -y mariadb-server-core mariadb-client-core"),
        ("linux", ["dnf"], False, "sudo dnf install -y mariadb-server"),
        ("darwin", ["brew"], False, "brew install mariadb"),
    ],
)
def test_the_line_fits_the_machine(
    bare: Path, monkeypatch: pytest.MonkeyPatch, platform: str, programs: list[str], root: bool, line: str
) -> None:
    for name in programs:
        put(bare, name, "")
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(os, "getuid", lambda: 0 if root else 1000)
    assert engine("mariadb").install_line() == line


def test_in_a_conda_environment_conda_installs_what_it_has(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "conda-meta").mkdir()
    assert engine("mongodb").install_line() == "conda install -y -c conda-forge mongodb"
    assert engine("go").install_line() == "conda install -y -c conda-forge go"
    assert "conda" not in engine("mariadb").install_line()  # conda-forge has no MariaDB server


def test_the_line_for_cassandra_names_what_is_missing(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(bare, "apt-get", "")
    put(bare, "course", "")
    monkeypatch.setattr(os, "getuid", lambda: 0)
    line = engine("cassandra").install_line
    assert line() == "apt-get install -y openjdk-17-jdk-headless maven && course install cassandra"
    put(bare, "java", 'openjdk version "17.0.15" 2025-04-15')
    assert line() == "apt-get install -y maven && course install cassandra"
    put(bare, "mvn", "Apache Maven 3.8.7")
    assert line() == "course install cassandra"
    assert shutil.which("course") == str(bare / "course")

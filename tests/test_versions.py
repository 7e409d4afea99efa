"""pyproject.toml, requirements.lock and environment.yml agree, and a check says where they do not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from course.authoring.versions import problems
from course.engines.paths import PROJECT

FILES = ("pyproject.toml", "requirements.lock", "environment.yml")


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """The three files, to change."""
    for name in FILES:
        shutil.copy(PROJECT / name, tmp_path / name)
    return tmp_path


def test_the_three_agree() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("requirements.lock", "", "--index-url https://mirror.example.org/simple\n", "a place to get packages from"),
        ("requirements.lock", "", "--find-links /srv/wheels\n", "a place to get packages from"),
        ("requirements.lock", "", "# from mirror://packages.example.org\n", "a place to get packages from"),
        ("requirements.lock", "", "httpx @ https://example.org/httpx.whl\n", "a place to get packages from"),
        ("requirements.lock", "", "newcomer==1.0\n", "no hash for newcomer"),
        ("requirements.lock", "", "newcomer>=1.0\n", "a line that pins nothing: newcomer"),
        ("requirements.lock", "\nsimpy==", "\nsimpler==", "wants simpy, which requirements.lock does not have"),
        ("pyproject.toml", '"simpy>=4.1,<5"', '"simpy>=5"', "wants simpy>=5, and requirements.lock has 4."),
        ("pyproject.toml", '"simpy>=4.1,<5"', '"simpy>=4.1,<5", "newcomer"', "wants newcomer"),
        ("pyproject.toml", '">=3.11"', '">=3.12"', "pyproject.toml requires >=3.12"),
        ("environment.yml", "  - python>=3.11,<3.14\n", "", "no python"),
        ("environment.yml", "python>=3.11,<3.14", "python>=3.10", "pyproject.toml requires >=3.11"),
        ("environment.yml", "  - conda-forge\n", "  - conda-forge\n  - defaults\n", "conda-forge and no other"),
        ("environment.yml", "      - -r requirements.lock\n", "      - simpy\n", "through requirements.lock alone"),
    ],
)  # fmt: skip
def test_a_disagreement_is_found(copies: Path, name: str, old: str, new: str, complaint: str) -> None:
    text = (copies / name).read_text()
    assert old in text
    (copies / name).write_text(text.replace(old, new, 1) if old else new + text)
    found = problems(copies)
    assert any(complaint in problem for problem in found), found

"""nginx and Varnish in front of a counting origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from course import engines
from course.measure import Answer, Origin

from .kernels import as_normal_user, kernel, processes_under
from .test_server import within

CACHED = "location / { proxy_pass http://origin; proxy_cache edge; add_header X-Cache $upstream_cache_status; }"
ZONE = "proxy_cache_path cache keys_zone=edge:1m;"
START = f"""
from course import engines
from course.measure import Answer, Origin
import httpx, os
origin = Origin(lambda request: Answer("hello", headers={{"Cache-Control": "max-age=60"}}))
edges = engines.nginx({CACHED!r}, origin.url, http={ZONE!r}), engines.varnish("", origin.url)
said = [httpx.get(edge.url, trust_env=False).text for edge in edges for _ in range(2)]
print(origin.requests.total(), *said)
"""


@pytest.fixture
def needed(require_engine: Callable[[str], None]) -> None:
    require_engine("nginx")
    require_engine("varnish")


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin(lambda request: Answer("hello", headers={"Cache-Control": "max-age=60"})) as origin:
        yield origin


@pytest.mark.usefixtures("needed")
def test_nginx_answers_the_second_request_itself(origin: Origin) -> None:
    edge = engines.nginx(CACHED, origin.url, http=ZONE)
    seen = [httpx.get(f"{edge.url}/page", trust_env=False).headers["x-cache"] for _ in range(3)]
    assert seen == ["MISS", "HIT", "HIT"]
    assert origin.requests == {"/page": 1}
    edge.close()


@pytest.mark.usefixtures("needed")
def test_varnish_answers_the_second_request_itself_and_counts(origin: Origin) -> None:
    edge = engines.varnish("sub vcl_deliver { set resp.http.X-Hits = obj.hits; }", origin.url)
    seen = [httpx.get(f"{edge.url}/page", trust_env=False).headers["x-hits"] for _ in range(3)]
    assert seen == ["0", "1", "2"]
    assert origin.requests == {"/page": 1}
    assert within(10, lambda: edge.counters()["MAIN.cache_hit"] == 2)
    edge.close()


@pytest.mark.usefixtures("needed")
def test_a_configuration_with_a_mistake_is_refused_in_the_programs_own_words(origin: Origin) -> None:
    with pytest.raises(engines.EngineFailed, match='unknown directive "proxy_pas"'):
        engines.nginx("location / { proxy_pas http://origin; }", origin.url)
    with pytest.raises(engines.EngineFailed, match="vcl_nothing"):
        engines.varnish("sub vcl_nothing { return (pass); }", origin.url)


@pytest.mark.usefixtures("needed")
def test_kill_9_of_the_kernel_ends_both_under_a_path_with_spaces(tmp_path: Path) -> None:
    state = tmp_path / "a state folder"
    with kernel(state) as notebook:
        assert notebook.run(START) == "2 hello hello hello hello"
        family = {one for found in processes_under(state) for one in (found, *found.children(recursive=True))}
        psutil.Process(notebook.pid).kill()
        assert within(20, lambda: not any(process.is_running() for process in family))
    assert [entry for entry in (state / "run").iterdir() if entry.is_dir()] == []


@pytest.mark.usefixtures("needed")
def test_a_normal_user_with_a_read_only_home(tmp_path: Path) -> None:
    done = as_normal_user(START, tmp_path / "home", tmp_path / "a state folder")
    assert (done.stdout, done.stderr) == ("2 hello hello hello hello\n", "")


@pytest.mark.parametrize("name", ["nginx", "varnish"])
def test_missing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HIDE_ENGINES", name)
    with pytest.raises(engines.EngineUnavailable, match=f"install .*{name}"):
        getattr(engines, name)("", "http://127.0.0.1:9")

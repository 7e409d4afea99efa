"""Varnish: an edge that obeys the origin's headers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from course import engines
from course.engines.errors import EngineFailed
from course.engines.varnish import Varnish

from .test_server import within

VCL = """
sub vcl_recv { if (req.method == "PURGE") { return (purge); } }
sub vcl_backend_response { if (beresp.http.Cache-Control !~ "stale-while-revalidate") { set beresp.grace = 0s; } }
"""


@pytest.fixture(scope="module")
def origin() -> Iterator[ThreadingHTTPServer]:
    """Answers each request with its number; the path names the Cache-Control header."""
    numbers = iter(range(1, 1_000))

    class Numbered(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = str(next(numbers)).encode()
            self.send_response(200)
            if "=" in self.path:
                self.send_header("Cache-Control", self.path.strip("/"))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Numbered)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def edge(origin: ThreadingHTTPServer) -> Iterator[Varnish]:
    edge = engines.varnish(VCL, f"http://127.0.0.1:{origin.server_port}")
    yield edge
    directory = edge.server.directory
    edge.close()
    assert within(15, lambda: not directory.exists())


@pytest.fixture
def visitor(edge: Varnish) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=edge.url, trust_env=False) as client:
        yield client


def test_it_says_what_it_is(edge: Varnish) -> None:
    assert edge.about.name == "Varnish"
    assert edge.about.version


def test_what_is_fresh_is_kept_until_it_is_purged(visitor: httpx.Client) -> None:
    first = visitor.get("/max-age=60").text
    assert visitor.get("/max-age=60").text == first
    visitor.request("PURGE", "/max-age=60")
    assert visitor.get("/max-age=60").text != first


def test_what_has_no_lifetime_is_not_kept(visitor: httpx.Client) -> None:
    assert visitor.get("/max-age=0").text != visitor.get("/max-age=0").text


def test_nothing_is_served_stale_unless_the_origin_allows_it(visitor: httpx.Client) -> None:
    first = visitor.get("/max-age=1").text
    assert within(10, lambda: visitor.get("/max-age=1").text != first)
    allowed = visitor.get("/max-age=1,stale-while-revalidate=60").text
    assert within(10, lambda: float(visitor.get("/max-age=1,stale-while-revalidate=60").headers["Age"]) >= 1)
    assert within(10, lambda: visitor.get("/max-age=1,stale-while-revalidate=60").text != allowed)


def test_a_wrong_configuration_is_explained(origin: ThreadingHTTPServer) -> None:
    with pytest.raises(EngineFailed, match="VCL|vcl"):
        engines.varnish("sub vcl_nowhere { return (", f"http://127.0.0.1:{origin.server_port}")

"""An HTTP server inside the notebook that counts what it is asked: the origin behind a cache."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Request:
    """What was asked: `method`, `path` with its query, and `headers` with names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What to say: `Answer("hello", headers={"Cache-Control": "max-age=60"})`."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Origin:
    """A server on a free port of 127.0.0.1; `answer` is called for each request, in a thread of its own.

    `requests` counts them by path, those with an error too. It ends with the notebook, `close()` or a `with` block.
    """

    def __init__(self, answer: Callable[[Request], Answer | str]) -> None:
        self.answer = answer
        self.requests: Counter[str] = Counter()
        self._turn = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="origin", daemon=True).start()

    def __enter__(self) -> Origin:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def _reply(self, request: Request) -> Answer:
        with self._turn:
            self.requests[request.path] += 1
        try:
            said = self.answer(request)
        except Exception as error:  # a mistake in a lesson's function is shown to whoever asked
            return Answer(f"{type(error).__name__}: {error}\n", 500)
        return Answer(said) if isinstance(said, str) else said

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        origin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or a body waits for the acknowledgement of its headers

            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                names = {name.lower(): value for name, value in self.headers.items()}
                answer = origin._reply(Request(self.command, self.path, names, body))
                content = answer.body.encode() if isinstance(answer.body, str) else answer.body
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.status != 304:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD" and answer.status not in (204, 304):
                    self.wfile.write(content)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_PURGE = _any

            def log_message(self, *_: object) -> None:
                pass

        return Handler

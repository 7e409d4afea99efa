"""The counting origin."""

from __future__ import annotations

import httpx

from course.measure import Answer, Origin, Request


def answer(request: Request) -> Answer | str:
    if request.path == "/broken":
        raise KeyError("no such page")
    if request.headers.get("if-none-match") == '"1"':
        return Answer(status=304, headers={"ETag": '"1"'})
    if request.method == "POST":
        return request.body.decode()[::-1]
    return Answer("hello", headers={"ETag": '"1"', "Cache-Control": "max-age=60"})


def test_it_answers_and_counts_by_path() -> None:
    with Origin(answer) as origin, httpx.Client(base_url=origin.url, trust_env=False) as client:
        page = client.get("/a?x=1")
        assert (page.text, page.headers["cache-control"]) == ("hello", "max-age=60")
        assert client.get("/a?x=1", headers={"If-None-Match": '"1"'}).status_code == 304
        assert client.post("/b", content="abc").text == "cba"
        assert client.head("/b").headers["content-length"] == "5"
        broken = client.get("/broken")
        assert (broken.status_code, broken.text) == (500, "KeyError: 'no such page'\n")
        assert origin.requests == {"/a?x=1": 2, "/b": 2, "/broken": 1}

"""Stand-ins for objects of the other side. What they are and whom they equal is decided here, never over there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol


class FarError(Exception):
    """An exception of the other side that has no class here; the text says its name and message."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind


class Asks(Protocol):
    """What a stand-in needs: a way to ask the other side, and the memory of which attributes are methods."""

    methods: set[tuple[str, str]]

    def ask(self, do: str, *parts: Any) -> Any:
        """Ask the other side to do something; its answer, or its exception."""


class Remote:
    """An object of the other side: call it, call its public methods, read its public attributes, index, iterate.

    Two stand-ins are equal when they stand for the same object; every stand-in is true. `__slots__` keeps anything else
    from being stored on it.
    """

    __slots__ = ("_endpoint", "_kind", "_number")

    def __init__(self, endpoint: Asks, number: int, kind: str) -> None:
        object.__setattr__(self, "_endpoint", endpoint)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_kind", kind)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{self._kind} object: {name} is private to the side that made it")
        if (self._kind, name) in self._endpoint.methods:
            return RemoteMethod(self, name)
        return self._endpoint.ask("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            raise AttributeError(f"{self._kind} object: {name} is private to the side that made it")
        self._endpoint.ask("set", self, name, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._endpoint.ask("call", self, "", args, kwargs)

    def __len__(self) -> int:
        size = self._endpoint.ask("len", self)
        if type(size) is not int or not 0 <= size < 1 << 40:
            raise TypeError("len() did not give a size")
        return size

    def __contains__(self, item: Any) -> bool:
        return self._endpoint.ask("contains", self, item) is True

    def __getitem__(self, key: Any) -> Any:
        return self._endpoint.ask("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._endpoint.ask("setitem", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self._endpoint.ask("delitem", self, key)

    def __iter__(self) -> Iterator[Any]:
        items = self._endpoint.ask("iter", self)
        if type(items) is not list:
            raise TypeError("iterating did not give items")
        return iter(items)

    def __enter__(self) -> Any:
        return self._endpoint.ask("enter", self)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self._endpoint.ask("exit", self)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remote) and (self._endpoint, self._number) == (other._endpoint, other._number)

    def __hash__(self) -> int:
        return hash((id(self._endpoint), self._number))

    def __repr__(self) -> str:
        return f"<{self._kind} object>"

    def __reduce__(self) -> Any:
        raise TypeError(f"a {self._kind} object of the other side cannot be copied")

    def _course_drive(self, calls: Sequence[Any]) -> Any:
        results = self._endpoint.ask("drive", self, [list(call) for call in calls])
        if type(results) is not list or len(results) != len(calls):
            raise FarError("Garbled", "not one result for each call")
        return results


class RemoteMethod:
    """A method of an object of the other side."""

    __slots__ = ("_name", "_owner")

    def __init__(self, owner: Remote, name: str) -> None:
        self._owner = owner
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._owner._endpoint.ask("call", self._owner, self._name, args, kwargs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RemoteMethod) and (self._owner, self._name) == (other._owner, other._name)

    def __hash__(self) -> int:
        return hash((self._owner, self._name))

    def __repr__(self) -> str:
        return f"<method {self._name} of {self._owner!r}>"

    def __reduce__(self) -> Any:
        raise TypeError("a method of the other side cannot be copied")

"""The network between the nodes of a cluster, as a process of its own: it can be cut, and joined again.

    python -I network.py DIRECTORY

Every node listens on a port that only this process uses, and is known to its peers by a port of this process, which
forwards. Which node opened a connection is read from the operating system (whose process owns the other end), so it
works for any protocol. While two nodes are cut off from each other, nothing passes between them in either direction:
no byte, and no word that the other end closed or died either, as when packets are dropped. When they are joined again,
what TCP would have sent again arrives.

DIRECTORY/network.json tells the ports, DIRECTORY/pids.json (kept by the supervisor) the nodes' processes. A command is
one JSON line on the control port: {"token": …, "groups": [[names], …]}, where nodes of different groups are cut off
from each other; one line answers.
"""

import asyncio
import contextlib
import json
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from itertools import combinations
from pathlib import Path

import psutil

CHUNK = 65536
Forward = Callable[[StreamReader, StreamWriter], Awaitable[None]]


class Network:
    def __init__(self, directory: str) -> None:
        self.directory = Path(directory)
        self.spec = json.loads((self.directory / "network.json").read_text())
        self.open = {frozenset(pair): asyncio.Event() for pair in combinations(self.spec["nodes"], 2)}
        for link in self.open.values():
            link.set()

    async def run(self) -> None:
        servers = [await asyncio.start_server(self._control, "127.0.0.1", self.spec["control"])]
        for name, ports in self.spec["nodes"].items():
            servers.append(
                await asyncio.start_server(self._forwarder(name, ports["real"]), "127.0.0.1", ports["known"])
            )
        await asyncio.gather(*(server.serve_forever() for server in servers))

    async def _control(self, reader: StreamReader, writer: StreamWriter) -> None:
        with contextlib.suppress(OSError, ValueError, KeyError):
            command = json.loads(await reader.readline())
            if command["token"] == self.spec["token"]:
                group = {name: number for number, names in enumerate(command["groups"]) for name in names}
                for pair, link in self.open.items():
                    one, other = pair
                    link.set() if group[one] == group[other] else link.clear()
                writer.write(b"done\n")
                await writer.drain()
        writer.close()

    def _forwarder(self, target: str, port: int) -> Forward:
        async def forward(reader: StreamReader, writer: StreamWriter) -> None:
            with contextlib.suppress(OSError):
                # In a thread: a dead node's peers knock many times a second, and looking up who knocks is slow.
                source = await asyncio.to_thread(self._owner, writer.get_extra_info("peername")[1])
                if source is not None and source != target:
                    link = self.open[frozenset((source, target))]
                    await link.wait()
                    to_reader, to_writer = await asyncio.open_connection("127.0.0.1", port)
                    await asyncio.gather(pump(reader, to_writer, link), pump(to_reader, writer, link))
            writer.close()

        return forward

    def _owner(self, port: int) -> str | None:
        """The node whose process has `port` of this machine as its end of a connection, or None."""
        for name, (pid, _) in json.loads((self.directory / "pids.json").read_text()).items():
            if name in self.spec["nodes"]:
                with contextlib.suppress(psutil.Error):
                    if any(c.laddr and c.laddr.port == port for c in psutil.Process(pid).net_connections("tcp")):
                        return name
        return None


async def pump(reader: StreamReader, writer: StreamWriter, link: asyncio.Event) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(CHUNK):
            await link.wait()
            writer.write(chunk)
            await writer.drain()
    await link.wait()  # the end of a connection does not get through either
    writer.close()


async def main() -> None:
    await Network(sys.argv[1]).run()


if __name__ == "__main__":
    asyncio.run(main())

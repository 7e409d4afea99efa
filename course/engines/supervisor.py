"""The process that holds a notebook's servers.

    python -I supervisor.py DIRECTORY LOCK_FD

It runs in a session of its own, so that Jupyter's Interrupt (SIGINT to the kernel's process group) does not reach the
servers; and every kernel that uses them holds a connection to it, so that the end of the last kernel, even by
`kill -9`, closes the last connection and stops them cleanly. It imports nothing of the course: it starts in
milliseconds and keeps working whatever happens to the kernel.

DIRECTORY/spec.json says what to run; LOCK_FD is an inherited, locked descriptor of DIRECTORY/lock, which stays locked
exactly as long as this process lives. One JSON line on stdout tells the starter whether the servers are ready.
The control protocol is one JSON object a line on a loopback socket, opened by the token of DIRECTORY/control.json.
"""

import contextlib
import hmac
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from typing import Any

POLL = 0.01  # seconds between looks at a server that is starting
FIRST_CLIENT = 30.0  # seconds the starter has to connect
STOP_WAIT = 20.0  # seconds a server has to stop before it is killed


class Member:
    """One server process: started, stopped, killed, paused by name."""

    def __init__(self, spec: dict[str, Any], directory: str) -> None:
        self.spec = spec
        self.directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        self.since = 0.0  # when the last process was spawned, seconds since the epoch
        self.log = os.path.join(directory, spec["name"] + ".log")

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "not spawned yet"
        return self._process

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def started(self) -> bool:
        return self._process is not None

    def start(self) -> str | None:
        """Start again and wait until ready. Returns None, or a sentence that says what went wrong."""
        deadline = time.monotonic() + self.spec["timeout"]
        while not self.alive():
            failure = self.spawn() or self.await_ready(deadline)
            if failure is None:
                return None
            # A server that was killed leaves children that hold its memory for a moment: the next one refuses to
            # start until they are gone. So try again for a while.
            if self.alive() or time.monotonic() > deadline:
                return failure
            time.sleep(0.1)
        return None

    def await_ready(self, deadline: float) -> str | None:
        """Wait until it answers. Returns None, or a sentence that says what went wrong."""
        while self.alive():
            if self._ready():
                return None
            if time.monotonic() > deadline:
                return f"{self.spec['name']} was not ready after {self.spec['timeout']:g} s\n{self.tail()}"
            time.sleep(POLL)
        return f"{self.spec['name']} stopped with exit code {self.process.returncode}\n{self.tail()}"

    def spawn(self) -> str | None:
        with open(self.log, "ab") as log:
            try:
                self.since = time.time()
                self._process = subprocess.Popen(
                    self.spec["argv"],
                    env=self.spec["env"],
                    cwd=self.spec["cwd"] or self.directory,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    user=self.spec["user"],
                )
            except OSError as error:
                return f"{self.spec['argv'][0]}: {error.strerror or error}"
        return None

    def _ready(self) -> bool:
        ready = self.spec["ready"]
        try:
            if "command" in ready:
                return subprocess.run(ready["command"], capture_output=True, check=False).returncode == 0
            with socket.create_connection(("127.0.0.1", ready["port"]), timeout=1) as connection:
                if "say" in ready:
                    connection.sendall(ready["say"].encode())
                    return ready["hear"].encode() in b"".join(iter(lambda: connection.recv(4096), b""))
        except OSError:
            return False
        return True

    def signal(self, number: int) -> None:
        if self.alive():
            os.kill(self.process.pid, number)

    def pause(self) -> None:
        self.signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.signal(signal.SIGCONT)

    def ask_to_stop(self) -> None:
        self.resume()
        self.signal(self.spec["stop_signal"])

    def stop(self) -> None:
        """Ask it to stop; kill it when it does not. Returns when it is gone."""
        if not self.alive():
            return
        self.ask_to_stop()
        try:
            self.process.wait(STOP_WAIT)
        except subprocess.TimeoutExpired:
            self.kill()
        # Whatever it started in its own group goes with it (a Java or shell wrapper's children).
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def kill(self) -> None:
        if self.alive():
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def tail(self) -> str:
        with contextlib.suppress(OSError), open(self.log, errors="replace") as log:
            return "".join(log.readlines()[-12:]).rstrip()
        return ""


class Supervisor:
    def __init__(self, directory: str) -> None:
        self.directory = directory
        with open(os.path.join(directory, "spec.json")) as file:
            self.spec = json.load(file)
        self.members = {m["name"]: Member(m, directory) for m in self.spec["members"]}
        self.clients: dict[socket.socket, bytes] = {}  # socket -> bytes received and not yet answered
        self.selector = selectors.DefaultSelector()
        self.ending = False
        self.listener: socket.socket | None = None

    # -- life

    def run(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, self._terminated)
        try:
            failure = self._start_all()
            if not failure:
                self._listen()
            print(json.dumps({"failure": failure}), flush=True)
            # The starter reads one line; holding its pipe any longer would keep it from seeing the end of this process.
            with open(os.devnull, "wb") as null:
                os.dup2(null.fileno(), 1)
            if not failure:
                self._serve()
        finally:
            self._end()

    def _terminated(self, *_: object) -> None:
        self.ending = True

    def _start_all(self) -> str | None:
        """All at once, since the members of a cluster wait for each other. Returns None or what went wrong."""
        for member in self.members.values():
            failure = member.spawn()
            self._note_pids()
            if failure:
                return failure
        for member in self.members.values():
            failure = member.await_ready(time.monotonic() + member.spec["timeout"])
            if failure:
                return failure
        return None

    def _note_pids(self) -> None:
        """Pids for the next start to clean up after, should this process be killed."""
        pids = {n: [m.process.pid, m.since] for n, m in self.members.items() if m.started()}
        self._write("pids.json", pids)

    def _write(self, name: str, value: object) -> None:
        path = os.path.join(self.directory, name)
        with open(path + ".new", "w", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            json.dump(value, file)
        os.replace(path + ".new", path)

    def _listen(self) -> None:
        listener = self.listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        self.selector.register(listener, selectors.EVENT_READ, lambda: self._accept(listener))
        self._write("control.json", {"port": listener.getsockname()[1], "pid": os.getpid()})

    def _serve(self) -> None:
        alone_until = time.monotonic() + FIRST_CLIENT
        while not self.ending:
            for key, _ in self.selector.select(timeout=0.2):
                key.data()
                alone_until = time.monotonic() + self.spec["linger"]
            if not self.clients and time.monotonic() > alone_until:
                return

    def _end(self) -> None:
        if self.listener is not None:
            self.listener.close()
        for member in self.members.values():
            member.ask_to_stop()
        for member in self.members.values():
            member.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    # -- clients

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            client, _ = listener.accept()
            client.settimeout(5)
            if self._authentic(client):
                self.clients[client] = b""
                self.selector.register(client, selectors.EVENT_READ, lambda: self._read(client))
            else:
                client.close()

    def _authentic(self, client: socket.socket) -> bool:
        """The first line must be the token: other users of this machine can reach a loopback port."""
        said = b""
        with contextlib.suppress(OSError):
            while not said.endswith(b"\n") and len(said) < 200:
                chunk = client.recv(200)
                if not chunk:
                    return False
                said += chunk
            if hmac.compare_digest(said.strip(), self.spec["token"].encode()):
                self._send(client, {"alive": all(m.alive() for m in self.members.values()), "info": self.spec["info"]})
                return True
        return False

    def _read(self, client: socket.socket) -> None:
        try:
            chunk = client.recv(65536)
        except OSError:
            chunk = b""
        if not chunk:
            self.selector.unregister(client)
            del self.clients[client]
            client.close()
            return
        *lines, self.clients[client] = (self.clients[client] + chunk).split(b"\n")
        for line in lines:
            self._send(client, self._answer(json.loads(line)))

    def _send(self, client: socket.socket, value: object) -> None:
        with contextlib.suppress(OSError):
            client.sendall(json.dumps(value).encode() + b"\n")

    def _answer(self, request: dict[str, str]) -> dict[str, Any]:
        member = self.members[request["member"]]
        failure = None
        match request["do"]:
            case "start":
                failure = member.start()
                self._note_pids()
            case "stop":
                member.stop()
            case "kill":
                member.kill()
            case "pause":
                member.pause()
            case "resume":
                member.resume()
        return {"failure": failure, "alive": member.alive(), "pid": member.process.pid}


if __name__ == "__main__":
    Supervisor(sys.argv[1]).run()

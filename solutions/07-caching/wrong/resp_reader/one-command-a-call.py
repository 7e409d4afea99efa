# loses: resp_chunks, resp_broken, resp_lists
# Returns after the first complete command: a pipeline is answered one call late.
class CommandReader:
    r"""Cuts the commands of one RESP2 connection out of its bytes.

    >>> reader = CommandReader()
    >>> reader.feed(b"PING\r\n*2\r\n$3\r\nGET\r\n$2\r\nk")
    [[b'PING']]
    >>> reader.feed(b"7\r\n")
    [[b'GET', b'k7']]
    """

    error: str | None
    """What broke the protocol, None as long as nothing did."""

    def __init__(self) -> None:
        self.error = None
        self._bytes = bytearray()
        self._words: list[bytes] = []  # of an array that is not complete
        self._missing = 0  # words that it still lacks
        self._length: int | None = None  # of the bulk string whose payload comes next

    def feed(self, data: bytes) -> list[list[bytes]]:
        """The commands that `data` completes."""
        # The state says what comes next, so no byte is read twice however the stream is cut.
        self._bytes += data
        commands = []
        while self.error is None and not commands and self._step(commands):
            pass
        return commands

    def _step(self, commands: list[list[bytes]]) -> bool:
        """Read one line or one payload; False if it is not complete."""
        if self._length is not None:
            end = self._length + 2
            if len(self._bytes) < end:
                return False
            self._words.append(bytes(self._bytes[: self._length]))
            del self._bytes[:end]
            self._length = None
            self._missing -= 1
            if not self._missing:
                commands.append(self._words)
                self._words = []
            return True
        end = self._bytes.find(b"\n")
        if end < 0:
            return False
        line = bytes(self._bytes[:end]).removesuffix(b"\r")
        del self._bytes[: end + 1]
        if self._missing:
            self._bulk(line)
        elif line.startswith(b"*"):
            count = integer(line[1:])
            if count is None or count > MAX_WORDS:
                self.error = "invalid multibulk length"
            else:
                self._missing = max(count, 0)
        elif words := line.split():
            commands.append(words)
        return True

    def _bulk(self, line: bytes) -> None:
        length = integer(line[1:])
        if not line.startswith(b"$"):
            self.error = f"expected '$', got '{line[:1].decode('latin-1')}'"
        elif length is None or not 0 <= length <= MAX_BULK:
            self.error = "invalid bulk length"
        else:
            self._length = length

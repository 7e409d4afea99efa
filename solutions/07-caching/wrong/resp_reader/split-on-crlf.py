# loses: resp_chunks, resp_broken
# Cuts at every line end and trusts no length: a payload with a line end in it falls apart.
class CommandReader:
    def __init__(self) -> None:
        self.error = None
        self.rest = b""

    def feed(self, data: bytes) -> list[list[bytes]]:
        commands = []
        self.rest += data
        while b"\r\n" in self.rest and self.error is None:
            line, _, after = self.rest.partition(b"\r\n")
            if not line.startswith(b"*"):
                self.rest = after
                if line.split():
                    commands.append(line.split())
                continue
            count = integer(line[1:])
            if count is None or count > MAX_WORDS:
                self.error = "invalid multibulk length"
                break
            lines = after.split(b"\r\n")
            if len(lines) - 1 < 2 * max(count, 0):
                break
            if count > 0:
                commands.append(lines[1 : 2 * count : 2])
            self.rest = b"\r\n".join(lines[2 * max(count, 0) :])
        return commands

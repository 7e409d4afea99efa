# Parses the whole rest again at each call and keeps what is incomplete.
class CommandReader:
    def __init__(self):
        self.error = None
        self.rest = b""

    def feed(self, data):
        self.rest += data
        found = []
        while self.error is None:
            try:
                words, end = self.command()
            except IndexError:
                break
            except ValueError as problem:
                self.error = str(problem)
                break
            self.rest = self.rest[end:]
            if words:
                found.append(words)
        return found

    def line(self, start):
        end = self.rest.find(b"\n", start)
        if end < 0:
            raise IndexError
        return self.rest[start:end].rstrip(b"\r"), end + 1

    def command(self):
        line, at = self.line(0)
        if line[:1] != b"*":
            return line.split(), at
        count = integer(line[1:])
        if count is None or count > MAX_WORDS:
            raise ValueError("invalid multibulk length")
        words = []
        for _ in range(count):
            line, at = self.line(at)
            if line[:1] != b"$":
                raise ValueError(f"expected '$', got '{line[:1].decode()}'")
            size = integer(line[1:])
            if size is None or not 0 <= size <= MAX_BULK:
                raise ValueError("invalid bulk length")
            if len(self.rest) < at + size + 2:
                raise IndexError
            words.append(self.rest[at : at + size])
            at += size + 2
        return words, at

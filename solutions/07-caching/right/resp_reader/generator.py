# A generator that asks for lines and payloads; the call stack keeps the state.
class CommandReader:
    def __init__(self):
        self.error = None
        self._buffer = b""
        self._done = []
        self._parser = self._parse()
        next(self._parser)

    def feed(self, data):
        self._buffer += data
        self._done = []
        if self.error is None:
            next(self._parser)
        return self._done

    def _line(self):
        while b"\n" not in self._buffer:
            yield
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line[:-1] if line.endswith(b"\r") else line

    def _parse(self):
        while self.error is None:
            line = yield from self._line()
            if not line.startswith(b"*"):
                words = [word for word in line.replace(b"\t", b" ").split(b" ") if word]
            else:
                count = integer(line[1:])
                if count is None or count > MAX_WORDS:
                    self.error = "invalid multibulk length"
                    break
                words = []
                while len(words) < count and self.error is None:
                    word = yield from self._bulk()
                    words.append(word)
            if words and self.error is None:
                self._done.append(words)
        while True:
            yield

    def _bulk(self):
        line = yield from self._line()
        if line[:1] != b"$":
            self.error = f"expected '$', got '{chr(line[0])}'"
            return None
        length = integer(line[1:])
        if length is None or length < 0 or length > MAX_BULK:
            self.error = "invalid bulk length"
            return None
        while len(self._buffer) < length + 2:
            yield
        word, self._buffer = self._buffer[:length], self._buffer[length + 2 :]
        return word

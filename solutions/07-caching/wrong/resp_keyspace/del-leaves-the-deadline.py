# loses: resp_deadlines
# DEL forgets the deadline, which then kills the next value.
class Keyspace:
    r"""The keys of a Redis server, and the commands on them.

    >>> keys = Keyspace()
    >>> keys.execute([b"SET", b"k", b"7", b"EX", b"10"], now=0)
    b'+OK\r\n'
    >>> keys.execute([b"INCR", b"k"], now=4_500), keys.execute([b"TTL", b"k"], now=4_500)
    (b':8\r\n', b':6\r\n')
    >>> keys.execute([b"GET", b"k"], now=10_000)
    b'$-1\r\n'
    """

    def __init__(self) -> None:
        self._values: dict[bytes, bytes | list[bytes]] = {}
        self._deadlines: dict[bytes, int] = {}
        self._now = 0

    def execute(self, command: list[bytes], now: int) -> bytes:
        """The reply to `command` at `now` milliseconds."""
        self._now = now
        name, arguments = command[0].lower(), command[1:]
        known = self._commands().get(name)
        if known is None:
            words = b"".join(b"'%s' " % word for word in arguments)
            return b"-ERR unknown command '%s', with args beginning with: %s\r\n" % (command[0], words)
        method, least, most = known
        if len(arguments) < least or (most is not None and len(arguments) > most):
            return b"-ERR wrong number of arguments for '%s' command\r\n" % name
        try:
            return method(*arguments)
        except ArithmeticError:
            return b"-ERR value is not an integer or out of range\r\n"
        except LookupError:
            return b"-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"

    def _commands(self):
        """Name: method, and the least and the greatest number of arguments."""
        return {
            b"ping": (lambda *message: bulk(*message) if message else b"+PONG\r\n", 0, 1),
            b"echo": (bulk, 1, 1),
            b"get": (lambda key: bulk(self._string(key)), 1, 1),
            b"set": (self._set, 2, None),
            b"mget": (self._mget, 1, None),
            b"mset": (self._mset, 2, None),
            b"del": (lambda *keys: number(sum(self._remove(key) for key in keys)), 1, None),
            b"exists": (lambda *keys: number(sum(self._find(key) is not None for key in keys)), 1, None),
            b"incr": (lambda key: self._add(key, b"1"), 1, 1),
            b"incrby": (self._add, 2, 2),
            b"expire": (lambda key, seconds: self._expire(key, whole(seconds) * 1000), 2, 2),
            b"pexpire": (lambda key, ms: self._expire(key, whole(ms)), 2, 2),
            b"ttl": (lambda key: number(left if (left := self._left(key)) < 0 else (left + 500) // 1000), 1, 1),
            b"pttl": (lambda key: number(self._left(key)), 1, 1),
            b"persist": (self._persist, 1, 1),
            b"lpush": (lambda key, *values: self._push(key, values[::-1], front=True), 2, None),
            b"rpush": (lambda key, *values: self._push(key, values, front=False), 2, None),
            b"lrange": (self._lrange, 3, 3),
        }

    def _find(self, key):
        """The value of a key; None when it is not there. Every access comes through here, so the dead are never seen."""
        if self._deadlines.get(key, self._now + 1) <= self._now:
            self._values.pop(key, None)
            del self._deadlines[key]
        return self._values.get(key)

    def _string(self, key):
        value = self._find(key)
        if isinstance(value, list):
            raise LookupError
        return value

    def _list(self, key):
        value = self._find(key)
        if isinstance(value, bytes):
            raise LookupError
        return value or []

    def _remove(self, key):
        there = self._find(key) is not None
        self._values.pop(key, None)
        return there

    def _set(self, key, value, *options):
        words, flags, wait = iter(options), set(), None
        for word in words:
            option = word.upper()
            if option in (b"EX", b"PX"):
                wait = next(words, None)
                if wait is None:
                    return b"-ERR syntax error\r\n"
            elif option not in (b"NX", b"XX", b"KEEPTTL", b"GET"):
                return b"-ERR syntax error\r\n"
            flags.add(option)
        if flags >= {b"NX", b"XX"} or len(flags & {b"EX", b"PX", b"KEEPTTL"}) > 1:
            return b"-ERR syntax error\r\n"
        ms = None if wait is None else whole(wait) * (1000 if b"EX" in flags else 1)
        if ms is not None and ms <= 0:
            return b"-ERR invalid expire time in 'set' command\r\n"
        reply = bulk(self._string(key)) if b"GET" in flags else None
        there = self._find(key) is not None
        if (b"NX" in flags and there) or (b"XX" in flags and not there):
            return bulk(None) if reply is None else reply
        self._values[key] = value
        if there and b"KEEPTTL" not in flags:
            self._deadlines.pop(key, None)
        if ms is not None:
            self._deadlines[key] = self._now + ms
        return b"+OK\r\n" if reply is None else reply

    def _mget(self, *keys):
        values = [self._find(key) for key in keys]
        return array([None if isinstance(value, list) else value for value in values])

    def _mset(self, *words):
        if len(words) % 2:
            return b"-ERR wrong number of arguments for 'mset' command\r\n"
        for key, value in zip(words[::2], words[1::2], strict=True):
            self._set(key, value)
        return b"+OK\r\n"

    def _add(self, key, amount):
        step = whole(amount)
        old = self._string(key)
        total = (0 if old is None else whole(old)) + step
        if not LEAST <= total <= MOST:
            return b"-ERR increment or decrement would overflow\r\n"
        self._values[key] = b"%d" % total
        return number(total)

    def _expire(self, key, ms):
        if self._find(key) is None:
            return number(0)
        if ms <= 0:
            self._remove(key)
        else:
            self._deadlines[key] = self._now + ms
        return number(1)

    def _left(self, key):
        if self._find(key) is None:
            return -2
        return self._deadlines[key] - self._now if key in self._deadlines else -1

    def _persist(self, key):
        return number(self._find(key) is not None and self._deadlines.pop(key, None) is not None)

    def _push(self, key, values, front):
        old = self._list(key)
        self._values[key] = [*values, *old] if front else [*old, *values]
        return number(len(self._values[key]))

    def _lrange(self, key, start, stop):
        first, last = whole(start), whole(stop)
        values = self._list(key)
        first = max(first + len(values), 0) if first < 0 else first
        last = last + len(values) if last < 0 else last
        return array(values[first : last + 1] if last >= 0 else [])


def whole(text):
    value = integer(text)
    if value is None:
        raise ArithmeticError
    return value


def bulk(value):
    return b"$-1\r\n" if value is None else b"$%d\r\n%s\r\n" % (len(value), value)


def number(value):
    return b":%d\r\n" % value


def array(values):
    return b"*%d\r\n" % len(values) + b"".join(map(bulk, values))

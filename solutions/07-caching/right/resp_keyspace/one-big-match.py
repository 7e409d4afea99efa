# A match statement, entries as (value, deadline) pairs, swept before every command.
class Problem(Exception):
    pass


class Keyspace:
    def __init__(self):
        self.data = {}

    def execute(self, command, now):
        self.data = {key: entry for key, entry in self.data.items() if entry[1] is None or entry[1] > now}
        try:
            reply = self.run(command[0].decode("latin-1").lower(), command[0], command[1:], now)
        except Problem as problem:
            return b"-" + problem.args[0].encode("latin-1") + b"\r\n"
        return self.encode(reply)

    def encode(self, reply):
        match reply:
            case None:
                return b"$-1\r\n"
            case str():
                return b"+" + reply.encode() + b"\r\n"
            case int():
                return b":" + str(int(reply)).encode() + b"\r\n"
            case bytes():
                return b"$" + str(len(reply)).encode() + b"\r\n" + reply + b"\r\n"
            case list():
                return b"*" + str(len(reply)).encode() + b"\r\n" + b"".join(self.encode(one) for one in reply)

    def value(self, key, kind):
        value = self.data.get(key, (None, None))[0]
        if value is not None and not isinstance(value, kind):
            raise Problem("WRONGTYPE Operation against a key holding the wrong kind of value")
        return value

    def number(self, text):
        found = integer(text)
        if found is None:
            raise Problem("ERR value is not an integer or out of range")
        return found

    def run(self, name, original, args, now):
        match name, args:
            case "ping", []:
                return "PONG"
            case ("ping" | "echo"), [message]:
                return message
            case "get", [key]:
                return self.value(key, bytes)
            case "set", [key, value, *options]:
                return self.set(key, value, [option.upper() for option in options], now)
            case "mget", [_, *_]:
                found = [self.data.get(key, (None, None))[0] for key in args]
                return [one if isinstance(one, bytes) else None for one in found]
            case "mset", [_, _, *_] if len(args) % 2 == 0:
                for i in range(0, len(args), 2):
                    self.data[args[i]] = (args[i + 1], None)
                return "OK"
            case "del", [_, *_]:
                return sum(self.data.pop(key, None) is not None for key in args)
            case "exists", [_, *_]:
                return len([key for key in args if key in self.data])
            case "incr", [key]:
                return self.add(key, 1)
            case "incrby", [key, amount]:
                return self.add(key, self.number(amount))
            case ("expire" | "pexpire"), [key, wait]:
                wait = self.number(wait) * (1000 if name == "expire" else 1)
                if key not in self.data:
                    return 0
                self.data[key] = (self.data[key][0], now + wait)
                if wait <= 0:
                    del self.data[key]
                return 1
            case ("ttl" | "pttl"), [key]:
                if key not in self.data:
                    return -2
                until = self.data[key][1]
                if until is None:
                    return -1
                return until - now if name == "pttl" else (until - now + 500) // 1000
            case "persist", [key]:
                value, until = self.data.get(key, (None, None))
                if until is None:
                    return 0
                self.data[key] = (value, None)
                return 1
            case ("lpush" | "rpush"), [key, _, *_]:
                old = self.value(key, list) or []
                new = args[:0:-1] + old if name == "lpush" else old + args[1:]
                self.data[key] = (new, self.data.get(key, (None, None))[1])
                return len(new)
            case "lrange", [key, start, stop]:
                start, stop = self.number(start), self.number(stop)
                values = self.value(key, list) or []
                size = len(values)
                low = start + size if start < 0 else start
                high = stop + size if stop < 0 else stop
                return [value for i, value in enumerate(values) if low <= i <= high]
        known = "ping echo get set mget mset del exists incr incrby expire pexpire ttl pttl persist lpush rpush lrange"
        if name in known.split():
            raise Problem(f"ERR wrong number of arguments for '{name}' command")
        words = "".join(f"'{word.decode('latin-1')}' " for word in args)
        raise Problem(f"ERR unknown command '{original.decode('latin-1')}', with args beginning with: {words}")

    def add(self, key, amount):
        old, until = self.data.get(key, (b"0", None))
        self.value(key, bytes)
        new = self.number(old) + amount
        if new > MOST or new < LEAST:
            raise Problem("ERR increment or decrement would overflow")
        self.data[key] = (b"%d" % new, until)
        return new

    def set(self, key, value, options, now):
        nx = xx = keep = get = False
        unit = wait = None
        while options:
            option = options.pop(0)
            if option == b"NX" and not xx:
                nx = True
            elif option == b"XX" and not nx:
                xx = True
            elif option == b"GET":
                get = True
            elif option == b"KEEPTTL" and not unit:
                keep = True
            elif option in (b"EX", b"PX") and options and not keep and not unit:
                unit, wait = option, options.pop(0)
            else:
                raise Problem("ERR syntax error")
        until = self.data.get(key, (None, None))[1] if keep else None
        if unit:
            wait = self.number(wait) * (1000 if unit == b"EX" else 1)
            if wait <= 0:
                raise Problem("ERR invalid expire time in 'set' command")
            until = now + wait
        old = self.value(key, bytes) if get else None
        allowed = not (nx and key in self.data) and not (xx and key not in self.data)
        if allowed:
            self.data[key] = (value, until)
        if get:
            return old
        return "OK" if allowed else None

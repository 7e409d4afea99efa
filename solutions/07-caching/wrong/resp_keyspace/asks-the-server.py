# loses: resp_strings, resp_errors, resp_deadlines, resp_lists
# Sends the commands to the Valkey that the tests compare with.
class Keyspace:
    def __init__(self):
        from course import engines

        self.connection = engines.redis().connection_pool.get_connection()
        self.connection.send_command("FLUSHDB")
        self.connection.read_response()

    def execute(self, command, now):
        self.connection.send_command(*command)
        try:
            reply = self.connection.read_response(disable_decoding=True)
        except Exception as error:
            return b"-" + str(error).encode() + b"\r\n"
        return encoded(reply)


def encoded(reply):
    if reply is None:
        return b"$-1\r\n"
    if isinstance(reply, int):
        return b":%d\r\n" % reply
    if isinstance(reply, list):
        return b"*%d\r\n" % len(reply) + b"".join(map(encoded, reply))
    return b"+OK\r\n" if reply == b"OK" else b"$%d\r\n%s\r\n" % (len(reply), reply)

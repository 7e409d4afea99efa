# A plain loop over the servers and the history, with LSNs as single integers.
def rejoin(history: tuple[tuple[int, str], ...], timeline: int, servers: list[View]) -> dict[str, str]:
    def number(lsn):
        high, low = lsn.split("/")
        return int(high, 16) * 2**32 + int(low, 16)

    duties = {}
    for server in servers:
        duty = "follow" if server.timeline == timeline else "rewind"
        for line, end in history:
            if line == server.timeline and number(server.flushed) <= number(end):
                duty = "follow"
        duties[server.name] = duty if server.reachable else "unknown"
    return duties

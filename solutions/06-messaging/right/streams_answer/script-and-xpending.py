# A generator of entries from the three sources, counters from one XPENDING a batch, poison parked by a script.
PARK = """
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3))
return redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
"""


def sources(job, gone):
    last = "0-0"
    while True:
        batch = valkey.xreadgroup(job.group, job.consumer, {job.stream: last}, count=50)
        batch = batch[0][1] if batch else []
        if not batch:
            break
        yield [(one, fields) for one, fields in batch if fields], True
        for one in [one for one, fields in batch if not fields]:
            gone.append(one)
            valkey.xack(job.stream, job.group, one)
        last = batch[-1][0]
    cursor = None
    while cursor != "0-0":
        answer = valkey.xautoclaim(
            job.stream, job.group, job.consumer, min_idle_time=job.idle_ms, start_id=cursor or "0-0", count=1
        )
        cursor = answer[0]
        gone.extend(answer[2])
        yield answer[1], True
    for _, batch in valkey.xreadgroup(job.group, job.consumer, {job.stream: ">"}, count=job.count):
        yield batch, False


def one_pass(job, handle):
    done, failed, parked, gone = [], [], [], []
    for batch, again in sources(job, gone):
        counts = {}
        if again and batch:
            rows = valkey.xpending_range(job.stream, job.group, batch[0][0], batch[-1][0], 10000)
            counts = {row["message_id"]: row["times_delivered"] for row in rows}
        for entry, fields in batch:
            if counts.get(entry, 1) > job.max_deliveries:
                dead = dict(fields)
                dead.update(origin=entry, deliveries=counts[entry])
                flat = [part for pair in dead.items() for part in pair]
                valkey.eval(PARK, 2, job.stream, job.dead, job.group, entry, *flat)
                parked.append(entry)
                continue
            try:
                handle(entry, fields)
            except Exception:
                failed.append(entry)
            else:
                valkey.xack(job.stream, job.group, entry)
                done.append(entry)
    return Pass(done, failed, parked, gone)

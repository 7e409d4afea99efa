# loses: streams_claim, streams_park
# XAUTOCLAIM once: what lies behind its cursor waits.
def one_pass(job: StreamJob, handle: Callable[[str, dict[str, str]], None]) -> Pass:
    """Own pending entries, then those left behind by others, then new ones.

    With two entries in the stream, never delivered, and a handle that returns: Pass([id1, id2], [], [], []).
    """
    result = Pass([], [], [], [])

    def deal(entry: str, fields: dict[str, str], deliveries: int) -> None:
        if deliveries > job.max_deliveries:
            with valkey.pipeline(transaction=True) as both:
                both.xadd(job.dead, fields | {"origin": entry, "deliveries": str(deliveries)})
                both.xack(job.stream, job.group, entry)
                both.execute()
            result.parked.append(entry)
            return
        try:
            handle(entry, fields)
        except Exception:
            result.failed.append(entry)
            return
        valkey.xack(job.stream, job.group, entry)
        result.done.append(entry)

    def counter(entry: str) -> int:
        return valkey.xpending_range(job.stream, job.group, entry, entry, 1)[0]["times_delivered"]

    # The position moves on over what failed: reading from 0 again would give it again, for ever.
    position = "0"
    while own := _read(job, position):
        for entry, fields in own:
            if fields:
                deal(entry, fields, counter(entry))
            else:
                valkey.xack(job.stream, job.group, entry)
                result.gone.append(entry)
        position = own[-1][0]

    cursor = "0-0"
    while True:
        cursor, claimed, deleted = valkey.xautoclaim(
            job.stream, job.group, job.consumer, job.idle_ms, cursor, count=job.count
        )
        result.gone.extend(deleted)
        for entry, fields in claimed:
            deal(entry, fields, counter(entry))
        break

    for entry, fields in _read(job, ">"):
        deal(entry, fields, 1)
    return result


def _read(job: StreamJob, position: str) -> list[tuple[str, dict[str, str]]]:
    answer = valkey.xreadgroup(job.group, job.consumer, {job.stream: position}, count=job.count)
    return answer[0][1] if answer else []

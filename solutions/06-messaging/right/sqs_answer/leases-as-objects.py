# A lease object for each message; batches are answered by a generator of results.
import dataclasses
import math


@dataclasses.dataclass
class Lease:
    name: str
    receipt: str
    body: str
    count: int
    end: float
    state: str = "held"


def results(request, leases, extra):
    """(lease, whether it worked), after three requests at most."""
    for attempt in range(3):
        entries = [dict(Id=lease.name, ReceiptHandle=lease.receipt, **extra()) for lease in leases]
        answer = request(Entries=entries)
        again = []
        good = {one["Id"] for one in answer["Successful"]}
        bad = {one["Id"]: one["SenderFault"] for one in answer["Failed"]}
        for lease in leases:
            if lease.name in good:
                yield lease, True
            elif bad[lease.name] or attempt == 2:
                yield lease, False
            else:
                again.append(lease)
        leases = again
        if not leases:
            return


def work_batch(sqs, step, clock, visibility=30, backoff=10):
    start = clock()
    answer = sqs.receive_message(
        MaxNumberOfMessages=10, VisibilityTimeout=visibility, MessageSystemAttributeNames=["All"]
    )
    leases = [
        Lease(one["MessageId"], one["ReceiptHandle"], one["Body"],
              int(one["Attributes"]["ApproximateReceiveCount"]), start + visibility)
        for one in answer.get("Messages") or ()
    ]
    fates = {"done": [], "failed": [], "lost": []}

    def end(lease, state):
        lease.state = state
        fates[state].append(lease.name)

    def whole(seconds):
        return min(seconds, math.floor(start + 43200 - clock()))

    def beat():
        now = clock()
        due = [one for one in leases if one.state == "held" and 2 * (one.end - now) < visibility]
        if not due:
            return
        seconds = whole(visibility)
        if 2 * seconds < visibility:
            for one in due:
                end(one, "lost")
            return
        outcome = dict.fromkeys((one.name for one in due), False)
        for one, good in results(sqs.change_message_visibility_batch, due, lambda: {"VisibilityTimeout": whole(visibility)}):
            outcome[one.name] = good
            one.end = now + seconds
        for one in due:
            if not outcome[one.name]:
                end(one, "lost")

    for lease in leases:
        finished = False
        while not finished:
            beat()
            if lease.state != "held":
                break
            try:
                finished = step(lease.name, lease.body)
            except Exception:
                seconds = min(900, backoff << (lease.count - 1))
                list(results(sqs.change_message_visibility_batch, [lease], lambda seconds=seconds: {"VisibilityTimeout": whole(seconds)}))
                end(lease, "failed")
                break
        if finished:
            [(_, good)] = results(sqs.delete_message_batch, [lease], dict)
            end(lease, "done" if good else "lost")
    return Report(**fates)

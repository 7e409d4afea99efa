# loses: sqs_failed
# The delay begins with twice the backoff.
def work_batch(
    sqs: FakeSqs,
    step: Callable[[str, str], bool],
    clock: Callable[[], float],
    visibility: int = 30,
    backoff: int = 10,
) -> Report:
    """Receive up to ten messages and work on them, keeping all of them invisible meanwhile."""
    report = Report([], [], [])
    received = clock()
    messages = sqs.receive_message(
        MaxNumberOfMessages=10,
        VisibilityTimeout=visibility,
        MessageSystemAttributeNames=["ApproximateReceiveCount"],
    ).get("Messages", [])
    held = {message["MessageId"]: message for message in messages}
    ends = dict.fromkeys(held, received + visibility)

    def at_most(seconds: float) -> int:
        """SQS takes whole seconds, and no more than 12 hours in all."""
        return int(min(seconds, received + 43_200 - clock()))

    def send(method: Callable[..., dict], names: list[str], seconds: float | None = None) -> set[str]:
        """The names for which it worked, after up to three requests."""
        left, worked = list(names), set(names)
        for _ in range(3):
            also = {} if seconds is None else {"VisibilityTimeout": at_most(seconds)}
            entries = [{"Id": str(n), "ReceiptHandle": held[one]["ReceiptHandle"], **also} for n, one in enumerate(left)]
            failed = method(Entries=entries).get("Failed", [])
            worked -= {left[int(one["Id"])] for one in failed if one["SenderFault"]}
            left = [left[int(one["Id"])] for one in failed if not one["SenderFault"]]
            if not left:
                break
        return worked - set(left)

    def extend() -> None:
        short = [name for name in held if ends[name] - clock() < visibility / 2]
        seconds = at_most(visibility)
        if not short:
            return
        now = clock()
        kept: set[str] = set()
        if seconds >= visibility / 2:
            kept = send(sqs.change_message_visibility_batch, short, visibility)
        for name in short:
            if name in kept:
                ends[name] = now + seconds
            else:
                del held[name]
                report.lost.append(name)

    for message in messages:
        name = message["MessageId"]
        over = failed = False
        while not over and not failed:
            extend()
            if name not in held:
                break
            try:
                over = step(name, message["Body"])
            except Exception:
                failed = True
        if failed:
            wait = backoff * 2 ** (int(message["Attributes"]["ApproximateReceiveCount"]))
            send(sqs.change_message_visibility_batch, [name], min(wait, 900))
            report.failed.append(name)
        elif over:
            gone = send(sqs.delete_message_batch, [name])
            (report.done if gone else report.lost).append(name)
        held.pop(name, None)
    return report

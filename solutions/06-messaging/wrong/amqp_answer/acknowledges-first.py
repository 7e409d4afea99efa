# loses: amqp_outcomes, amqp_loss, amqp_refused
# The job is acknowledged before it is worked on.
def consume(
    connect: Callable[[], FakeChannel],
    handle: Callable[[bytes], None],
    prefetch: int = 10,
    delays: tuple[int, ...] = (5, 30, 300),
) -> None:
    """Work on `jobs` until the consumer is cancelled; over lost connections."""
    def on_message(channel: FakeChannel, method: Method, properties: Properties, body: bytes) -> None:
        # Only the work stands in the try: what the channel raises is never taken for a failed job.
        channel.basic_ack(method.delivery_tag)
        error = None
        try:
            handle(body)
        except Exception as failure:
            error = failure
        if error is None:
            return
        headers = dict(properties.headers or {})
        failed = headers["x-attempt"] = headers.get("x-attempt", 0) + 1
        if isinstance(error, Poison) or failed > len(delays):
            queue = "jobs.dead"
            headers["x-error"] = type(error).__name__
        else:
            queue = f"jobs.retry.{delays[failed - 1]}"
        try:
            channel.basic_publish("", queue, body, properties._replace(headers=headers, delivery_mode=2))
        except Refused:
            channel.basic_publish("", "jobs", body, properties)

    while True:
        try:
            channel = connect()
            channel.basic_qos(prefetch_count=prefetch)
            channel.basic_consume("jobs", on_message)
            channel.start_consuming()
            return
        except ConnectionLost:
            continue

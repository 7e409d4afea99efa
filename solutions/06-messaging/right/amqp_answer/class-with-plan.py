# A class; what is to be done with a job is decided first (a queue or None), and done then.
class Worker:
    def __init__(self, work, ladder):
        self.work = work
        self.queues = [f"jobs.retry.{delay}" for delay in ladder]

    def fate(self, body, before):
        try:
            self.work(body)
            return None
        except Poison:
            return "jobs.dead", "Poison"
        except Exception as error:
            rest = self.queues[before:]
            return (rest[0], None) if rest else ("jobs.dead", error.__class__.__name__)

    def __call__(self, channel, method, properties, body):
        marks = properties.headers if properties.headers is not None else {}
        before = marks.get("x-attempt", 0)
        fate = self.fate(body, before)
        tag = method.delivery_tag
        if fate:
            marks = {**marks, "x-attempt": before + 1}
            if fate[1]:
                marks["x-error"] = fate[1]
            new = Properties(properties.message_id, marks, 2, properties.correlation_id)
            try:
                channel.basic_publish(exchange="", routing_key=fate[0], body=body, properties=new)
            except Refused:
                return channel.basic_nack(delivery_tag=tag)
        return channel.basic_ack(delivery_tag=tag)


def consume(connect, handle, prefetch=10, delays=(5, 30, 300)):
    worker = Worker(handle, delays)
    over = False
    while not over:
        try:
            channel = connect()
            channel.basic_qos(prefetch_count=prefetch)
            channel.basic_consume(queue="jobs", on_message_callback=worker, auto_ack=False)
            channel.start_consuming()
            over = True
        except ConnectionLost:
            pass

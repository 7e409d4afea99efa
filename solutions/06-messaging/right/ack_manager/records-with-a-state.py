# One list of records with a state each; keys are looked at when something may start.
import dataclasses


@dataclasses.dataclass
class Record:
    message: object
    since: float
    until: float
    state: str = "waits"  # waits, runs, good, bad, gone
    working: bool = False


class LeaseManager:
    def __init__(self, sub, start, settle, extension, outstanding=100, deadline=10, max_lease=3600):
        self.sub, self.begin, self.settle, self.extension = sub, start, settle, extension
        self.outstanding, self.deadline, self.max_lease = outstanding, deadline, max_lease
        self.records, self.delays = [], []

    def finished(self, ack_id, ok):
        for record in self.records:
            if record.message.ack_id == ack_id:
                record.working = False
                if record.state == "runs":
                    record.state = "good" if ok else "bad"

    def held(self):
        return [record for record in self.records if record.state != "gone"]

    def lose(self, record):
        if record.state == "gone":
            return
        place = self.records.index(record)
        fallen = [record]
        if record.message.ordering_key:
            fallen += [one for one in self.records[place + 1:] if one.message.ordering_key == record.message.ordering_key]
        for one in fallen:
            told = one.state not in ("waits", "gone")
            one.state = "gone"
            if told:
                self.settle(one.message.message_id, False)

    def ask(self, records, request, success):
        if not records:
            return
        words = request([record.message.ack_id for record in records])
        for record in records:
            word = words[record.message.ack_id]
            if record.state == "gone" or word == "transient":
                continue
            if word == "success":
                success(record)
            else:
                self.lose(record)

    def tick(self):
        now = self.sub.clock()
        for record in self.held():
            if now >= record.until:
                self.lose(record)

        def well(record):
            record.state = "gone"
            self.delays.append(now - record.since)
            self.settle(record.message.message_id, True)

        self.ask([one for one in self.held() if one.state == "bad"], lambda ids: self.sub.modify_ack_deadline(ids, 0), self.lose)
        self.ask([one for one in self.held() if one.state == "good"], self.sub.acknowledge, well)
        short = [one for one in self.held() if one.until <= now + 3]
        usual = self.extension(list(self.delays)) if short else 0
        wishes = {}
        for record in short:
            until = min(now + usual, record.since + self.max_lease)
            if until > record.until:
                wishes.setdefault(int(until - now), []).append(record)
        for seconds, records in sorted(wishes.items()):

            def longer(record, seconds=seconds):
                record.until = now + seconds

            still = [one for one in records if one.state != "gone"]
            self.ask(still, lambda ids, seconds=seconds: self.sub.modify_ack_deadline(ids, seconds), longer)
        missing = self.outstanding - len(self.held())
        if missing > 0:
            for message in self.sub.pull(missing):
                for older in [one for one in self.held() if one.message.message_id == message.message_id]:
                    self.lose(older)
                self.records.append(Record(message, now, now + self.deadline))
        for record in self.records:
            key = record.message.ordering_key
            if record.state == "waits" and not (key and any(
                one.working or one.state in ("runs", "good", "bad") for one in self.records if one.message.ordering_key == key
            )):
                record.state, record.working = "runs", True
                self.begin(record.message)
        self.records = [one for one in self.records if one.state != "gone" or one.working]

# Assignments have numbers; each partition keeps its records in one list with flags, and looks for what may start.
class OffsetManager:
    def __init__(self, consumer, start, limit=20):
        self.consumer, self.begin, self.limit = consumer, start, limit
        self.state = {}  # partition -> [epoch, rows, committed]; a row is [record, started, finished]
        self.epoch = 0
        self.ticket = 1000
        self.known = {}

    def _look(self, partition):
        busy = set()
        for row in self.state[partition][1]:
            record, started, finished = row
            if finished:
                continue
            if not started and (record.key is None or record.key not in busy):
                row[1] = True
                self.ticket += 1
                self.known[self.ticket] = (self.state[partition][0], row)
                self.begin(self.ticket, record)
            busy.add(record.key)

    def step(self):
        for partition, (_, rows, _) in sorted(self.state.items()):
            full = sum(not row[2] for row in rows) >= self.limit
            (self.consumer.pause if full else self.consumer.resume)([partition])
        touched = set()
        for record in self.consumer.poll():
            self.state[record.partition][1].append([record, False, False])
            touched.add(record.partition)
        for partition in touched:
            self._look(partition)

    def finished(self, ticket):
        epoch, row = self.known.get(ticket, (None, None))
        if row is None:
            return
        if self.state.get(row[0].partition, [None])[0] == epoch:
            row[2] = True
            self._look(row[0].partition)

    def _safe(self, partition):
        rows = self.state[partition][1]
        for record, _, finished in rows:
            if not finished:
                return record.offset
        return rows[-1][0].offset + 1 if rows else 0

    def _flush(self, partitions):
        out = {}
        for partition in partitions:
            _, rows, committed = self.state[partition]
            before = committed if committed is not None else rows[0][0].offset if rows else 0
            if self._safe(partition) > before:
                out[partition] = self._safe(partition)
        if out:
            try:
                self.consumer.commit(out)
            except CommitFailed:
                return
            for partition, offset in out.items():
                self.state[partition][2] = offset

    def commit(self):
        self._flush(list(self.state))

    def on_assign(self, partitions):
        self.epoch += 1
        self.state.update({partition: [self.epoch, [], None] for partition in partitions})

    def on_revoke(self, partitions):
        self._flush(partitions)
        self.on_lost(partitions)

    def on_lost(self, partitions):
        for partition in partitions:
            del self.state[partition]

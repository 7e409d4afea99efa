# One lock around everything, changes kept as closures, the log read twice: first who committed and when, then what.
import threading


class Store:
    def __init__(self, disk):
        self.lock = threading.Lock()
        self.disk, self.values, self.running, self.failed = disk, {}, {}, None
        payloads, whole = frames(disk.read())
        log = list(map(decode_record, payloads))
        self.number = max([r.tx for r in log] + [0])
        for place, record in enumerate(log):
            if isinstance(record, Commit):
                for change in [r for r in log[:place] if r.tx == record.tx and not isinstance(r, Commit)]:
                    self.apply(change)
        disk.truncate(whole)
        disk.sync()

    def apply(self, change):
        self.values.pop(change.key, None)
        if isinstance(change, Put):
            self.values[change.key] = change.value

    def guard(self, tx=None):
        if self.failed is not None:
            raise BrokenStore(str(self.failed))
        if tx is not None and tx not in self.running:
            raise UnknownTransaction(tx)

    def begin(self):
        with self.lock:
            self.guard()
            self.number += 7
            self.running[self.number] = ()
            return self.number

    def put(self, tx, key, value):
        with self.lock:
            self.guard(tx)
            self.running[tx] += (Put(tx, key, value),)

    def delete(self, tx, key):
        with self.lock:
            self.guard(tx)
            self.running[tx] += (Delete(tx, key),)

    def commit(self, tx):
        with self.lock:
            self.guard(tx)
            changes = self.running.pop(tx)
            if not changes:
                return
            try:
                for record in (*changes, Commit(tx)):
                    self.disk.append(frame(encode_record(record)))
                self.disk.sync()
            except DiskError as error:
                self.failed = error
                raise
            for change in changes:
                self.apply(change)

    def get(self, key):
        with self.lock:
            self.guard()
            return self.values.get(key)

    def items(self):
        with self.lock:
            self.guard()
            return self.values | {}

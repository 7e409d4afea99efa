# Writes every record when the change is made, so that transactions are mixed in the log.
class Store:
    def __init__(self, disk):
        self.disk = disk
        self.broken = False
        self.data = {}
        pending = {}
        payloads, size = frames(disk.read())
        records = [decode_record(payload) for payload in payloads]
        for record in records:
            match record:
                case Put(tx, key, value):
                    pending.setdefault(tx, {})[key] = value
                case Delete(tx, key):
                    pending.setdefault(tx, {})[key] = None
                case Commit(tx):
                    self.merge(pending.pop(tx, {}))
        self.pending = {}
        self.next = 1 + max((record.tx for record in records), default=0)
        if size < disk.size:
            disk.truncate(size)
        disk.sync()

    def merge(self, changes):
        for key, value in changes.items():
            if value is None:
                self.data.pop(key, None)
            else:
                self.data[key] = value

    def alive(self):
        if self.broken:
            raise BrokenStore

    def write(self, record, sync=False):
        self.alive()
        if record.tx not in self.pending:
            raise UnknownTransaction(record.tx)
        try:
            self.disk.append(frame(encode_record(record)))
            if sync:
                self.disk.sync()
        except DiskError:
            self.broken = True
            raise

    def begin(self):
        self.alive()
        tx = self.next
        self.next += 1
        self.pending[tx] = {}
        return tx

    def put(self, tx, key, value):
        self.write(Put(tx, key, value))
        self.pending[tx][key] = value

    def delete(self, tx, key):
        self.write(Delete(tx, key))
        self.pending[tx][key] = None

    def commit(self, tx):
        self.write(Commit(tx), sync=True)
        self.merge(self.pending.pop(tx))

    def get(self, key):
        self.alive()
        return self.data.get(key)

    def items(self):
        self.alive()
        return self.data.copy()

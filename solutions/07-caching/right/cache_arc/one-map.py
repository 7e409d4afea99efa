# One map from key to queue, the queues as OrderedDicts in a list.
from collections import OrderedDict


class ArcKeys:
    def __init__(self, capacity):
        self.c = capacity
        self.target = 0
        self.queues = {name: OrderedDict() for name in ("T1", "T2", "B1", "B2")}

    def size(self, *names):
        return sum(len(self.queues[name]) for name in names)

    def where(self, key):
        return next((name for name, queue in self.queues.items() if key in queue), None)

    def keys(self):
        return list(self.queues["T1"]) + list(self.queues["T2"])

    def replace(self, in_b2):
        t1 = self.size("T1")
        name = "1" if t1 and (t1 > self.target or (in_b2 and t1 == self.target)) else "2"
        key, _ = self.queues["T" + name].popitem(last=False)
        self.queues["B" + name][key] = True
        return [key]

    def get(self, key):
        place = self.where(key)
        gone = []
        if place == "B1":
            self.target = min(self.c, self.target + max(1, self.size("B2") / self.size("B1")))
            gone = self.replace(False)
        elif place == "B2":
            self.target = max(0, self.target - max(1, self.size("B1") / self.size("B2")))
            gone = self.replace(True)
        elif place is None:
            if self.size("T1", "B1") == self.c:
                if self.queues["B1"]:
                    self.queues["B1"].popitem(last=False)
                    gone = self.replace(False)
                else:
                    gone = [self.queues["T1"].popitem(last=False)[0]]
            elif self.size("T1", "T2", "B1", "B2") >= self.c:
                if self.size("T1", "T2", "B1", "B2") == 2 * self.c:
                    self.queues["B2"].popitem(last=False)
                gone = self.replace(False)
        if place:
            del self.queues[place][key]
        self.queues["T2" if place else "T1"][key] = True
        return place in ("T1", "T2"), gone

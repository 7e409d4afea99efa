# One condition variable for all keys instead of a future for each load.
class SingleFlight:
    """Concurrent calls of one key share one load."""

    def __init__(self):
        self.changed = threading.Condition()
        self.under_way = {}

    def do(self, key, load):
        with self.changed:
            flight = self.under_way.get(key)
            if flight is not None:
                flight["waiting"] += 1
                self.changed.wait_for(lambda: flight["done"])
                if flight["error"] is not None:
                    raise flight["error"]
                return flight["value"]
            flight = self.under_way[key] = {"waiting": 0, "done": False, "error": None, "value": None}
        try:
            flight["value"] = load()
            return flight["value"]
        except BaseException as error:
            flight["error"] = error
            raise
        finally:
            with self.changed:
                flight["done"] = True
                del self.under_way[key]
                self.changed.notify_all()

    def waiting(self, key):
        with self.changed:
            return self.under_way[key]["waiting"] if key in self.under_way else 0

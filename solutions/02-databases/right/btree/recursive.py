# Recursive, with its own node classes; an underflow merges with a sibling first and splits again if that is too much.
class BPlusTree:
    class _Page:
        def __init__(self, rows):
            self.rows, self.after = rows, None  # sorted [(key, value)]

    class _Fork:
        def __init__(self, keys, kids):
            self.keys, self.kids = keys, kids

    def __init__(self, order):
        if order < 3:
            raise ValueError("order must be 3 or more")
        self.order, self.minimum, self.count = order, (order + 1) // 2, 0
        self.first = self.root = self._Page([])

    def __len__(self):
        return self.count

    def _leaf(self, key):
        node = self.root
        while isinstance(node, self._Fork):
            node = node.kids[sum(separator <= key for separator in node.keys)]
        return node

    def get(self, key, default=None):
        return dict(self._leaf(key).rows).get(key, default)

    def put(self, key, value):
        extra = self._insert(self.root, key, value)
        if extra:
            self.root = self._Fork([extra[0]], [self.root, extra[1]])

    def _insert(self, node, key, value):
        if isinstance(node, self._Page):
            rows = dict(node.rows)
            self.count += key not in rows
            rows[key] = value
            node.rows = sorted(rows.items(), key=lambda row: row[0])
        else:
            at = sum(separator <= key for separator in node.keys)
            extra = self._insert(node.kids[at], key, value)
            if extra:
                node.keys.insert(at, extra[0])
                node.kids.insert(at + 1, extra[1])
        return self._halve(node)

    def _halve(self, node):
        """(separator, new right sibling) if the node overflows."""
        if isinstance(node, self._Page):
            if len(node.rows) <= self.order:
                return None
            cut = (len(node.rows) + 1) // 2  # the left one gets the odd row
            right = self._Page(node.rows[cut:])
            right.after, node.after, node.rows = node.after, right, node.rows[:cut]
            return right.rows[0][0], right
        if len(node.kids) <= self.order:
            return None
        cut = len(node.kids) // 2
        up, right = node.keys[cut - 1], self._Fork(node.keys[cut:], node.kids[cut:])
        node.keys, node.kids = node.keys[: cut - 1], node.kids[:cut]
        return up, right

    def delete(self, key):
        before = self.count
        self._remove(self.root, key)
        if isinstance(self.root, self._Fork) and len(self.root.kids) == 1:
            self.root = self.root.kids[0]
        return self.count < before

    def _remove(self, node, key):
        """Remove below `node`; True if it now has too little."""
        if isinstance(node, self._Page):
            kept = [row for row in node.rows if row[0] != key]
            self.count -= len(node.rows) - len(kept)
            node.rows = kept
            return len(kept) < self.minimum
        at = sum(separator <= key for separator in node.keys)
        if self._remove(node.kids[at], key):
            at = min(at, len(node.kids) - 2)  # with the right sibling, if there is one
            left, right = node.kids[at], node.kids.pop(at + 1)
            between = node.keys.pop(at)
            if isinstance(left, self._Page):
                left.rows, left.after = left.rows + right.rows, right.after
            else:
                left.keys, left.kids = [*left.keys, between, *right.keys], left.kids + right.kids
            extra = self._halve(left)
            if extra:
                node.keys.insert(at, extra[0])
                node.kids.insert(at + 1, extra[1])
        return len(node.kids) < self.minimum

    def scan(self, low=None, high=None):
        page, found = self.first if low is None else self._leaf(low), []
        while page and (high is None or not page.rows or page.rows[0][0] < high):
            found += page.rows
            page = page.after
        return [row for row in found if (low is None or low <= row[0]) and (high is None or row[0] < high)]

    def nodes(self):
        def show(node):
            if isinstance(node, self._Page):
                return Leaf(tuple(key for key, _ in node.rows), tuple(value for _, value in node.rows))
            return Inner(tuple(node.keys), tuple(map(show, node.kids)))

        return show(self.root)

    def chain(self):
        page, found = self.first, []
        while page:
            found.append(tuple(key for key, _ in page.rows))
            page = page.after
        return found

# loses: btree_delete, btree_underflow, btree_churn
# After a merge the chain still leads to the leaf that is gone.
class BPlusTree:
    """A map from keys, all of one type that can be ordered, to any values. Keys are never None; values may be."""

    def __init__(self, order: int) -> None:
        """An empty tree whose nodes hold up to `order` keys (leaves) or children (inner nodes).

        Raises ValueError if order < 3. An empty tree is one empty leaf: nodes() == Leaf((), ()), chain() == [()].
        """
        if order < 3:
            raise ValueError(f"a node needs room for at least 3 children, not {order}")
        self._order = order
        self._least = -(-order // 2)
        self._size = 0
        self._root = TreeNode()

    def __len__(self) -> int:
        """The number of keys."""
        return self._size

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of `key`, also when that is None; `default` if the key is not there."""
        _, leaf = self._descend(key)
        i = bisect_left(leaf.keys, key)
        return leaf.values[i] if i < len(leaf.keys) and leaf.keys[i] == key else default

    def put(self, key: Any, value: Any) -> None:
        """Insert `key` with `value`, or replace the value of a key that is there."""
        above, node = self._descend(key)
        i = bisect_left(node.keys, key)
        if i < len(node.keys) and node.keys[i] == key:
            node.values[i] = value
            return
        node.keys.insert(i, key)
        node.values.insert(i, value)
        self._size += 1
        while self._fill(node) > self._order:
            separator, right = self._split(node)
            if not above:
                self._root = TreeNode(keys=[separator], children=[node, right])
                return
            parent, i = above.pop()
            parent.keys.insert(i, separator)
            parent.children.insert(i + 1, right)
            node = parent

    def delete(self, key: Any) -> bool:
        """Remove `key`. True if it was there; False, and nothing changes, if not."""
        above, node = self._descend(key)
        i = bisect_left(node.keys, key)
        if i == len(node.keys) or node.keys[i] != key:
            return False
        del node.keys[i], node.values[i]
        self._size -= 1
        # A merge takes a child from the parent, which may then have too few itself: the repair climbs.
        while above and self._fill(node) < self._least:
            node, i = above.pop()
            self._refill(node, i)
        if len(self._root.children) == 1:
            self._root = self._root.children[0]
        return True

    def scan(self, low: Any = None, high: Any = None) -> list[tuple[Any, Any]]:
        """(key, value) of all keys with low <= key < high, in ascending order. None means: no bound on that side.

        The list is empty if there are none, also if high <= low.
        """
        leaf, i = self._leftmost(), 0
        if low is not None:
            _, leaf = self._descend(low)
            i = bisect_left(leaf.keys, low)
        found = []
        while leaf is not None:
            for key, value in zip(leaf.keys[i:], leaf.values[i:], strict=True):
                if high is not None and not key < high:
                    return found
                found.append((key, value))
            leaf, i = leaf.next, 0
        return found

    def nodes(self) -> Leaf | Inner:
        """The root, as a record; its children are records within it."""
        return self._record(self._root)

    def chain(self) -> list[tuple]:
        """The keys of each leaf, a tuple a leaf, as the links from the leftmost leaf visit them."""
        found, leaf = [], self._leftmost()
        while leaf is not None:
            found.append(tuple(leaf.keys))
            leaf = leaf.next
        return found

    def _leftmost(self) -> TreeNode:
        node = self._root
        while node.children:
            node = node.children[0]
        return node

    def _descend(self, key: Any) -> tuple[list[tuple[TreeNode, int]], TreeNode]:
        """The leaf for a key, and the way there: inner nodes with the number of the child that was taken."""
        above, node = [], self._root
        while node.children:
            i = bisect_right(node.keys, key)  # a key equal to its separator lies on the right
            above.append((node, i))
            node = node.children[i]
        return above, node

    @staticmethod
    def _fill(node: TreeNode) -> int:
        return len(node.children or node.keys)

    @staticmethod
    def _split(node: TreeNode) -> tuple[Any, TreeNode]:
        """Move the upper half into a new right sibling; the separator between the two, and the sibling."""
        if node.children:
            half = (len(node.children) + 1) // 2
            separator = node.keys[half - 1]  # moves up: it is a signpost, and here no longer needed
            right = TreeNode(keys=node.keys[half:], children=node.children[half:])
            del node.keys[half - 1 :], node.children[half:]
            return separator, right
        half = len(node.keys) // 2
        right = TreeNode(keys=node.keys[half:], values=node.values[half:], next=node.next)
        del node.keys[half:], node.values[half:]
        node.next = right
        return right.keys[0], right  # copied up: the key itself stays in its leaf

    def _refill(self, parent: TreeNode, i: int) -> None:
        """Child i of `parent` has one entry too few: borrow one, or merge two children."""
        if i > 0 and self._fill(parent.children[i - 1]) > self._least:
            self._borrow(parent, i - 1, giver=parent.children[i - 1], taker=parent.children[i], leaving=-1, entering=0)
        elif i + 1 < len(parent.children) and self._fill(parent.children[i + 1]) > self._least:
            giver, taker = parent.children[i + 1], parent.children[i]
            self._borrow(parent, i, giver, taker, leaving=0, entering=len(taker.children or taker.keys))
        else:
            left = max(i - 1, 0)
            self._merge(parent, left)

    @staticmethod
    def _borrow(parent: TreeNode, between: int, giver: TreeNode, taker: TreeNode, leaving: int, entering: int) -> None:
        if taker.children:  # separators turn through the parent, as in a rotation
            taker.children.insert(entering, giver.children.pop(leaving))
            taker.keys.insert(entering, parent.keys[between])
            parent.keys[between] = giver.keys.pop(leaving)
        else:
            taker.keys.insert(entering, giver.keys.pop(leaving))
            taker.values.insert(entering, giver.values.pop(leaving))
            parent.keys[between] = parent.children[between + 1].keys[0]

    @staticmethod
    def _merge(parent: TreeNode, i: int) -> None:
        """Empty child i + 1 into child i."""
        left, right = parent.children[i], parent.children.pop(i + 1)
        separator = parent.keys.pop(i)
        if left.children:
            left.keys.append(separator)
        left.keys += right.keys
        left.values += right.values
        left.children += right.children

    def _record(self, node: TreeNode) -> Leaf | Inner:
        if node.children:
            return Inner(tuple(node.keys), tuple(self._record(child) for child in node.children))
        return Leaf(tuple(node.keys), tuple(node.values))

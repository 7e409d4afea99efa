"""S3-FIFO: three FIFO queues, the small one a quick filter (Yang et al., SOSP 2023)."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable

from course.sim.caches.cache import at_least_one

MOST = 3  # two bits a key
ASKED_AGAIN = 2  # hits in the small queue that lead to the main one


class S3FIFO:
    """S3-FIFO (Yang, Zhang, Qiu, Yue and Rashmi, SOSP 2023, *FIFO queues are all you need*, algorithm 1).

    New keys enter a small FIFO queue of a tenth of the size. What was asked for more than once there moves on to the
    main queue; the rest leaves, and is remembered in a ghost queue of keys only, as long as the main one. A key that
    comes back while remembered enters the main queue at once. At the main queue's end a key that was asked for goes
    round again with one hit less (CLOCK with two bits).

    libcachesim 0.3 differs: until the cache is full it puts keys that the small queue has no room for in the main one,
    and it evicts from the small queue, even a short one, whenever the main queue is not over its share.
    """

    def __init__(self, size: int) -> None:
        self.size = at_least_one(size)
        self._small_size = max(size // 10, 1)
        self._main_size = size - self._small_size
        self._hits: dict[Hashable, int] = {}
        self._small: deque[Hashable] = deque()
        self._main: deque[Hashable] = deque()
        self._ghost: OrderedDict[Hashable, None] = OrderedDict()

    def get(self, key: Hashable) -> bool:
        hits = self._hits
        count = hits.get(key)
        if count is not None:
            if count < MOST:
                hits[key] = count + 1
            return True
        remembered = key in self._ghost
        while len(hits) >= self.size:
            if len(self._small) >= self._small_size or not self._main:
                self._evict_small()
            else:
                self._evict_main()
        hits[key] = 0
        if remembered:
            self._ghost.pop(key, None)
            self._main.append(key)
        else:
            self._small.append(key)
        return False

    def _evict_small(self) -> None:
        small, hits = self._small, self._hits
        while small:
            key = small.popleft()
            if hits[key] < ASKED_AGAIN:
                del hits[key]
                self._remember(key)
                return
            hits[key] = 0
            self._main.append(key)
            if len(self._main) > self._main_size:
                self._evict_main()

    def _evict_main(self) -> None:
        main, hits = self._main, self._hits
        while hits[key := main.popleft()]:
            hits[key] -= 1
            main.append(key)
        del hits[key]

    def _remember(self, key: Hashable) -> None:
        self._ghost[key] = None
        if len(self._ghost) > self._main_size:
            self._ghost.popitem(last=False)

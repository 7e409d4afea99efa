# Projects the dependencies onto a part before it looks for a violation, keeps a worklist, splits off the most it can.
def bcnf(relation: Attributes, dependencies: list[FD]) -> set[Attributes]:
    """A lossless decomposition into parts in BCNF."""
    def projected(part: Attributes) -> list[FD]:
        subsets = [frozenset(name for place, name in enumerate(sorted(part)) if bits >> place & 1)
                   for bits in range(1, 2 ** len(part))]
        return [FD(left, closure(left, dependencies) & part) for left in subsets]

    done, todo = set(), [relation]
    while todo:
        part = todo.pop()
        bad = [rule for rule in projected(part) if rule.left < rule.right < part]
        if bad:
            left, right = max(bad, key=lambda rule: (len(rule.right) - len(rule.left), sorted(rule.left)))
            todo += [right, left | (part - right)]
        else:
            done.add(part)
    return done

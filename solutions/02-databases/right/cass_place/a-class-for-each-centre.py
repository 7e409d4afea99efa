# As Cassandra has it: an object for each data centre that accepts or declines.
class Centre:
    def __init__(self, factor, nodes):
        self.left = min(factor, len(nodes))
        self.repeats = factor - len({node.rack for node in nodes})
        self.racks = set()

    def accepts(self, node, taken):
        if not self.left or node.name in taken:
            return False
        if node.rack in self.racks:
            if self.repeats < 1:
                return False
            self.repeats -= 1
        self.racks.add(node.rack)
        self.left -= 1
        return True


def replicas(token, ring, factors):
    centres = {}
    for dc, factor in factors.items():
        centres[dc] = Centre(factor, [node for node in ring if node.dc == dc])
    owners = {at: node for node in ring for at in node.tokens}
    taken = {}
    for at in sorted(owners, key=lambda at: (at < token, at)):
        node = owners[at]
        if node.dc in centres and centres[node.dc].accepts(node, taken):
            taken[node.name] = node
        if not any(centre.left for centre in centres.values()):
            break
    return list(taken)

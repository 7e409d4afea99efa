# Rewrites a filter to and/or/not over four kinds of leaf first; the negations and $all disappear before a document comes.
import functools
import itertools


class Gone:
    pass


def compile_filter(query):
    if type(query) is not dict:
        raise BadFilter(query)
    return every([entry(*item) for item in query.items()])


def every(parts):
    return lambda value: all(part(value) for part in parts)


def some(parts):
    return lambda value: any(part(value) for part in parts)


def opposite(part):
    return lambda value: not part(value)


def entry(key, operand):
    if key.startswith("$"):
        if key not in ("$and", "$or", "$nor") or type(operand) is not list or operand == []:
            raise BadFilter(key)
        parts = [compile_filter(each) for each in operand]
        return {"$and": every(parts), "$or": some(parts), "$nor": opposite(some(parts))}[key]
    return on_path(functools.partial(candidates, tuple(key.split("."))), operand)


def on_path(reach, operand):
    if type(operand) is dict and operand:
        if all(name.startswith("$") for name in operand):
            return every([operator(reach, *item) for item in operand.items()])
        if any(name.startswith("$") for name in operand):
            raise BadFilter(operand)
    return operator(reach, "$eq", operand)


def leaf(reach, test):
    return lambda value: any(map(test, reach(value)))


def spread(reach):
    def elements(value):
        for each in reach(value):
            yield from itertools.chain([each], each if type(each) is list else [])

    return elements


def operator(reach, name, v):
    if name == "$ne":
        return opposite(operator(reach, "$eq", v))
    if name == "$nin":
        return opposite(operator(reach, "$in", v))
    if name == "$not":
        if type(v) is not dict or not v or not all(each.startswith("$") for each in v):
            raise BadFilter(v)
        return opposite(on_path(reach, v))
    if name == "$exists":
        if type(v) is not bool:
            raise BadFilter(v)
        there = leaf(reach, lambda each: each is not Gone)
        return there if v else opposite(there)
    if name in ("$in", "$all"):
        if type(v) is not list:
            raise BadFilter(v)
        if name == "$in":
            return some([operator(reach, "$eq", each) for each in v])
        parts = [operator(reach, *member(each)) for each in v]
        return every(parts) if parts else some([])
    if name == "$size":
        if type(v) is not int or v < 0:
            raise BadFilter(v)
        return leaf(reach, lambda each: type(each) is list and len(each) == v)
    if name == "$elemMatch":
        return leaf(reach, element(v))
    if name == "$eq":
        return leaf(spread(reach), lambda each: equals(each, v))
    if name in ("$gt", "$gte", "$lt", "$lte"):
        if type(v) not in (int, float, str):
            raise BadFilter(v)
        kinds = (str,) if type(v) is str else (int, float)
        signs = {"$gt": {1}, "$gte": {0, 1}, "$lt": {-1}, "$lte": {-1, 0}}[name]
        return leaf(spread(reach), lambda each: type(each) in kinds and (each > v) - (each < v) in signs)
    raise BadFilter(name)


def member(v):
    if type(v) is dict and len(v) == 1 and "$elemMatch" in v:
        return "$elemMatch", v["$elemMatch"]
    return "$eq", v


def element(v):
    if type(v) is not dict or not v:
        raise BadFilter(v)
    if all(name in ("$and", "$or", "$nor") or not name.startswith("$") for name in v):
        fits = compile_filter(v)
        return lambda array: type(array) is list and any(type(each) is dict and fits(each) for each in array)
    fits = on_path(lambda each: [each], v)
    return lambda array: type(array) is list and any(fits(each) for each in array)


def equals(a, b):
    if a is Gone:
        return b is None
    if type(a) in (int, float) and type(b) in (int, float):
        return a == b
    if type(a) is not type(b):
        return False
    if type(a) is dict:
        return equals([list(pair) for pair in a.items()], [list(pair) for pair in b.items()])
    if type(a) is list:
        return len(a) == len(b) and all(equals(x, y) for x, y in zip(a, b, strict=True))
    return a == b


def candidates(names, value):
    if not names:
        return [value]
    first, *rest = names
    if type(value) is dict:
        return candidates(rest, value[first]) if first in value else [Gone]
    if type(value) is not list:
        return [Gone]
    if first.isdigit():
        return candidates(rest, value[int(first)]) if int(first) < len(value) else []
    return [found for each in value if type(each) is dict for found in candidates(names, each)]

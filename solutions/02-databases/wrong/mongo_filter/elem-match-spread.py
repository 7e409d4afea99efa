# loses: mongo_arrays
# $elemMatch lets each entry be met by another element.
from collections.abc import Callable


def compile_filter(query: dict) -> Callable[[dict], bool]:
    """The predicate of a filter. Raises BadFilter.

    compile_filter({"lines.n": {"$gt": 5}})({"lines": [{"n": 2}, {"n": 7}]}) is True
    """
    if not isinstance(query, dict):
        raise BadFilter(f"a filter is a dict, not {query!r}")
    parts = [_entry(key, operand) for key, operand in query.items()]
    return lambda document: all(part(document) for part in parts)


MISSING = object()
LOGIC = {"$and": lambda found: all(found), "$or": lambda found: any(found), "$nor": lambda found: not any(found)}
COMPARISONS = {
    "$gt": lambda a, b: a > b,
    "$gte": lambda a, b: a >= b,
    "$lt": lambda a, b: a < b,
    "$lte": lambda a, b: a <= b,
}


def _entry(key, operand):
    if key in LOGIC:
        if not isinstance(operand, list) or not operand:
            raise BadFilter(f"{key} needs a list of filters")
        filters, decide = [compile_filter(each) for each in operand], LOGIC[key]
        return lambda document: decide(each(document) for each in filters)
    if key.startswith("$"):
        raise BadFilter(f"{key} has no place here")
    names = key.split(".")
    met = _operators(operand) if _is_operators(operand) else _equal_to(operand)
    return lambda document: met(list(_reach(document, names)))


def _reach(value, names):
    if not names:
        yield value
    elif isinstance(value, list) and names[0].isdigit():
        if int(names[0]) < len(value):
            yield from _reach(value[int(names[0])], names[1:])
    elif isinstance(value, list):
        for element in value:
            if isinstance(element, dict):
                yield from _reach(element, names)
    elif isinstance(value, dict) and names[0] in value:
        yield from _reach(value[names[0]], names[1:])
    else:
        yield MISSING


def _is_operators(operand):
    if not isinstance(operand, dict):
        return False
    marked = sum(key.startswith("$") for key in operand)
    if marked not in (0, len(operand)):
        raise BadFilter(f"operators and fields in one dict: {', '.join(operand)}")
    return marked > 0


def _operators(operand):
    tests = [_operator(name, argument) for name, argument in operand.items()]
    return lambda candidates: all(test(candidates) for test in tests)


def _operator(name, operand):
    if name in ("$ne", "$nin"):
        return _negated(_operator("$eq" if name == "$ne" else "$in", operand))
    if name == "$eq":
        return _equal_to(operand)
    if name in COMPARISONS:
        return _ordered(name, operand)
    if name in ("$in", "$all"):
        _need(isinstance(operand, list), name, "a list")
        tests = [_operator("$eq", v) if name == "$in" else _member(v) for v in operand]
        if name == "$in":
            return lambda candidates: any(test(candidates) for test in tests)
        return lambda candidates: bool(tests) and all(test(candidates) for test in tests)
    if name == "$exists":
        _need(isinstance(operand, bool), name, "True or False")
        return lambda candidates: operand == any(value is not MISSING for value in candidates)
    if name == "$size":
        _need(_kind(operand) is float and isinstance(operand, int) and operand >= 0, name, "a size")
        return lambda candidates: any(isinstance(value, list) and len(value) == operand for value in candidates)
    if name == "$not":
        _need(isinstance(operand, dict) and _is_operators(operand), name, "operators")
        return _negated(_operators(operand))
    if name == "$elemMatch":
        return _elem_match(operand)
    raise BadFilter(f"unknown operator {name}")


def _need(fits, name, what):
    if not fits:
        raise BadFilter(f"{name} needs {what}")


def _negated(test):
    return lambda candidates: not test(candidates)


def _with_elements(candidates):
    for value in candidates:
        yield value
        if isinstance(value, list):
            yield from value


def _equal_to(operand):
    return lambda candidates: any(_same(value, operand) for value in _with_elements(candidates))


def _ordered(name, operand):
    kind, compare = _kind(operand), COMPARISONS[name]
    _need(kind in (float, str), name, "a number or a string")
    return lambda candidates: any(_kind(v) is kind and compare(v, operand) for v in _with_elements(candidates))


def _member(operand):
    if isinstance(operand, dict) and list(operand) == ["$elemMatch"]:
        return _elem_match(operand["$elemMatch"])
    return _equal_to(operand)


def _elem_match(operand):
    _need(isinstance(operand, dict) and operand, "$elemMatch", "a dict with entries")
    if any(key.startswith("$") and key not in LOGIC for key in operand):
        met = _operators(operand)  # refuses paths and $and among the operators

        def fits(element):
            return met([element])
    else:
        matches = compile_filter(operand)

        def fits(element):
            return isinstance(element, dict) and matches(element)

    parts = [_elem_match({name: each}) for name, each in operand.items()] if len(operand) > 1 else []
    if parts:
        return lambda candidates: all(part(candidates) for part in parts)
    return lambda candidates: any(isinstance(v, list) and any(map(fits, v)) for v in candidates)


def _kind(value):
    return float if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value)


def _same(a, b):
    if a is MISSING:
        return b is None
    if _kind(a) is not _kind(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(map(_same, a.values(), b.values()))
    return a == b

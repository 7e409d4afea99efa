# An interpreter: one pass checks the filter, and a second function walks filter and document together, value by value.
from operator import ge, gt, le, lt

COMPARISONS = {"$gt": gt, "$gte": ge, "$lt": lt, "$lte": le}
GONE = type("Gone", (), {})()


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def refuse_unless(condition, message):
    if not condition:
        raise BadFilter(message)


def holds_operators(value):
    if not isinstance(value, dict) or not value:
        return False
    dollars = {key[:1] == "$" for key in value}
    refuse_unless(len(dollars) == 1, "mixed keys")
    return dollars == {True}


def check(query):
    refuse_unless(isinstance(query, dict), "a filter must be a dict")
    for key, value in query.items():
        if key in ("$and", "$or", "$nor"):
            refuse_unless(isinstance(value, list) and value, f"{key}: a list that is not empty")
            for each in value:
                check(each)
        else:
            refuse_unless(key[:1] != "$", f"{key} at the top")
            if holds_operators(value):
                check_operators(value)


def check_operators(operators):
    for name, value in operators.items():
        if name in COMPARISONS:
            refuse_unless(number(value) or isinstance(value, str), name)
        elif name in ("$in", "$nin", "$all"):
            refuse_unless(isinstance(value, list), name)
            if name == "$all":
                for each in value:
                    if isinstance(each, dict) and "$elemMatch" in each:
                        check_operators(each)
        elif name == "$exists":
            refuse_unless(value is True or value is False, name)
        elif name == "$size":
            refuse_unless(type(value) is int and value >= 0, name)
        elif name == "$not":
            refuse_unless(holds_operators(value), name)
            check_operators(value)
        elif name == "$elemMatch":
            refuse_unless(isinstance(value, dict) and value, name)
            if for_values(value):
                check_operators(value)
            else:
                check(value)
        else:
            refuse_unless(name in ("$eq", "$ne"), f"unknown {name}")


def for_values(inner):
    return any(key[0:1] == "$" and key not in ("$and", "$or", "$nor") for key in inner)


def frozen(value):
    """Equal in the sense of the language exactly if the frozen forms are equal."""
    if value is None or value is GONE:
        return ("null",)
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, list):
        return ("array", *map(frozen, value))
    if isinstance(value, dict):
        return ("document", *((name, frozen(each)) for name, each in value.items()))
    return ("number" if number(value) else "string", value)


def find(document, path):
    frontier = [document]
    for name in path.split("."):
        reached = []
        for value in frontier:
            if isinstance(value, list):
                if name.isdigit():
                    reached += value[int(name) :][:1]
                else:
                    reached += [each.get(name, GONE) for each in value if isinstance(each, dict)]
            elif isinstance(value, dict):
                reached.append(value.get(name, GONE))
            else:
                reached.append(GONE)
        frontier = reached
    return frontier


def matches(query, document):
    for key, value in query.items():
        if key == "$and":
            good = all(matches(each, document) for each in value)
        elif key == "$or":
            good = any(matches(each, document) for each in value)
        elif key == "$nor":
            good = not any(matches(each, document) for each in value)
        else:
            good = meets(value if holds_operators(value) else {"$eq": value}, find(document, key))
        if not good:
            return False
    return True


def meets(operators, candidates):
    return all(meets_one(name, value, candidates) for name, value in operators.items())


def meets_one(name, value, candidates):
    if name == "$not":
        return not meets(value, candidates)
    if name in ("$ne", "$nin"):
        return not meets_one({"$ne": "$eq", "$nin": "$in"}[name], value, candidates)
    if name == "$exists":
        return value is any(each is not GONE for each in candidates)
    arrays = [each for each in candidates if isinstance(each, list)]
    if name == "$size":
        return value in map(len, arrays)
    if name == "$elemMatch":
        if for_values(value):
            return any(meets(value, [element]) for array in arrays for element in array)
        return any(matches(value, element) for array in arrays for element in array if isinstance(element, dict))
    if name == "$all":
        single = [("$elemMatch", v["$elemMatch"]) if isinstance(v, dict) and "$elemMatch" in v else ("$eq", v) for v in value]
        return single != [] and all(meets_one(*each, candidates) for each in single)
    everything = candidates + [element for array in arrays for element in array]
    if name in COMPARISONS:
        same_kind = number if number(value) else (lambda each: isinstance(each, str))
        return any(same_kind(each) and COMPARISONS[name](each, value) for each in everything)
    wanted = [frozen(each) for each in (value if name == "$in" else [value])]
    return any(frozen(each) in wanted for each in everything)


def compile_filter(query):
    check(query)
    return lambda document: matches(query, document)

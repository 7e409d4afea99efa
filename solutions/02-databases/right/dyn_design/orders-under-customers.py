# Orders lie in their customer's partition, the table of an order is an index, and inverted times make newest first ascending.
def _inverted(text):
    return "".join(str(9 - int(letter)) if letter.isdigit() else letter for letter in text)


def dyn_keys(entity):
    kind = entity["type"]
    if kind == "customer":
        address = "mail/" + entity["email"].upper()
        return {"PK": "cust/" + entity["customer"], "SK": "self", "GSI2PK": address, "GSI2SK": "self"}
    if kind == "order":
        number = entity["order"]
        keys = {"PK": "cust/" + entity["customer"], "SK": "order/" + entity["placed"] + "/" + number}
        keys["GSI1PK"], keys["GSI1SK"] = "order/" + number, "000"
        if entity["status"] == "open":
            keys["GSI2PK"], keys["GSI2SK"] = "status/open", entity["placed"]
        return keys
    if kind == "line":
        sold = {"PK": "sold/" + entity["product"], "SK": _inverted(entity["placed"]) + "/" + entity["order"]}
        return sold | {"GSI1PK": "order/" + entity["order"], "GSI1SK": str(entity["line"]).zfill(3)}
    if kind == "product":
        keys = {"PK": "prod/" + entity["product"], "SK": "0"}
        return keys | {
            "GSI1PK": "cat/" + entity["category"],
            "GSI1SK": str(entity["price"]).zfill(9) + "/" + entity["product"],
        }
    return {"PK": "prod/" + entity["product"], "SK": "1" + _inverted(entity["written"]) + "/" + entity["customer"]}


def _request(partition, index=None, sort=None, forward=True, limit=None):
    return {"index": index, "partition": partition, "sort": sort, "forward": forward, "limit": limit}


def dyn_query(pattern, args):
    def by_email(email):
        return _request("mail/" + email.upper(), "GSI2", ("eq", "self"))

    def latest(customer, limit):
        return _request("cust/" + customer, sort=("begins_with", "order/"), forward=False, limit=limit)

    def period(customer, first, last):
        return _request("cust/" + customer, sort=("between", "order/" + first, "order/" + last + "T23:59:59/~"))

    def lines(order):
        return _request("order/" + order, "GSI1")

    def still_open(limit):
        return _request("status/open", "GSI2", limit=limit)

    def sales(product, first):
        return _request("sold/" + product, sort=("le", _inverted(first + "T00:00:00") + "/~"))

    def prices(category, low, high):
        return _request("cat/" + category, "GSI1", ("between", f"{low:09}/", f"{high:09}/~"))

    def page(product, limit):
        return _request("prod/" + product, limit=limit + 1)

    ask = {
        "customer_by_email": by_email,
        "customer_latest": latest,
        "customer_period": period,
        "order_lines": lines,
        "open_orders": still_open,
        "product_sales": sales,
        "category_prices": prices,
        "product_page": page,
    }
    return ask[pattern](**args)

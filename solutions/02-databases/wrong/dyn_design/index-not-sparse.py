# loses: dyn_orders, dyn_change
# Each order is in the index of open orders, also when it is sent or returned.
def dyn_keys(entity: dict) -> dict[str, str]:
    """The key attributes of the entity's item: PK and SK, and the two keys of each index that it belongs to."""
    match entity["type"]:
        case "customer":
            keys = {"PK": f"C#{entity['customer']}", "SK": "PROFILE"}
            return keys | {"GSI1PK": f"E#{entity['email'].lower()}", "GSI1SK": "PROFILE"}
        case "order":
            when = f"{entity['placed']}#{entity['order']}"
            keys = {"PK": f"O#{entity['order']}", "SK": "HEAD"}
            keys |= {"GSI1PK": f"C#{entity['customer']}", "GSI1SK": when}
            # A sparse index: it holds the open orders alone, however many were ever sent.
            return keys | ({"GSI2PK": "OPEN", "GSI2SK": when})
        case "line":
            # "HEAD" < "L#…": the order comes before its lines.
            keys = {"PK": f"O#{entity['order']}", "SK": f"L#{entity['line']:03}"}
            return keys | {"GSI1PK": f"P#{entity['product']}", "GSI1SK": f"{entity['placed']}#{entity['order']}"}
        case "product":
            # The page reads backwards (newest review first), so the product has to sort after its reviews.
            keys = {"PK": f"P#{entity['product']}", "SK": "~PRODUCT"}
            price = f"{entity['price']:07}#{entity['product']}"
            return keys | {"GSI1PK": f"K#{entity['category']}", "GSI1SK": price}
        case "review":
            return {"PK": f"P#{entity['product']}", "SK": f"R#{entity['written']}#{entity['customer']}"}
    raise KeyError(entity["type"])


def dyn_query(pattern: str, args: dict) -> dict:
    """The one Query that answers the question: index, partition, sort, forward, limit."""
    request = {"index": None, "partition": "", "sort": None, "forward": True, "limit": None}
    match pattern:
        case "customer_by_email":
            request |= {"index": "GSI1", "partition": f"E#{args['email'].lower()}"}
        case "customer_latest":
            request |= {"index": "GSI1", "partition": f"C#{args['customer']}", "forward": False}
            request |= {"limit": args["limit"]}
        case "customer_period":
            # "~" sorts after all that may follow the day: "T23:59:59#…" included.
            request |= {"index": "GSI1", "partition": f"C#{args['customer']}"}
            request |= {"sort": ("between", args["first"], args["last"] + "~")}
        case "order_lines":
            request |= {"partition": f"O#{args['order']}"}
        case "open_orders":
            request |= {"index": "GSI2", "partition": "OPEN", "limit": args["limit"]}
        case "product_sales":
            request |= {"index": "GSI1", "partition": f"P#{args['product']}", "forward": False}
            request |= {"sort": ("ge", args["first"])}
        case "category_prices":
            request |= {"index": "GSI1", "partition": f"K#{args['category']}"}
            request |= {"sort": ("between", f"{args['low']:07}", f"{args['high']:07}~")}
        case "product_page":
            request |= {"partition": f"P#{args['product']}", "forward": False, "limit": 1 + args["limit"]}
    return request

# loses: mongo_paths, mongo_compare, mongo_arrays, mongo_logic
# Hands the work to mongomock, with all its differences from MongoDB, and checks nothing in advance.
def compile_filter(query):
    from mongomock.filtering import filter_applies

    return lambda document: bool(filter_applies(query, document))

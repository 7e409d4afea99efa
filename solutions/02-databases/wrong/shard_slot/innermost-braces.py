# loses: shard_slot_tags
# Takes the innermost pair of braces.
import binascii
import re


def slot(key):
    found = re.search(rb"\{([^{}]+)\}", key, re.DOTALL)
    return binascii.crc_hqx(found[1] if found else key, 0) % 16384

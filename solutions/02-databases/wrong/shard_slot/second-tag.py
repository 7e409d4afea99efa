# loses: shard_slot_tags
# A pattern that skips an empty tag and takes the next one.
import binascii
import re


def slot(key):
    found = re.search(rb"\{([^}]+)\}", key, re.DOTALL)
    return binascii.crc_hqx(found[1] if found else key, 0) % 16384

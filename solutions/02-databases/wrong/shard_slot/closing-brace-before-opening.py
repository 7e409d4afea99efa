# loses: shard_slot_tags
# Looks for the first closing brace from the start of the key.
import binascii


def slot(key):
    start, end = key.find(b"{"), key.find(b"}")
    if start >= 0 and end > start + 1:
        key = key[start + 1 : end]
    return binascii.crc_hqx(key, 0) % 16384

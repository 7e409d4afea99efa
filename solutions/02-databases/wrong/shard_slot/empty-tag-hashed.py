# loses: shard_slot_tags
# An empty tag is hashed as an empty string: all such keys are in slot 0.
def slot(key: bytes) -> int:
    """The Redis Cluster slot, 0 … 16383, of a key (any bytes, also none).

    slot(b"somekey") == 11058; slot(b"foo{hash_tag}") == slot(b"bar{hash_tag}") == 2515
    """
    import binascii

    # partition() gives an empty separator when it found nothing, which is exactly the "no tag" case.
    _, _, behind = key.partition(b"{")
    tag, closed, _ = behind.partition(b"}")
    # CRC-CCITT with an initial value of 0 is what the CRC catalogue calls XMODEM.
    return binascii.crc_hqx(tag if closed else key, 0) % 16384

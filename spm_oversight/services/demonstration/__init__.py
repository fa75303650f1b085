"""The demonstration province Kalimantan Tengah: its real districts, openly invented figures (*data contoh*).

Everything is made from stable hashes, so that two loads give the same packages. Only what ``profile.PUBLISHED``
lists is real; the figures behind it are invented so that the calculation arrives there.
"""

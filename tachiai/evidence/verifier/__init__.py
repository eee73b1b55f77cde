"""Checks a bundle of Tachiai: is everything in it, to the byte, as it was when it was sealed?

    python3 verify.py BUNDLE.zip

Needs Python 3.9 or newer and nothing else: no installation, no network, no trust in the site that made the bundle. Ends
with 0 when the bundle is valid, with 1 when it is not, and then names what was changed, added, removed or moved.

What a bundle is. Its members lie in the ZIP one after the other, uncompressed, with the headers that `local_header` and
`directory` write, so that no byte of the file is free. `seal.txt` holds the SHA-256 of `manifest.json` (and of the time
stamp, if there is one); `manifest.json` holds that of every other member; `record.json` holds all that was said and
done, each entry linked to the one before it (`content_digest`, `link_digest`).

What that cannot show: whoever makes everything anew, from the record to the seal, makes a valid bundle; but not one
with the same digest. So compare the digest that this program prints with the one that the site shows or that the other
side holds, or let the time stamp prove that it was there at that time.
"""

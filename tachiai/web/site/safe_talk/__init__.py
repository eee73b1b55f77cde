"""Safe talk: the look at a text before it is sent, held texts, off-site requests, blocks, consent."""

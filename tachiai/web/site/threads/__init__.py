"""The place of talks: the list of threads, one thread, and the files that people handed over."""

"""The office's inquiries: the queue by the clock, one of them, and mail that belongs to none."""

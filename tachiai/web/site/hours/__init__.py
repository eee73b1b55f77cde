"""The place of hourly work: the weeks of a contract, the sheet of each, the timer, review and settlement."""

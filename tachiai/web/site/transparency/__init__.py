"""What the place gives account of: notices, measures, machines, appeals, month by month and year by year."""

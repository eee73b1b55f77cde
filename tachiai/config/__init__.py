"""What joins the modules into one program: settings, addresses, who listens to whom, the schedule, the command line."""

"""What the network needs from outside: search, files, mail, jobs, text extraction, each behind a Protocol."""

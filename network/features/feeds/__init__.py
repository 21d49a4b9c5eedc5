"""What is public, for programs: feeds to subscribe to, and addresses for those who search the web."""

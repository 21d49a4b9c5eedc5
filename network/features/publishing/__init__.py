"""What the network itself publishes: news, projects, publications and events."""

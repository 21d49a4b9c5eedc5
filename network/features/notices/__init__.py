"""What members are told that is no post: of methods they keep, have tried or are quoted in."""

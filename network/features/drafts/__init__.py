"""What a member has begun to write and not sent yet, on whatever device."""

"""What is kept about a member: to see, to take along, and to have erased; also after a backup has been put back."""

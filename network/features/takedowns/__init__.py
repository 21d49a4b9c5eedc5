"""Taking down what is no post: a method, card, document, collection or plan goes back to those who made it."""

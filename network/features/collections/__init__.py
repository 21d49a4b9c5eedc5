"""Collections: methods, documents and threads put together in an order, with words between them."""

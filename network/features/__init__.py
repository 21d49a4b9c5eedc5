"""One folder a feature; each holds what it needs of models, queries, service, views, forms, indexing and mails."""

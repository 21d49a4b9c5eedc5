"""The controlled list of subjects that threads and documents belong to."""

"""The filled demonstration: invented people in real municipalities, with threads and documents to try everything on."""

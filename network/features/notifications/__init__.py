"""Following threads and topics, and being told what is new in them."""

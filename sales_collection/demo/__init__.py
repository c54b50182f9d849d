"""The demo company: XML for its people and products, Python for their history."""

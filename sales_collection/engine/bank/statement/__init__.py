"""Bank statements as files: bytes in, lines out, and a reason for each line that cannot be read.

``read`` tells what a file is and takes it apart; ``layout`` says which column means what; ``table`` makes lines of
rows. Problems are codes with a value: whoever shows them has the sentence.
"""

"""The built-in embedding and ranking are made here: pairs of question and passage, training, and its evaluation."""

"""How the shipped static model is made: texts, pairs, tokenizer, training. Needs the extra `training`; never imported when serving."""

"""How the shipped static model is made. Never imported when serving."""

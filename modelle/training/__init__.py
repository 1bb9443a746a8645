"""How the shipped static model is made. Needs the extra `training`; never imported when serving."""

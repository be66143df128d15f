version 1
help
help train
help E0213
help ece
help logit
help seed
help lift
try help zzzz
help Tab
help precision
help E0606

"""Quality of descriptions: the nine criteria of data.gouv.fr and the European MQA, with what to
do next. Pure: a projection and what the link checker knows go in, typed criteria come out."""

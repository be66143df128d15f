/* What fitting and reading a design share. Private to study. */
#ifndef PATRON_SRC_STUDY_DESIGN_COLUMNS_H
#define PATRON_SRC_STUDY_DESIGN_COLUMNS_H

struct model;
/* The columns that follow from the prepared features, named, not yet with means and deviations. */
void design_make_columns(struct model *model);

#endif

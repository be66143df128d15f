/* The XGBoost library, loaded when the first trees are wanted: commands that need none start without it, and its
   threads can still be told not to spin (libgomp reads its environment when it is loaded). */
#ifndef LEARN_LIBRARY_H
#define LEARN_LIBRARY_H

#include <stdbool.h>
#include <xgboost/c_api.h>

#include "patron/base/library.h"

struct error;

/* The functions in use. */
#define XGBOOST_FUNCTIONS(F)                                                                                           \
    F(XGBGetLastError)                                                                                                 \
    F(XGBSetGlobalConfig)                                                                                              \
    F(XGDMatrixCreateFromDense)                                                                                        \
    F(XGDMatrixSetFloatInfo)                                                                                           \
    F(XGDMatrixFree)                                                                                                   \
    F(XGBoosterCreate)                                                                                                 \
    F(XGBoosterFree)                                                                                                   \
    F(XGBoosterSetParam)                                                                                               \
    F(XGBoosterUpdateOneIter)                                                                                          \
    F(XGBoosterPredictFromDMatrix)                                                                                     \
    F(XGBoosterSlice)                                                                                                  \
    F(XGBoosterSaveModelToBuffer)

struct xgboost {
    XGBOOST_FUNCTIONS(LIBRARY_MEMBER)
};

/* The library's functions into LIBRARY, quiet on this thread; false and E_SYSTEM when it cannot be loaded. */
bool xgboost_load(struct xgboost *library, struct error *err);

#endif

/* What fits all values of a column, and the type that is best of what does. */
#include "source/infer.h"
#include "source/value.h"

struct fit fit_everything(void)
{
    return (struct fit){
        .boolean = true, .integer = true, .real = true, .whole = true, .codes = true, .times = all_time_spellings()
    };
}

void fit_meet(struct fit *fit, const struct fit *other)
{
    if (!other->any)
        return;
    fit->any = true;
    fit->bytes = fit->bytes || other->bytes;
    fit->boolean = fit->boolean && other->boolean;
    fit->integer = fit->integer && other->integer;
    fit->real = fit->real && other->real;
    fit->whole = fit->whole && other->whole;
    fit->codes = fit->codes && other->codes;
    fit->too_long = fit->too_long || other->too_long;
    fit->times &= other->times;
}

struct shape fit_shape(const struct fit *fit)
{
    struct shape shape = { TYPE_TEXT, -1 };
    if (!fit->any)
        return shape;
    if (fit->boolean)
        shape.type = TYPE_BOOL;
    else if (fit->times && (fit->integer || !fit->real)) {
        shape.type = TYPE_TIME;
        shape.spelling = __builtin_ctzll(fit->times);
    } else if (fit->integer || (fit->real && fit->whole && (fit->too_long || fit->codes)))
        shape.type = TYPE_INT;
    else if (fit->real && !fit->too_long)
        shape.type = TYPE_REAL;
    return shape;
}

int fit_times(const struct fit *fit, const struct shape *like)
{
    if (!fit->any || !fit->times)
        return like && like->spelling >= 0 ? like->spelling : 0;
    if (like && like->spelling >= 0 && (fit->times >> like->spelling & 1))
        return like->spelling;
    return __builtin_ctzll(fit->times);
}

struct shape fit_shape_like(const struct fit *fit, const struct shape *like)
{
    struct shape shape = fit_shape(fit);
    if (!like || fit->bytes)
        return shape;
    bool fits = !fit->any || like->type == TYPE_TEXT || (like->type == TYPE_BOOL && fit->boolean) ||
                (like->type == TYPE_INT && (fit->integer || (fit->real && fit->whole))) ||
                (like->type == TYPE_REAL && fit->real && !fit->too_long) ||
                (like->type == TYPE_TIME && fit->times != 0);
    if (!fits)
        return shape;
    shape = (struct shape){ like->type, -1 };
    if (like->type == TYPE_TIME)
        shape.spelling = fit_times(fit, like);
    return shape;
}

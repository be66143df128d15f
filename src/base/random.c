/* Random streams: xoshiro256** (Blackman and Vigna 2018), seeded through splitmix64. */
#include "patron/base/random.h"

#include <math.h>

#include "patron/base/hash.h"
#include "patron/base/memory.h"

static uint64_t splitmix(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    return hash_mix(*state);
}

struct random random_stream(uint64_t seed, uint64_t stream)
{
    /* The stream's number is mixed before it meets the seed, so that (1, 2) and (2, 1), or neighbours, share nothing.
     */
    uint64_t state = seed;
    state = splitmix(&state) ^ hash_mix(stream * UINT64_C(0xD1342543DE82EF95) + 1);
    struct random random;
    for (size_t i = 0; i < 4; i++)
        random.state[i] = splitmix(&state);
    return random;
}

static inline uint64_t rotate_left(uint64_t value, int bits)
{
    return value << bits | value >> (64 - bits);
}

uint64_t random_bits(struct random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double random_unit(struct random *random)
{
    return (double)(random_bits(random) >> 11) * 0x1p-53;
}

size_t random_below(struct random *random, size_t n)
{
    /* Lemire (2019): the high half of bits * n, drawn again in the rare case that would favour some values. */
    __extension__ typedef unsigned __int128 wide;
    if (n == 0)
        bug("a random number below 0");
    wide product = (wide)random_bits(random) * n;
    if ((uint64_t)product < n) {
        uint64_t least = -(uint64_t)n % n;
        while ((uint64_t)product < least)
            product = (wide)random_bits(random) * n;
    }
    return (size_t)(product >> 64);
}

static double ratio(const double numerator[8], const double denominator[8], double x)
{
    double n = numerator[7], d = denominator[7];
    for (size_t i = 7; i-- > 0;) {
        n = n * x + numerator[i];
        d = d * x + denominator[i];
    }
    return n / d;
}

/* The normal quantile: Wichura (1988), algorithm AS 241, PPND16; relative error about 1e-16. */
static double normal_quantile(double p)
{
    static const double a[8] = { 3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                 1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                 3.3430575583588128105e+4, 2.5090809287301226727e+3 };
    static const double b[8] = { 1.0,
                                 4.2313330701600911252e+1,
                                 6.8718700749205790830e+2,
                                 5.3941960214247511077e+3,
                                 2.1213794301586595867e+4,
                                 3.9307895800092710610e+4,
                                 2.8729085735721942674e+4,
                                 5.2264952788528545610e+3 };
    static const double c[8] = { 1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                 3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4 };
    static const double d[8] = { 1.0,
                                 2.05319162663775882187e0,
                                 1.67638483018380384940e0,
                                 6.89767334985100004550e-1,
                                 1.48103976427480074590e-1,
                                 1.51986665636164571966e-2,
                                 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9 };
    static const double e[8] = { 6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                 2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                 2.71155556874348757815e-5, 2.01033439929228813265e-7 };
    static const double f[8] = { 1.0,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15 };
    double q = p - 0.5;
    if (fabs(q) <= 0.425)
        return q * ratio(a, b, 0.180625 - q * q);
    double r = sqrt(-log(q < 0 ? p : 1 - p));
    double value = r <= 5 ? ratio(c, d, r - 1.6) : ratio(e, f, r - 5);
    return q < 0 ? -value : value;
}

double random_normal(struct random *random)
{
    /* The middle of one of 2^52 equal cells of (0, 1): never 0, and its mirror image is as likely. */
    double p = ((double)(random_bits(random) >> 12) + 0.5) * 0x1p-52;
    return normal_quantile(p);
}

void random_shuffle(struct random *random, size_t *values, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = random_below(random, i);
        size_t value = values[i - 1];
        values[i - 1] = values[j];
        values[j] = value;
    }
}

/*
 * tanh of float lanes, at most 1 ULP.
 *
 * |x| is cut into 16 intervals, two an octave from 1/16 to 12, each with a polynomial of degree 7 around its own centre;
 * the coefficients come from registers by one permute each.  Centres are floats whose tanh is nearly a float too
 * (S. Gal and B. Bachelis, ACM TOMS 17, 1991), so that the constant term brings no error of its own.  The first interval
 * has centre 0 and gives x + x q(x).  Coefficients: tools/minimax.py tanh_f32.
 */
#ifndef PND_KERNELS_TANH_F32_H
#define PND_KERNELS_TANH_F32_H

#include "../simd/vec.h"

/* Row 0: centres; row k + 1: coefficients of t^k. */
static const float tanh_f32_table[9][16] __attribute__((aligned(64))) = {
    {0x0p+0f, 0x1.40237cp-4f, 0x1.bfe512p-4f, 0x1.4018fcp-3f, 0x1.bfd4bp-3f, 0x1.3ffa6p-2f, 0x1.c0023cp-2f, 0x1.400dfap-1f, 0x1.bfe934p-1f,
     0x1.3fe69ap+0f, 0x1.bff09ap+0f, 0x1.40272ep+1f, 0x1.bffdcp+1f, 0x1.3ffc3cp+2f, 0x1.bfe32p+2f, 0x1.154246p+3f},
    {0x0p+0f, 0x1.3f7d02p-4f, 0x1.be1e3cp-4f, 0x1.3d842ap-3f, 0x1.b8d3b6p-3f, 0x1.35f46ep-2f, 0x1.a5747ap-2f, 0x1.1bfe2cp-1f, 0x1.685adp-1f,
     0x1.b243fcp-1f, 0x1.e1f878p-1f, 0x1.f929acp-1f, 0x1.ff1124p-1f, 0x1.fff418p-1f, 0x1.ffffc8p-1f, 0x1.fffffep-1f},
    {0x1p-31f, 0x1.fce28ep-1f, 0x1.f9ed26p-1f, 0x1.f3b17cp-1f, 0x1.e8473cp-1f, 0x1.d117p-1f, 0x1.a944f6p-1f, 0x1.627a08p-1f, 0x1.02603cp-1f,
     0x1.1f556cp-2f, 0x1.d2617p-4f, 0x1.b2a912p-6f, 0x1.dd488ep-9f, 0x1.7cf838p-13f, 0x1.bffbfep-19f, 0x1.fffffp-24f},
    {-0x1.d53bbap-22f, -0x1.3d8b92p-4f, -0x1.b8d336p-4f, -0x1.35e254p-3f, -0x1.a4671ep-3f, -0x1.198e6cp-2f, -0x1.5e0ff4p-2f,
     -0x1.893cd6p-2f, -0x1.6bb2f8p-2f, -0x1.e76b2p-3f, -0x1.b706d6p-4f, -0x1.acda94p-6f, -0x1.dc6acp-9f, -0x1.7d300ep-13f, -0x1.c04836p-19f,
     -0x1.fffc8ep-24f},
    {-0x1.5540e8p-2f, -0x1.4ca80ep-2f, -0x1.45f93cp-2f, -0x1.354172p-2f, -0x1.18282ep-2f, -0x1.c19872p-3f, -0x1.16d826p-3f, -0x1.2361bep-6f,
     0x1.4edf92p-4f, 0x1.bbb7eap-4f, 0x1.01d11p-4f, 0x1.163c84p-6f, 0x1.3c73f6p-9f, 0x1.fc2e02p-14f, 0x1.2adcp-19f, 0x1.555a32p-24f},
    {-0x1.55aecap-8f, 0x1.bd4264p-5f, 0x1.0eef28p-4f, 0x1.8c55f2p-4f, 0x1.04f76p-3f, 0x1.43e5e6p-3f, 0x1.5c2d38p-3f, 0x1.1a5472p-3f,
     0x1.f25898p-5f, -0x1.9b2d02p-7f, -0x1.817816p-6f, -0x1.073fa2p-7f, -0x1.39fa34p-10f, -0x1.f5e55p-15f, -0x1.273ce2p-20f,
     -0x1.55beaap-25f},
    {0x1.2b6c76p-2f, -0x1.76908p+1f, 0x1.5b67d8p+2f, 0x1.8c18e4p-2f, -0x1.23c27cp-3f, 0x1.c26a9p-6f, -0x1.980bacp-7f, -0x1.b81b3p-5f,
     -0x1.d97622p-5f, -0x1.3af1aap-6f, 0x1.e49062p-9f, 0x1.766b0cp-9f, 0x1.ef0e7ap-12f, 0x1.915774p-16f, 0x1.d8a984p-22f, 0x1.0f0cf8p-26f},
    {-0x1.1f7f1ep+1f, -0x1.7cd1fep+3f, 0x1.0504d4p+4f, 0x1.a95224p-2f, -0x1.8801a8p-3f, -0x1.566c46p-4f, -0x1.096152p-4f, -0x1.7ffd06p-6f,
     0x1.bfe01ap-7f, 0x1.ef2a18p-7f, 0x1.10ee7cp-9f, -0x1.6e3798p-11f, -0x1.495f08p-13f, -0x1.3521ecp-17f, -0x1.6cf954p-23f,
     -0x1.60f75p-28f},
    {0x1.7bae7cp+3f, 0x1.a2d18ep+12f, -0x1.7493b4p+13f, -0x1.349bfep+7f, 0x1.03dd5ap+7f, 0x1.42152ap+1f, 0x1.d614a2p-1f, -0x1.4c51a6p-6f,
     -0x1.aacd62p-6f, -0x1.2b4208p-8f, -0x1.043d08p-9f, 0x1.efe19ep-15f, 0x1.5f328p-15f, 0x1.5f08cep-19f, 0x1.9eef8p-25f, 0x1.27ed06p-29f},
};

PND_INLINE vf vec_tanh_f32(vf x)
{
    const float (*table)[16] = tanh_f32_table;
    vi bits = vf_bits(x) & 0x7fffffff;
    bits = vi_min(bits, vi_set(0x41108000)); /* beyond 9.03 tanh is 1 */
    vf a = vf_from_bits(bits);
    vi first = vi_set(0x3d800000 >> 22); /* 1/16: index 1 */
    vi i = (bits >> 22) - (first - 1);
    i = vi_max(i, vi_set(0));
    vf t = a - vf_table16(table[0], i);
    /* t^2, kept off zero so that nothing underflows; pairs of terms make a shorter chain than Horner's. */
    vf t2 = vf_fma(t, t, vf_set(0x1p-40f));
    vf p1 = vf_fma(vf_table16(table[3], i), t, vf_table16(table[2], i));
    vf p3 = vf_fma(vf_table16(table[5], i), t, vf_table16(table[4], i));
    vf p5 = vf_fma(vf_table16(table[7], i), t, vf_table16(table[6], i));
    vf y = vf_fma(vf_table16(table[8], i), t2, p5);
    y = vf_fma(y, t2, p3);
    y = vf_fma(y, t2, p1);
    y = vf_fma(y, t, vf_select(vi_lt(vi_set(0), i), vf_table16(table[1], i), a));
    return vf_odd(y, x);
}

#endif

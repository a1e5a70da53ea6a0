// The values of one leaf. Where a row passes all tests on feature j, o_j is 1; z_j is what is expected of it. With
// F(t) = prod (o_i t + z_i (1 - t)), the value of j is the integral over t from 0 to 1 of (F(o_j = 1) - F(o_j = 0) / (1 - t)) / t
// where o_j is 1, and of -F(o_j = 0) / (1 - t) where it is 0. What is integrated is a polynomial: a quadrature is exact. For pairs
// the same is done along both axes. A background takes the place of the z: F is linear in the histogram of its patterns.
#include "treeshap.h"

static double product[1 << MOST_BITS];
static double term[6][1 << MOST_BITS];

static void weigh(int32_t bits, const double *shares, double t, double weight) {
  product[0] = weight;
  for (int32_t i = 0; i < bits; i++) {
    double missed = shares[i] * (1 - t), passed = t + missed;
    int32_t size = 1 << i;
    for (int32_t at = 0; at < size; at++) {
      product[at + size] = product[at] * passed;
      product[at] *= missed;
    }
  }
}

static void weigh_histogram(int32_t bits, const double *histogram, double t, double weight) {
  int32_t all = 1 << bits;
  for (int32_t at = 0; at < all; at++) product[at] = histogram[at] * weight;
  for (int32_t i = 0; i < bits; i++) {
    int32_t size = 1 << i;
    for (int32_t from = 0; from < all; from += 2 * size) {
      double *low = product + from, *high = low + size;
      for (int32_t at = 0; at < size; at++) {
        double missed = low[at], passed = high[at];
        low[at] = (1 - t) * passed;
        high[at] = t * missed + passed;
      }
    }
  }
}

static void add_terms(int32_t all, int32_t count, const double *factors) {
  for (int32_t k = 0; k < count; k++) {
    double factor = factors[k];
    double *into = term[k];
    for (int32_t at = 0; at < all; at++) into[at] += product[at] * factor;
  }
}

static void unit_features(float *units, int32_t bits) {
  int32_t all = 1 << bits;
  const double *missed = term[0], *passed = term[1];
  for (int32_t j = 0; j < bits; j++, units += all) {
    int32_t size = 1 << j;
    for (int32_t from = 0; from < all; from += 2 * size)
      for (int32_t at = from; at < from + size; at++) {
        units[at] = (float)-missed[at];
        units[at + size] = (float)(passed[at + size] - passed[at] - missed[at]);
      }
  }
}

static void unit_pairs(float *units, int32_t bits) {
  int32_t all = 1 << bits;
  for (int32_t i = 0; i < bits; i++)
    for (int32_t j = i + 1; j < bits; j++, units += all) {
      int32_t one = 1 << i, other = 1 << j;
      for (int32_t at = 0; at < all; at++) {
        if (at & (one | other)) continue;
        units[at] = (float)term[5][at];
        units[at + one] = (float)(term[4][at] - term[3][at + one]);
        units[at + other] = (float)(term[4][at] - term[3][at + other]);
        units[at + one + other] =
            (float)(term[0][at + one + other] - term[1][at + one] - term[1][at + other] + term[2][at]);
      }
    }
}

void tabulate_leaf(float *units, int32_t bits, const double *shares, const double *histogram) {
  int32_t all = 1 << bits, count = (bits + 1) / 2, terms = is_pairs ? 6 : 2;
  if (bits == 0) return;
  for (int32_t k = 0; k < terms; k++)
    for (int32_t at = 0; at < all; at++) term[k][at] = 0;
  for (int32_t point = 0; point < count; point++) {
    double t = points[count * (count - 1) / 2 + point], weight = point_weights[count * (count - 1) / 2 + point];
    if (histogram) weigh_histogram(bits, histogram, t, weight);
    else weigh(bits, shares, t, weight);
    double left = 1 / (1 - t), here = 1 / t;
    if (is_pairs) {
      double factors[6] = {here * here, here * here * left, here * here * left * left,
                           here * left, here * left * left, left * left};
      add_terms(all, 6, factors);
    } else {
      double factors[2] = {left, here};
      add_terms(all, 2, factors);
    }
  }
  if (is_pairs) unit_pairs(units, bits);
  else unit_features(units, bits);
}

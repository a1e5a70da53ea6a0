// Which rows pass the test of a node, as a bit of their patterns.
#include "treeshap.h"
#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

// A new bit is set where the test is passed; a bit that is there stays where it is passed.
void extend(uint16_t *into, const uint16_t *from, const Rows *of, int32_t first, int32_t count, int32_t node, int32_t is_left,
            uint32_t bit, int32_t is_new) {
  const float *value = of->columns + (int64_t)forest.feature[node] * of->stride + first;
  float limit = forest.threshold[node];
  int32_t missing = forest.missing_left[node];
#ifdef __wasm_simd128__
  v128_t limits = wasm_f32x4_splat(limit);
  v128_t bits = wasm_i16x8_splat((int16_t)bit);
  v128_t flip = wasm_i16x8_splat((missing != 0) != (is_left == 0) ? -1 : 0);
  for (int32_t row = 0; row < count; row += 8) {
    v128_t one = wasm_v128_load(value + row), other = wasm_v128_load(value + row + 4);
    v128_t passed = missing ? wasm_i16x8_narrow_i32x4(wasm_f32x4_gt(one, limits), wasm_f32x4_gt(other, limits))
                            : wasm_i16x8_narrow_i32x4(wasm_f32x4_le(one, limits), wasm_f32x4_le(other, limits));
    passed = wasm_v128_xor(passed, flip);
    v128_t before = wasm_v128_load(from + row);
    v128_t after = is_new ? wasm_v128_or(before, wasm_v128_and(bits, passed))
                          : wasm_v128_andnot(before, wasm_v128_andnot(bits, passed));
    wasm_v128_store(into + row, after);
  }
#else
  for (int32_t row = 0; row < count; row++) {
    int32_t left = missing ? !(value[row] > limit) : value[row] <= limit;
    int32_t passed = left == (is_left != 0);
    into[row] = is_new ? from[row] | (passed ? bit : 0) : from[row] & ~(passed ? 0 : bit);
  }
#endif
}

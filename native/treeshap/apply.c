// Rows through the tables: their patterns by vectors, then one load for four columns of a row.
#include "treeshap.h"
#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

static float *chunk; // [output][column][row], and one more column for what is no column
static uint8_t *is_touched;
static int32_t chunk_size, chunk_first, chunk_count;
static uint16_t *patterns; // by depth
static int32_t *place_of;  // by feature: its bit on the path, or -1
static int32_t path_length, next;
static const int32_t *used;
static int32_t used_count;

int32_t set_chunk(float *into, uint8_t *touched, int32_t size, int32_t depth) {
  chunk = into;
  is_touched = touched;
  chunk_size = size;
  patterns = take((uint32_t)(depth + 3) * size * 2);
  place_of = take((uint32_t)features * 4);
  if (!patterns || !place_of) return 0;
  for (int32_t row = 0; row < size; row++) patterns[row] = 0;
  for (int32_t feature = 0; feature < features; feature++) place_of[feature] = -1;
  return 1;
}

void begin_chunk(int32_t first, int32_t count) {
  chunk_first = first;
  chunk_count = (count + 7) & ~7;
  for (int32_t at = 0; at < forest.width * columns_count; at++) is_touched[at] = 0;
}

void end_chunk(void) {
  for (int32_t at = 0; at < forest.width * columns_count; at++) {
    if (!is_touched[at]) continue;
    const float *from = chunk + (int64_t)at * chunk_size;
    double *into = sums + (int64_t)at * rows.stride + chunk_first;
    for (int32_t row = 0; row < chunk_count; row++) into[row] += from[row];
  }
}

static float *chunk_of(int32_t at) {
  float *into = chunk + (int64_t)at * chunk_size;
  if (!is_touched[at]) {
    is_touched[at] = 1;
    for (int32_t row = 0; row < chunk_count; row++) into[row] = 0;
  }
  return into;
}

static void look_up(float *const *into, const float *table, const uint16_t *pattern) {
#ifdef __wasm_simd128__
  for (int32_t row = 0; row < chunk_count; row += 4) {
    v128_t a = wasm_v128_load(table + pattern[row] * 4), b = wasm_v128_load(table + pattern[row + 1] * 4);
    v128_t c = wasm_v128_load(table + pattern[row + 2] * 4), d = wasm_v128_load(table + pattern[row + 3] * 4);
    v128_t ab = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5), cd = wasm_i32x4_shuffle(c, d, 0, 4, 1, 5);
    v128_t ef = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7), gh = wasm_i32x4_shuffle(c, d, 2, 6, 3, 7);
    v128_t lanes[4] = {wasm_i64x2_shuffle(ab, cd, 0, 2), wasm_i64x2_shuffle(ab, cd, 1, 3),
                       wasm_i64x2_shuffle(ef, gh, 0, 2), wasm_i64x2_shuffle(ef, gh, 1, 3)};
    for (int32_t lane = 0; lane < 4; lane++)
      wasm_v128_store(into[lane] + row, wasm_f32x4_add(wasm_v128_load(into[lane] + row), lanes[lane]));
  }
#else
  for (int32_t lane = 0; lane < 4; lane++)
    for (int32_t row = 0; row < chunk_count; row++) into[lane][row] += table[pattern[row] * 4 + lane];
#endif
}

static void apply_group(int32_t depth) {
  const Group *group = groups[next++];
  const uint16_t *pattern = patterns + depth * chunk_size;
  if (group->columns == 0) return;
  for (int32_t i = 0; i < group->nodes; i++) {
    uint16_t *into = patterns + (depth + 1) * chunk_size;
    extend(into, pattern, &rows, chunk_first, chunk_count, group->node[i], 1, 1u << (group->path_bits + i), 1);
    pattern = into;
  }
  const float *table = group->table;
  for (int32_t k = 0; k < used_count; k++)
    for (int32_t column = 0; column < group->columns; column += 4, table += 4 << group->bits) {
      float *into[4];
      for (int32_t lane = 0; lane < 4; lane++)
        into[lane] = column + lane < group->columns ? chunk_of(used[k] * columns_count + group->column[column + lane])
                                                    : chunk + (int64_t)forest.width * columns_count * chunk_size;
      look_up(into, table, pattern);
    }
}

static void apply(int32_t node, int32_t depth) {
  if (is_group(node)) {
    apply_group(depth);
    return;
  }
  int32_t feature = forest.feature[node], place = place_of[feature], is_new = place < 0;
  if (is_new) place = place_of[feature] = path_length++;
  for (int32_t is_left = 1; is_left >= 0; is_left--) {
    extend(patterns + (depth + 1) * chunk_size, patterns + depth * chunk_size, &rows, chunk_first, chunk_count, node, is_left,
           1u << place, is_new);
    apply(is_left ? forest.left[node] : forest.right[node], depth + 1);
  }
  if (is_new) {
    place_of[feature] = -1;
    path_length--;
  }
}

void apply_tree(const Tree *tree) {
  used = tree->outputs;
  used_count = tree->output_count;
  next = tree->first_group;
  path_length = 0;
  apply(tree->root, 0);
}

// How many rows come to each node.
#include "treeshap.h"

static double *covers;
static int32_t *spare;

static void count_rows(int32_t node, int32_t *ids, int32_t count) {
  covers[node] = count;
  if (forest.left[node] < 0 || count == 0) return;
  const float *column = rows.columns + (int64_t)forest.feature[node] * rows.stride;
  float limit = forest.threshold[node];
  int32_t lefts = 0, rights = 0, missing = forest.missing_left[node];
  for (int32_t at = 0; at < count; at++) {
    int32_t id = ids[at], is_left = missing ? !(column[id] > limit) : column[id] <= limit;
    ids[lefts] = spare[rights] = id;
    lefts += is_left;
    rights += !is_left;
  }
  for (int32_t at = 0; at < rights; at++) ids[lefts + at] = spare[at];
  count_rows(forest.left[node], ids, lefts);
  count_rows(forest.right[node], ids + lefts, rights);
}

int32_t count_covers(double *into) {
  uint32_t kept = mark();
  int32_t *ids = take((uint32_t)rows.count * 4 + 4);
  spare = take((uint32_t)rows.count * 4 + 4);
  if (!ids || !spare) return 1;
  covers = into;
  for (int32_t node = 0; node < forest.nodes; node++) covers[node] = 0;
  for (int32_t tree = 0; tree < forest.trees; tree++) {
    for (int32_t row = 0; row < rows.count; row++) ids[row] = row;
    count_rows(forest.roots[tree], ids, rows.count);
  }
  release(kept);
  return 0;
}

// The door: what the caller sets, and one call that explains the rows with some of the trees.
#include "treeshap.h"

Forest forest;
Rows rows, background;
const double *points, *point_weights;
double *sums;
int32_t features, columns_count, is_pairs;

#define EXPORT(name) __attribute__((export_name(name)))

EXPORT("take") void *export_take(uint32_t bytes) { return take(bytes); }
EXPORT("mark") uint32_t export_mark(void) { return mark(); }
EXPORT("release") void export_release(uint32_t to) { release(to); }

// The words of Forest, then the points of the quadratures and their weights.
EXPORT("setForest") void set_forest(const int32_t *words, int32_t feature_count) {
  forest.nodes = words[13];
  forest.trees = words[0];
  forest.width = words[1];
  forest.roots = (const int32_t *)words[2];
  forest.feature = (const int32_t *)words[3];
  forest.left = (const int32_t *)words[4];
  forest.right = (const int32_t *)words[5];
  forest.leaf = (const int32_t *)words[6];
  forest.threshold = (const float *)words[7];
  forest.missing_left = (const uint8_t *)words[8];
  forest.weights = (const double *)words[9];
  forest.share = (const double *)words[10];
  points = (const double *)words[11];
  point_weights = (const double *)words[12];
  features = feature_count;
}

EXPORT("setBackground") void set_background(const float *columns, int32_t count, int32_t stride) {
  background.columns = columns;
  background.count = count;
  background.stride = stride;
}

static void mark_outputs(int32_t node, uint8_t *is_used) {
  if (forest.left[node] < 0) {
    for (int32_t k = 0; k < forest.width; k++) is_used[k] |= forest.weights[forest.leaf[node] + k] != 0;
    return;
  }
  mark_outputs(forest.left[node], is_used);
  mark_outputs(forest.right[node], is_used);
}

static int32_t depth_below(int32_t node) {
  if (forest.left[node] < 0) return 0;
  int32_t left = depth_below(forest.left[node]), right = depth_below(forest.right[node]);
  return 1 + (left > right ? left : right);
}

typedef struct {
  int32_t root, first_group, output_count;
  int32_t *outputs;
} Tree;

static int32_t run(int32_t first_tree, int32_t step, int32_t chunk_rows, uint32_t most_bytes) {
  int32_t depth = 0;
  for (int32_t tree = first_tree; tree < forest.trees; tree += step) {
    int32_t own = depth_below(forest.roots[tree]);
    if (own > depth) depth = own;
  }
  if (depth > MOST_DEPTH) return 2;
  int32_t cells = forest.width * columns_count;
  float *chunk = take((uint32_t)(cells + 1) * chunk_rows * 4);
  uint8_t *touched = take(cells + 1);
  int32_t *counts = take(features * 4 + 4), *bits = take(features * 4 + 4);
  uint8_t *flags = take(forest.nodes), *is_used = take(forest.width);
  Group **list = take(sizeof(Group *) * (forest.nodes + 1));
  Tree *trees = take(sizeof(Tree) * (forest.trees + 1));
  if (!chunk || !touched || !counts || !bits || !flags || !is_used || !list || !trees) return 1;
  for (int32_t feature = 0; feature < features; feature++) {
    counts[feature] = 0;
    bits[feature] = -1;
  }
  set_plan(counts, flags);
  if (!set_groups(bits, list, depth) || !set_chunk(chunk, touched, chunk_rows, depth)) return 1;
  uint32_t kept = mark();
  int32_t waiting = 0;
  for (int32_t tree = first_tree; tree < forest.trees; tree += step) {
    Tree *each = &trees[waiting];
    each->root = forest.roots[tree];
    each->output_count = 0;
    each->outputs = take(forest.width * 4);
    if (!each->outputs) return 1;
    for (int32_t k = 0; k < forest.width; k++) is_used[k] = 0;
    mark_outputs(each->root, is_used);
    for (int32_t k = 0; k < forest.width; k++)
      if (is_used[k]) each->outputs[each->output_count++] = k;
    double direct_cost;
    int32_t most_distinct;
    double cost = plan_tree(each->root, rows.count, &direct_cost, &most_distinct);
    if (most_distinct > MOST_DISTINCT) return 2;
    if (cost < direct_cost) {
      each->first_group = next_group();
      if (!build_tree(each->root, each->outputs, each->output_count)) return 1;
      waiting++;
    } else if (!direct_tree(each->root, most_distinct, each->outputs, each->output_count)) return 1;
    if (waiting > 0 && (mark() - kept > most_bytes || tree + step >= forest.trees)) {
      for (int32_t first = 0; first < rows.count; first += chunk_rows) {
        begin_chunk(first, rows.count - first < chunk_rows ? rows.count - first : chunk_rows);
        for (int32_t i = 0; i < waiting; i++)
          apply_tree(trees[i].root, trees[i].first_group, trees[i].outputs, trees[i].output_count);
        end_chunk();
      }
      waiting = 0;
      reset_groups();
      release(kept);
    }
  }
  return 0;
}

// Adds to `into` what every `step`th tree from `first_tree` on gives; 1: there is not enough memory, 2: a tree is too deep.
EXPORT("explain") int32_t explain(const float *columns, int32_t count, int32_t stride, double *into, int32_t pairs,
                                  int32_t first_tree, int32_t step, int32_t chunk_rows, uint32_t most_bytes) {
  uint32_t kept = mark();
  rows.columns = columns;
  rows.count = count;
  rows.stride = stride;
  sums = into;
  is_pairs = pairs;
  columns_count = pairs ? features * (features - 1) / 2 : features;
  reset_groups();
  int32_t failed = run(first_tree, step, chunk_rows, most_bytes);
  release(kept);
  return failed;
}
